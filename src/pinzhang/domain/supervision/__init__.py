"""Surveillance of marks: alerts, procedures with notice and hearing, appeals, checks (标识监管)."""
