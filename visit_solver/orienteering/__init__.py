"""The team orienteering problem with time windows: which stops, by which shift, in which order, for the most worth."""
