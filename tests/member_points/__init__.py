"""The member points service: its rules, its commands and its routes."""
