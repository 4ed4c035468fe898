"""What the template tags are made of: one module per family, pure functions of their arguments."""
