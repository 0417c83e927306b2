"""A district in which one community has a record of every kind, in every state that a figure counts."""
