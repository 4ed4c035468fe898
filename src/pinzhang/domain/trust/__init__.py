"""What lets anyone check a mark (可信): keys, credentials, status lists, the transparency log, labels, scans."""
