"""Queries of the supervision service."""
