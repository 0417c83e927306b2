"""Commands of the supervision service."""
