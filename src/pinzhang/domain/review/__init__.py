"""Reviewers, tasks, evaluations, the panel (评审)."""
