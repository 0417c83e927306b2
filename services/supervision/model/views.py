"""Serialisation of supervision's records, with their schedule status of the day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.supervision.model.duties import Duty, ProjectReplica, duty_schedule_status
from services.supervision.model.guidance import ContactPoint, GuidanceVisit
from services.supervision.model.inspections import Finding, Inspection, InspectionPlan
from services.supervision.model.items import RectificationItem
from services.supervision.model.known_data import HeldFact
from services.supervision.model.letters import ResponsibilityLetter
from services.supervision.model.notices import Delivery, Notice
from services.supervision.model.repository import fields_of_request
from services.supervision.model.requests import DataAsk, DataRequest, SparedUnit
from services.supervision.model.suggestions import Suggestion
from shared.events.projects import ProjectState
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of, to_view

PUBLIC_PLAN = frozenset({"status", "year", "basis", "quota", "used", "way"})
PUBLIC_INSPECTION = frozenset({"status", "plan_id", "year", "kind", "title", "inspect_on", "held_on", "units", "way"})
PUBLIC_FINDING = frozenset(
    {"status", "inspection_id", "issuer_id", "year", "severity", "clause", "found_on", "notice_id"}
)
PUBLIC_NOTICE = frozenset(
    {
        "status", "issuer_id", "inspection_id", "kind", "proposed", "year", "number", "title", "issued_on", "due_on",
        "overdue_from", "calendar_published", "rule_version", "items", "items_open", "items_answered", "items_closed",
        "acknowledged_on", "closed_on", "climbed_from", "climbed_into", "standing", "asked", "deliveries", "way",
    }
)  # fmt: skip
PUBLIC_DELIVERY = frozenset({"notice_id", "purpose", "told_at", "acknowledged_at"})
PUBLIC_ITEM = frozenset(
    {
        "status", "issuer_id", "notice_id", "origin", "origin_id", "visit_id", "year", "title", "clause", "due_on",
        "overdue_from", "answered_on", "closed_on", "standing", "way",
    }
)  # fmt: skip
PUBLIC_LETTER = frozenset(
    {
        "status", "issuer_id", "parent_letter_id", "year", "number", "basis", "issuer_post", "unit_post", "duties",
        "issuer_signed_on", "unit_signed_on", "superseded_by", "way",
    }
)  # fmt: skip
PUBLIC_DUTY = frozenset({"kind", "year", "title", "due_on", "standing"})
PUBLIC_REQUEST = frozenset(
    {
        "status", "owner_post", "title", "basis", "period", "first_on", "last_on", "year", "number", "quarter",
        "asked_on", "due_on", "held", "repeated", "units", "data_fields", "units_answered", "way",
    }
)  # fmt: skip
PUBLIC_ASK = frozenset(
    {
        "status", "request_id", "title", "year", "quarter", "due_on", "overdue_from", "asked", "answered",
        "answered_on", "standing", "wanted", "derived", "repeated",
    }
)  # fmt: skip
PUBLIC_SUGGESTION = frozenset(
    {
        "status", "year", "about", "handed_in_on", "due_on", "overdue_from", "calendar_published", "rule_version",
        "answered_on", "standing",
    }
)  # fmt: skip

PUBLIC_CONTACT_POINT = frozenset({"status", "issuer_id", "post", "from_on", "until_on", "way"})
PUBLIC_GUIDANCE_VISIT = frozenset({"status", "issuer_id", "contact_point_id", "post", "visited_on", "findings", "way"})
EVERY = ("id", "version", "organization_id", "status", "district_id")
"""The fields of every record."""
SPARED = "spared"


@to_view.register
def plan_view(plan: InspectionPlan, work: UnitOfWork) -> dict[str, Any]:
    del work
    return fields_of(plan, (*EVERY, "year", "basis", "quota", "used"))


@to_view.register
def inspection_view(inspection: Inspection, work: UnitOfWork) -> dict[str, Any]:
    """Serialise an inspection, without its draw."""
    del work
    names = (
        "plan_id", "year", "kind", "title", "inspect_on", "held_on", "units", "seed", "seed_source",
        "population_digest",
    )  # fmt: skip
    size = None if inspection.population is None else len(inspection.population)
    return fields_of(inspection, (*EVERY, *names)) | {"population_size": size}


@to_view.register
def finding_view(finding: Finding, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = ("inspection_id", "issuer_id", "year", "severity", "clause", "text", "evidence", "found_on", "notice_id")
    return fields_of(finding, (*EVERY, *names))


@to_view.register
def notice_view(notice: Notice, work: UnitOfWork) -> dict[str, Any]:
    names = (
        "issuer_id", "inspection_id", "kind", "proposed", "reason", "text", "year", "number", "title", "issued_on",
        "due_on", "overdue_from", "calendar_published", "rule_version", "items", "items_open", "items_answered",
        "items_closed", "acknowledged_on", "closed_on", "climbed_from", "climbed_into",
    )  # fmt: skip
    return fields_of(notice, (*EVERY, *names)) | {"standing": notice.schedule_status(work.today)}


@to_view.register
def delivery_view(delivery: Delivery, work: UnitOfWork) -> dict[str, Any]:
    del work
    return fields_of(delivery, ("notice_id", "organization_id", "purpose", "told_at", "acknowledged_at"))


@to_view.register
def item_view(item: RectificationItem, work: UnitOfWork) -> dict[str, Any]:
    names = (
        "issuer_id", "notice_id", "origin", "origin_id", "visit_id", "year", "title", "clause", "text", "due_on",
        "overdue_from", "proof", "evidence", "answered_on", "closed_on",
    )  # fmt: skip
    return fields_of(item, (*EVERY, *names)) | {"standing": item.schedule_status(work.today)}


@to_view.register
def letter_view(letter: ResponsibilityLetter, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a letter without its duties, which are a list of their own."""
    del work
    names = (
        "issuer_id", "parent_letter_id", "year", "number", "basis", "issuer_post", "unit_post", "duties",
        "issuer_signed_on", "unit_signed_on", "superseded_by",
    )  # fmt: skip
    return fields_of(letter, (*EVERY, *names))


def duty_views(session: Session, duties: Sequence[Duty], day: date) -> list[dict[str, Any]]:
    """Serialise duties with their status on a day, by the rule of their source service."""
    project_ids = {duty.whole_id for duty in duties if duty.whole_id}
    query = select(ProjectReplica).where(ProjectReplica.id.in_(project_ids))
    projects: dict[str | None, ProjectState] = (
        {project.id: project.state() for project in session.scalars(query)} if project_ids else {}
    )
    names = ("id", "organization_id", "kind", "year", "title", "due_on")
    return [
        fields_of(duty, names) | {"standing": duty_schedule_status(duty, projects.get(duty.whole_id), day)}
        for duty in duties
    ]


@to_view.register
def request_view(request: DataRequest, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a request with its fields; the `pointer` of a refused one is where its value is."""
    names = (
        "owner_post", "title", "basis", "period", "first_on", "last_on", "year", "number", "quarter", "asked_on",
        "due_on", "held", "repeated", "units",
    )  # fmt: skip
    of_field = ("number", "name", "unit", "kind", "outcome", "held_as", "pointer")
    data_fields = [
        fields_of(field, of_field) | {"differs_from": field.differs_from or []}
        for field in fields_of_request(work.session, request.id)
    ]
    return fields_of(request, (*EVERY, *names)) | {"data_fields": data_fields}


@to_view.register
def ask_view(ask: DataAsk, work: UnitOfWork) -> dict[str, Any]:
    names = ("request_id", "title", "year", "quarter", "due_on", "overdue_from", "asked", "answered", "answered_on")
    counted = {"wanted": ask.asked, "derived": 0, "repeated": 0}
    status = {"values": ask.given or {}, "standing": ask.schedule_status(work.today)}
    return fields_of(ask, (*EVERY, *names)) | counted | status


def spared_view(request: DataRequest, spared: SparedUnit) -> dict[str, Any]:
    """Serialise what a refused request spared a unit: it was asked nothing."""
    return fields_of(request, ("district_id", "title", "year", "quarter", "repeated")) | {
        "id": f"{request.id}:{spared.organization_id}",
        "organization_id": spared.organization_id,
        "request_id": request.id,
        "status": SPARED,
        "standing": SPARED,
        "asked": 0,
        "answered": 0,
        "wanted": request.held,
        "derived": request.held,
    }


def fact_view(fact: HeldFact, match: str | None = None) -> dict[str, Any]:
    """Serialise a fact with its names and how it answers the name that was searched for."""
    return {**msgspec.to_builtins(fact), "match": match}


@to_view.register
def suggestion_view(suggestion: Suggestion, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a suggestion to the caller: others than its sender see who sent it only where the sender wished."""
    own = suggestion.sender_id in work.own_ids()
    names = (
        "year", "about", "title", "text", "named", "handed_in_on", "due_on", "overdue_from", "calendar_published",
        "rule_version", "answer", "answered_on",
    )  # fmt: skip
    shows_sender = own or suggestion.named
    return fields_of(suggestion, (*EVERY, *names)) | {
        "own": own,
        "from_organization_id": suggestion.from_organization_id if shows_sender else None,
        "sender_name": suggestion.sender_name if shows_sender else None,
        "standing": suggestion.schedule_status(work.today),
    }


@to_view.register
def contact_point_view(point: ContactPoint, work: UnitOfWork) -> dict[str, Any]:
    del work
    return fields_of(point, (*EVERY, "issuer_id", "post", "person_name", "basis", "from_on", "until_on"))


@to_view.register
def guidance_visit_view(visit: GuidanceVisit, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a visit with what was seen; what is to be put right are items of their own."""
    del work
    return fields_of(visit, (*EVERY, "issuer_id", "contact_point_id", "post", "visited_on", "text", "findings"))
