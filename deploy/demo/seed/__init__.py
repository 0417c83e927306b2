"""A year's plausible work, drawn from a seed and entered by the people whose work it is; a module for each service."""
