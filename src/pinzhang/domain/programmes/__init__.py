"""Programme editions and rounds (项目、版本、届次)."""
