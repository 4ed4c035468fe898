"""The only writers of keys, credentials, status lists, log, labels and scan counts."""
