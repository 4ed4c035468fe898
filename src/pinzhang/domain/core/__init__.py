"""What every concept stands on: events, jobs, numbers, files, days."""
