"""What each page of case work shows, put together from what the domain knows."""
