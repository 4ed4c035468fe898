"""What each audience sees; portals read selectors and call services, they never write."""
