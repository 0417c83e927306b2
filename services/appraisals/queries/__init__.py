"""Queries of the appraisals service."""
