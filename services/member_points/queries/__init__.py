"""Queries of the member points service; every list of persons is in the order of their ids."""
