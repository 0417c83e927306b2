"""What stands in the town, a module for each service."""
