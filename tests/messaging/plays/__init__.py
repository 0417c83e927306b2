"""What moves every reaction of a service to write, a module for each service."""
