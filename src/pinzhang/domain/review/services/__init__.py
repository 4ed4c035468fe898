"""The only writers of reviewers, tasks, evaluations and panels."""
