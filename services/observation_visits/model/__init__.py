"""Rounds of visits and their rules; independent of the clock, the broker and HTTP."""
