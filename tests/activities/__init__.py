"""The activities service: its rules, its reactions, its figures."""
