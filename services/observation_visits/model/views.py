"""Serialisation of this service's records, each with what is derived for the day."""

from typing import Any

from services.observation_visits.model import scoring, validation
from services.observation_visits.model.calendars import Calendar
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.jobs import PlanningJob
from services.observation_visits.model.organizations import location
from services.observation_visits.model.refusals import HostRefusal
from services.observation_visits.model.repository import hours_of
from services.observation_visits.model.reviews import Commitment, Finding, Review
from services.observation_visits.model.rounds import Participant, Pin, Round
from services.observation_visits.model.settings import round_rules, settings_view
from services.observation_visits.model.sheets import Adjustment, Assessment, ScoreSheet
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.tables import Base
from services.observation_visits.model.visits import HostingLoad, Visit
from shared.org_paths import load_org_path
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of, to_view

PUBLIC_ROUND = frozenset(
    {
        "kind", "title", "period", "days", "basis", "status", "organizations", "delegations", "visits",
        "schedule_revision", "published_on", "closed_on", "rule_version",
    }
)  # fmt: skip
PUBLIC_PARTICIPANT = frozenset({"stop_id", "name", "required", "worth", "visited"})
PUBLIC_DELEGATION = frozenset({"round_id", "name", "people", "visits", "status"})
PUBLIC_REFUSAL = frozenset({"visit_id", "stop_id", "delegation_id", "day", "status", "refused_on", "taken_back_on"})
PUBLIC_BURDEN = frozenset({"period", "received", "cap", "cap_reached"})
PUBLIC_VISIT = frozenset(
    {
        "round_id", "visiting_organization_id", "stop_id", "delegation_id", "kind", "title", "period", "day", "begins",
        "ends", "head_count", "status", "confirm_by", "answered_on", "held_on", "sequence", "way",
    }
)  # fmt: skip
PUBLIC_SHEET = frozenset(
    {
        "visit_id", "round_id", "kind", "title", "period", "template_version", "rule_version", "status", "assessors",
        "mean", "score", "completed_on", "sign_by", "object_by", "host_signed_on", "assessing_signed_on", "settled_on",
        "way",
    }
)  # fmt: skip
PUBLIC_REVIEW = frozenset({"visit_id", "reviewed_on", "recorded_at", "findings", "commitments"})
PUBLIC_FINDING = frozenset({"kind", "clause", "recorded_on", "deadline"})
PUBLIC_COMMITMENT = frozenset({"visit_id", "post", "made_on", "due_on", "status", "standing", "done_on"})

ROUND = (
    "id", "version", "organization_id", "kind", "title", "period", "days", "basis", "status", "job_id", "organizations",
    "delegations", "visits", "schedule_revision", "published_on", "closed_on", "closed_roads", "rule_version",
)  # fmt: skip
STOP = (
    "id", "version", "organization_id", "name", "source", "source_id", "longitude", "latitude", "group_capacity",
    "visit_minutes", "bookable", "blackouts", "active_from", "active_until", "status",
)  # fmt: skip
DELEGATION = (
    "id", "version", "round_id", "organization_id", "name", "members", "people", "vehicles", "splits", "visits",
    "start", "end", "absent", "status", "reason",
)  # fmt: skip
VISIT = (
    "id", "version", "round_id", "organization_id", "visiting_organization_id", "stop_id", "delegation_id",
    "vehicle_id", "kind", "title", "period", "day", "travel_minutes", "head_count", "pinned", "status", "confirm_by",
    "answered_on", "reason", "held_on", "hosts", "visitors", "sequence",
)  # fmt: skip
JOB = (
    "id", "round_id", "state", "percent", "missing", "missing_bound", "change", "best", "bound", "gap", "gap_of",
    "attempts", "cancel_requested", "reason_code", "reason_zh", "reason_en", "asked_at", "started_at", "finished_at",
    "history",
)  # fmt: skip
REFUSAL = (
    "id", "visit_id", "organization_id", "stop_id", "delegation_id", "title", "day", "reason", "refused_on",
    "taken_back_on", "taken_back_because",
)  # fmt: skip
SHEET = (
    "id", "version", "visit_id", "round_id", "organization_id", "kind", "title", "period", "areas", "template_version",
    "rule_version", "status", "assessors", "mean", "score", "completed_on", "sign_by", "object_by", "host_signed_on",
    "assessing_signed_on", "objection", "answer", "settled_on",
)  # fmt: skip
ADJUSTMENT = (
    "id", "sheet_id", "kind", "points", "reason", "evidence", "account_id", "account_name", "recorded_at",
)  # fmt: skip
REVIEW = ("visit_id", "organization_id", "reviewed_on", "summary", "account_id", "account_name", "recorded_at")
FINDING = ("id", "kind", "text", "clause", "recorded_on", "deadline")
COMMITMENT = (
    "id", "version", "visit_id", "organization_id", "text", "post", "made_on", "due_on", "status", "done_on", "outcome",
    "evidence",
)  # fmt: skip


PLAIN: dict[type[Base], tuple[str, ...]] = {
    Adjustment: ADJUSTMENT,
    Delegation: DELEGATION,
    Finding: FINDING,
    PlanningJob: JOB,
    Review: REVIEW,
    ScoreSheet: SHEET,
}
"""Records that are shown by columns alone; a planning job without its problem and its schedule."""


def plain_view(record: Base, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a record by its columns."""
    del work
    return fields_of(record, PLAIN[type(record)])


for kind in PLAIN:
    to_view.register(kind, plain_view)


@to_view.register
def round_view(round_: Round, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a round with the settings that hold for it."""
    del work
    return fields_of(round_, ROUND) | {
        "settings": settings_view(round_.settings_in_force),
        "has_matrix": round_.matrix is not None,
        "has_proposal": round_.proposal is not None,
    }


@to_view.register
def participant_view(part: Participant, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a stop's part in a round, with the stop's name."""
    stop = work.session.get_one(Stop, (part.district_id, part.stop_id))
    return fields_of(part, ("stop_id", "organization_id", "required", "worth", "visited")) | {"name": stop.name}


@to_view.register
def refusal_view(refusal: HostRefusal, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a refusal, with whether it is in force."""
    round_ = work.session.get_one(Round, (refusal.district_id, refusal.round_id))
    return fields_of(refusal, REFUSAL) | {"status": refusal.status(round_, work.today)}


@to_view.register
def pin_view(pin: Pin, work: UnitOfWork) -> dict[str, Any]:
    del work
    begins = None if pin.begin is None else validation.clock_time(pin.begin)
    return fields_of(pin, ("stop_id", "delegation_id", "day")) | {"begins": begins}


@to_view.register
def stop_view(stop: Stop, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a stop with its location and whose coordinates these are."""
    place = location(work.session, stop.organization_id, work.today, stop.longitude, stop.latitude)
    point = {"longitude": place.longitude, "latitude": place.latitude, "located_by": place.found_at}
    return fields_of(stop, STOP) | point


@to_view.register
def calendar_view(calendar: Calendar, work: UnitOfWork) -> dict[str, Any]:
    """Serialise an organization's own calendar and the merged one in force."""
    path = load_org_path(work.session, calendar.organization_id, work.today).path
    hours = hours_of(work.session, path, round_rules(work.today))
    return fields_of(calendar, ("organization_id", "version", "opens", "closes", "blackouts")) | {
        "bookable": hours.bookable,
        "inherited_blackouts": list(hours.blackouts),
    }


@to_view.register
def burden_view(burden: HostingLoad, work: UnitOfWork) -> dict[str, Any]:
    """Serialise how many visits a host receives in a quarter, and whether that is as many as it may."""
    del work
    counts = fields_of(burden, ("organization_id", "period", "received", "cap"))
    return counts | {"cap_reached": burden.received >= burden.cap}


@to_view.register
def visit_view(visit: Visit, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a visit with its times as people write them."""
    del work
    times = {"begins": validation.clock_time(visit.begins), "ends": validation.clock_time(visit.ends)}
    return fields_of(visit, VISIT) | times


@to_view.register
def assessment_view(assessment: Assessment, work: UnitOfWork) -> dict[str, Any]:
    """Serialise what one assessor gave, with the total rounded to two places."""
    del work
    names = ("account_id", "account_name", "organization_id", "points", "note", "recorded_at")
    return fields_of(assessment, names) | {"total": str(scoring.rounded(assessment.total))}


@to_view.register
def commitment_view(commitment: Commitment, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a commitment with its schedule status of the day."""
    return fields_of(commitment, COMMITMENT) | {"standing": commitment.schedule_status(work.today)}
