"""The organizations service: the tree valid over time, and the people in it."""
