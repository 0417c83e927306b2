"""Queries of the activities service."""
