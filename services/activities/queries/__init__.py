"""Queries of the activities service."""

from services.activities.queries.activities import (
    activities,
    activity,
    activity_counts,
    activity_steps,
    minutes,
    resolutions,
)
from services.activities.queries.campaigns import campaign, campaigns, exemplar, exemplars, part, parts
from services.activities.queries.halls import hall_standard, hall_steps, lecture_hall, lecture_halls, missing_halls
from services.activities.queries.obligations import obligation, obligation_rules, obligations
from services.activities.queries.rates import reporting_rates
from services.activities.queries.warnings import activity_warnings

__all__ = [
    "activities",
    "activity",
    "activity_counts",
    "activity_steps",
    "activity_warnings",
    "campaign",
    "campaigns",
    "exemplar",
    "exemplars",
    "hall_standard",
    "hall_steps",
    "lecture_hall",
    "lecture_halls",
    "minutes",
    "missing_halls",
    "obligation",
    "obligation_rules",
    "obligations",
    "part",
    "parts",
    "reporting_rates",
    "resolutions",
]
