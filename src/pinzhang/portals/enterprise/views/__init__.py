"""The views of the enterprise portal, one file a page or a group of pages."""
