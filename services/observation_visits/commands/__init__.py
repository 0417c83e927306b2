"""Commands of the observation visits service."""
