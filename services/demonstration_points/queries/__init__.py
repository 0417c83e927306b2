"""Queries of the demonstration_points service."""
