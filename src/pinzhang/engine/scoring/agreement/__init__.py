"""How far reviewers agree, and how much the result hangs on any one of them (评审一致性)."""
