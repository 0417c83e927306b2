"""How a fact leaves one database and takes effect in another exactly once, in order per organization."""
