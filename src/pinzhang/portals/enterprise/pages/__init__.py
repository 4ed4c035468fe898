"""What the pages of the enterprise portal show, gathered for their templates."""
