"""Commands of the meetings service."""
