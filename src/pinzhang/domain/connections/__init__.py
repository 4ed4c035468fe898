"""How other systems connect: tokens, requests done once, webhooks (系统对接)."""
