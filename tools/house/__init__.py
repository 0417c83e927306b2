"""Measure a checkout's source text; nothing of it is imported or run."""
