"""Random histories of a district over HTTP, and a plain recount of every figure from the services' primary lists."""
