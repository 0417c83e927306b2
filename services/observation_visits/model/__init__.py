"""Rounds of visits and their rules; independent of the clock, the broker and HTTP."""

from services.observation_visits.model import views
from services.observation_visits.model.calendars import Calendar
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.itineraries import ItineraryDay
from services.observation_visits.model.jobs import PlanningJob
from services.observation_visits.model.refusals import HostRefusal
from services.observation_visits.model.reviews import Commitment, Finding, Review
from services.observation_visits.model.rounds import Participant, Pin, Round, Step
from services.observation_visits.model.sheets import Adjustment, Assessment, ScoreSheet, ScoreTemplate
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.tables import Base
from services.observation_visits.model.visits import HostingLoad, Visit

__all__ = [
    "Adjustment",
    "Assessment",
    "Base",
    "Calendar",
    "Commitment",
    "Delegation",
    "Finding",
    "HostRefusal",
    "HostingLoad",
    "ItineraryDay",
    "Participant",
    "Pin",
    "PlanningJob",
    "Review",
    "Round",
    "ScoreSheet",
    "ScoreTemplate",
    "Step",
    "Stop",
    "Visit",
    "views",
]
