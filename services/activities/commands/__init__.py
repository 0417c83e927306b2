"""Commands of the activities service."""
