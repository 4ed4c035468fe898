"""Organisations, people, memberships and posts (主体)."""
