"""One module per page of the reviewer portal."""
