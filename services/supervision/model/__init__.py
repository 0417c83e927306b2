"""Supervision's records and their rules; independent of the clock, the broker and HTTP."""

from services.supervision.model import views
from services.supervision.model.duties import Duty, ProjectReplica
from services.supervision.model.guidance import ContactPoint, GuidanceVisit
from services.supervision.model.inspections import Finding, InspectedUnit, Inspection, InspectionPlan
from services.supervision.model.items import RectificationItem
from services.supervision.model.letters import LetterDuty, ResponsibilityLetter
from services.supervision.model.notices import Delivery, Notice, NumberRegister
from services.supervision.model.requests import DataAsk, DataRequest, RequestedField, SparedUnit
from services.supervision.model.suggestions import Suggestion
from services.supervision.model.tables import Base, Step, SupervisionRecord

__all__ = [
    "Base",
    "ContactPoint",
    "DataAsk",
    "DataRequest",
    "Delivery",
    "Duty",
    "Finding",
    "GuidanceVisit",
    "InspectedUnit",
    "Inspection",
    "InspectionPlan",
    "LetterDuty",
    "Notice",
    "NumberRegister",
    "ProjectReplica",
    "RectificationItem",
    "RequestedField",
    "ResponsibilityLetter",
    "SparedUnit",
    "Step",
    "Suggestion",
    "SupervisionRecord",
    "views",
]
