"""Reports composed of figures and records: every blank is a live figure with the records behind it."""
