"""Carries signed events to the systems of others, and nowhere inside this network."""
