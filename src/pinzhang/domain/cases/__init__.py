"""Case, batch, stage, clock, correspondence (办件)."""
