"""Queries of the observation visits service."""
