"""The only writers of alerts, procedures, appeals and checks."""
