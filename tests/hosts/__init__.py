"""The hosts by themselves: how requests travel between processes, and what is asked of nameko's container."""
