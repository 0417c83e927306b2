"""The records of meetings and their rules; independent of the clock, the broker and HTTP."""

from services.meetings.model import views
from services.meetings.model.decisions import Decision
from services.meetings.model.honours import Honour
from services.meetings.model.meetings import Meeting, ReportBack
from services.meetings.model.reports import QuarterlyReport, ReportText
from services.meetings.model.tables import Base, MeetingsRecord, Step

__all__ = [
    "Base",
    "Decision",
    "Honour",
    "Meeting",
    "MeetingsRecord",
    "QuarterlyReport",
    "ReportBack",
    "ReportText",
    "Step",
    "views",
]
