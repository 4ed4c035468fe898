"""Letters and certificates as PDF/A (排版)."""
