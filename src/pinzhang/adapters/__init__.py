"""The outside world, one folder per system, each bound in config."""
