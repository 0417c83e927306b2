"""Queries of the organizations service, by subject."""
