"""The crossed mixed model ``score ~ criterion + (1|application) + (1|reviewer) + (1|application:reviewer)``."""
