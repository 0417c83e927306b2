"""What the organizations service can be asked to tell, by subject."""
