"""What is promised holds while processes are killed and connections are cut."""
