"""What is known about anybody: typed, dated, sourced (事实)."""
