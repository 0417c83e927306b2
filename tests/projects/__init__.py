"""The projects service: its rules, its commands and its routes."""
