"""What a community leaves behind, a module for each service."""
