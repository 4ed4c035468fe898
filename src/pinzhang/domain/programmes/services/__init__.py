"""The only writers of editions, drafts and rounds."""
