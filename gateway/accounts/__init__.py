"""Accounts and their grants: who may sign in, and what for; they live in the gateway and nowhere else."""
