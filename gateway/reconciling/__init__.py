"""Whether the read side still says what the services told: everything recomputed from their event logs, another way."""
