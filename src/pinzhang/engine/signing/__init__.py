"""Marks that anyone can check (标识核验): keys, credentials, links, status lists and their verification."""
