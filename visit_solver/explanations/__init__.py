"""Why something could not be placed, and the smallest change that would let it be, in words."""
