"""Commands that need a running instance: migrate, publish, serve, work, appoint, demonstrate."""
