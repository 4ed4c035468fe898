"""The only writers of cases, batches and what happens in them."""
