"""Notices and letters to people (通知与文书)."""
