"""A quarter of a small district: what is done in it, and each number of its report as counted by hand."""
