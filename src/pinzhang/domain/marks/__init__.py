"""Marks and what becomes of them (标识与称号)."""
