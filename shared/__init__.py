"""Modules that every process needs and no service owns."""
