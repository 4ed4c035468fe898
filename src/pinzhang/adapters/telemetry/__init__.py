"""What this instance tells those who watch over it: metrics for Prometheus, traces for OpenTelemetry."""
