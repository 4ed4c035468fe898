"""The only writers of applications and what others say of them."""
