"""The only writers of reports, rights and honours."""
