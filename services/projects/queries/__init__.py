"""Queries of the projects service."""
