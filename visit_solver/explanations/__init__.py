"""Why something is not placed, and the smallest change that would place it, in two languages."""
