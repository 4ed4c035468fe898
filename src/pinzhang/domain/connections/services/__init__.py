"""The only writers of tokens, kept requests, endpoints and deliveries."""
