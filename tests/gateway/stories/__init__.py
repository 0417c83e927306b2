"""Every operation of a service done once, by whoever does it, in the order in which it happens."""
