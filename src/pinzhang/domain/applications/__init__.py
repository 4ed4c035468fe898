"""Applications, recommendations, opinions, objections (申报)."""
