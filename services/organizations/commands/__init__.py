"""Commands of the organizations service, by subject."""
