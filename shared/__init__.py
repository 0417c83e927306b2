"""What every process needs and no service owns."""
