"""The ordinal many-facet Rasch model: a cross-check of the mixed model on the rating categories themselves."""
