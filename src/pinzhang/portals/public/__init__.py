"""What anybody sees without signing in: programmes, eligibility, notices, lists, marks."""
