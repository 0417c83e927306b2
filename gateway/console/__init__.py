"""The console: pages for people in the gateway's process, and a client of the public API in their own name."""
