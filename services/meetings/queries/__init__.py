"""Queries of the meetings service."""
