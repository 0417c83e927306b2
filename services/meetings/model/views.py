"""Serialisation of reports, meetings, decisions and honours, with their status of the day."""

import json
from typing import Any

from services.meetings.model.decisions import Decision
from services.meetings.model.honours import Honour
from services.meetings.model.meetings import Meeting, ReportBack
from services.meetings.model.reports import QuarterlyReport, ReportText
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of, to_view

PUBLIC_REPORT = frozenset(
    {
        "status", "year", "quarter", "while_running", "tree_as_of", "frozen_on", "frozen_at", "digest",
        "superseded_by", "superseded_because", "way",
    }
)  # fmt: skip
PUBLIC_MEETING = frozenset(
    {
        "status", "year", "quarter", "meet_on", "place", "convener", "units", "decisions", "held_on",
        "followed_up_on", "way",
    }
)  # fmt: skip
PUBLIC_REPORT_BACK = frozenset(
    {"status", "meeting_id", "year", "quarter", "due_on", "handed_in_on", "held_on", "form", "standing"}
)
PUBLIC_DECISION = frozenset(
    {
        "status", "meeting_id", "year", "quarter", "number", "text", "responsible_organization_id", "post", "made_on",
        "deadline", "due_on", "overdue_from", "settled_on", "project_id", "standing", "way",
    }
)  # fmt: skip
PUBLIC_HONOUR = frozenset(
    {"status", "year", "kind", "title", "giver", "giver_level", "document_number", "given_on", "way"}
)

EVERY = ("id", "version", "organization_id", "status", "district_id")
"""The fields of every record."""


@to_view.register
def report_view(report: QuarterlyReport, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a report without what was frozen, which is read with the single report."""
    del work
    names = (
        "year", "quarter", "while_running", "tree_as_of", "frozen_on", "frozen_at", "digest", "superseded_by",
        "superseded_because",
    )  # fmt: skip
    return fields_of(report, (*EVERY, *names))


def frozen_view(report: QuarterlyReport, *, is_seen: bool) -> dict[str, Any]:
    """Serialise what was frozen, where it is seen: the document, the words, the positions and the rule versions."""
    frozen = json.loads((report.content if is_seen else None) or "{}")
    return {name: frozen.get(name) for name in ("document", "texts", "positions", "rule_versions")}


@to_view.register
def text_view(text: ReportText, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = ("id", "version", "organization_id", "district_id", "quarter", "slot", "text")
    return fields_of(text, (*names, "account_name", "recorded_at"))


@to_view.register
def meeting_view(meeting: Meeting, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = ("year", "quarter", "meet_on", "place", "convener", "units", "decisions", "held_on", "followed_up_on")
    return fields_of(meeting, (*EVERY, *names))


@to_view.register
def report_back_view(report_back: ReportBack, work: UnitOfWork) -> dict[str, Any]:
    names = (
        "meeting_id", "year", "quarter", "due_on", "prefilled", "text", "handed_in_on", "handed_in_by", "held_on",
        "form",
    )  # fmt: skip
    return fields_of(report_back, (*EVERY, *names)) | {"standing": report_back.schedule_status(work.today)}


@to_view.register
def decision_view(decision: Decision, work: UnitOfWork) -> dict[str, Any]:
    names = (
        "meeting_id", "year", "quarter", "number", "text", "responsible_organization_id", "post", "made_on", "deadline",
        "due_on", "overdue_from", "settled_on",
    )  # fmt: skip
    followed = {"project_id": decision.id, "standing": decision.schedule_status(work.today)}
    return fields_of(decision, (*EVERY, *names)) | followed


@to_view.register
def honour_view(honour: Honour, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = ("year", "kind", "title", "giver", "giver_level", "document_number", "given_on")
    return fields_of(honour, (*EVERY, *names))
