"""The demonstration_points service: its rules, its commands and its figures."""
