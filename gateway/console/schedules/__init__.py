"""Schedules of a round of visits as pages show them: the calendar, a day's map, what is not placed, what changes."""
