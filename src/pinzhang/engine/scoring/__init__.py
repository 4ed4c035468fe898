"""Scores: points from marks, places, correction for severity, agreement of reviewers (评分)."""
