"""The audit trail: who did, changed and read what, in a chain that shows what was altered, left out or put in."""
