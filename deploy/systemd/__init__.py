"""Files of an installation without containers, made of the compose file: what both share stands there once."""
