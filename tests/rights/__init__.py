"""Who may do what: every role, in every relation to a record, asks every operation."""
