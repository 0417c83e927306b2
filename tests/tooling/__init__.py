"""The rules of the house, and that a broken one is seen."""
