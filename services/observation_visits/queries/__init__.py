"""Queries of the observation visits service."""

from services.observation_visits.queries.calendar_files import (
    calendar_of_delegation,
    calendar_of_itinerary,
    calendar_of_organization,
)
from services.observation_visits.queries.itineraries import itinerary
from services.observation_visits.queries.lists import (
    commitments,
    delegations,
    rounds,
    score_sheets,
    stops,
    visits,
)
from services.observation_visits.queries.plans import (
    participants,
    planning,
    proposal,
    refusals,
    round_,
    travel_places,
)
from services.observation_visits.queries.single import (
    assessments,
    burden,
    calendar,
    commitment,
    delegation,
    review,
    score_sheet,
    score_template,
    steps,
    stop,
    visit,
)

__all__ = [
    "assessments",
    "burden",
    "calendar",
    "calendar_of_delegation",
    "calendar_of_itinerary",
    "calendar_of_organization",
    "commitment",
    "commitments",
    "delegation",
    "delegations",
    "itinerary",
    "participants",
    "planning",
    "proposal",
    "refusals",
    "review",
    "round_",
    "rounds",
    "score_sheet",
    "score_sheets",
    "score_template",
    "steps",
    "stop",
    "stops",
    "travel_places",
    "visit",
    "visits",
]
