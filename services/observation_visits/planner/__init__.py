"""The planner decides who visits whom, when and in which order, away from the service that asks for it."""
