"""What the pages of reviewers show, put together from the domain."""
