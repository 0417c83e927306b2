"""What operations relies on: logs, metrics, alerts, parked events and replay."""
