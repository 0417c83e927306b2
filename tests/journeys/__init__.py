"""A few journeys across everything, on both hosts; they poll and never sleep."""
