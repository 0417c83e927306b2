"""Who visits whom and when: each delegation goes to one host and back, and every host is visited."""
