"""The writers of the core tables."""
