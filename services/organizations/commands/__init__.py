"""What the organizations service can be asked to do, by subject."""
