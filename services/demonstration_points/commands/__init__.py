"""Commands of the demonstration_points service."""
