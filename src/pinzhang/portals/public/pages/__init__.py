"""What the pages show, put together from the domain and the regulation; no page writes anything."""
