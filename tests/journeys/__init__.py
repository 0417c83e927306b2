"""A few journeys across everything, on every host; they poll and never sleep."""
