"""Commands of the projects service."""
