"""Commands of the member points service."""
