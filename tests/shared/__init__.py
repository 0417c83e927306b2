"""The parts that everyone needs and nobody owns."""
