"""Delegations on tour: stop after stop by vehicle, with lunch on the way and a review at the end of each day."""
