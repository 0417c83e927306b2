"""What the messaging layer promises, on every host it runs on."""
