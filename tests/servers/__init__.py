"""Virtual hosts and databases for tests, on servers that a whole run shares, and tests of them."""
