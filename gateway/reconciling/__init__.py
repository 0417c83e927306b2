"""Independent recomputation of the projections from the services' event logs."""
