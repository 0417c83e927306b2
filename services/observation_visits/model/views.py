"""Serialisation of this service's records, for commands and queries alike."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.observation_visits.model import scoring, settings, validation
from services.observation_visits.model.calendars import Calendar, Hours
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.locations import Location
from services.observation_visits.model.refusals import HostRefusal
from services.observation_visits.model.reviews import Commitment, Finding, Review
from services.observation_visits.model.rounds import Participant, Pin, Round
from services.observation_visits.model.sheets import Adjustment, Assessment, ScoreSheet
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.visits import HostingLoad, Visit

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
REFUSAL = (
    "visit_id", "organization_id", "stop_id", "delegation_id", "title", "day", "reason", "refused_on", "taken_back_on",
    "taken_back_because",
)  # fmt: skip
SHEET = (
    "id", "version", "visit_id", "round_id", "organization_id", "kind", "title", "period", "areas", "template_version",
    "rule_version", "status", "assessors", "mean", "score", "completed_on", "sign_by", "object_by", "host_signed_on",
    "assessing_signed_on", "objection", "answer", "settled_on",
)  # fmt: skip
COMMITMENT = (
    "id", "version", "visit_id", "organization_id", "text", "post", "made_on", "due_on", "status", "done_on", "outcome",
    "evidence",
)  # fmt: skip


def round_view(one: Round) -> dict[str, Any]:
    """Return a round with the settings that hold for it."""
    holds = settings.settings_of(one.settings, settings.round_rules(one.dates[0]))
    return _named(one, ROUND) | {
        "settings": settings.to_view(holds),
        "has_matrix": one.matrix is not None,
        "has_proposal": one.proposal is not None,
    }


def part_view(part: Participant, name: str) -> dict[str, Any]:
    """Return a stop's part in a round."""
    names = ("stop_id", "organization_id", "required", "worth", "visited")
    return _named(part, names) | {"name": name}


def refusal_view(refusal: HostRefusal, one: Round, today: date) -> dict[str, Any]:
    return _named(refusal, ("id", *REFUSAL)) | {"status": refusal.status(one, today)}


def pin_view(pin: Pin) -> dict[str, Any]:
    begins = None if pin.begin is None else validation.clock_time(pin.begin)
    return _named(pin, ("stop_id", "delegation_id", "day")) | {"begins": begins}


def stop_view(stop: Stop, where: Location | None = None) -> dict[str, Any]:
    """Serialise a stop, with its location and whose coordinates these are, where requested."""
    if where is None:
        return _named(stop, STOP)
    stands = {"longitude": where.longitude, "latitude": where.latitude, "located_by": where.found_at}
    return _named(stop, STOP) | stands


def calendar_view(organization_id: str, own: Calendar | None, hours: Hours) -> dict[str, Any]:
    """Serialise an organization's own calendar and the merged one in force."""
    return {
        "organization_id": organization_id,
        "version": own.version if own else 0,
        "opens": own.opens if own else [],
        "closes": own.closes if own else [],
        "blackouts": own.blackouts if own else [],
        "bookable": hours.bookable,
        "inherited_blackouts": list(hours.blackouts),
    }


def burden_view(burden: HostingLoad) -> dict[str, Any]:
    """Show how many visits a host receives in a quarter."""
    said = _named(burden, ("organization_id", "period", "received", "cap"))
    return said | {"cap_reached": burden.received >= burden.cap}


def delegation_view(delegation: Delegation) -> dict[str, Any]:
    return _named(delegation, DELEGATION)


def visit_view(visit: Visit) -> dict[str, Any]:
    """Return a visit with its times as people write them."""
    times = {"begins": validation.clock_time(visit.begins), "ends": validation.clock_time(visit.ends)}
    return _named(visit, VISIT) | times


def sheet_view(sheet: ScoreSheet) -> dict[str, Any]:
    return _named(sheet, SHEET)


def assessment_view(one: Assessment) -> dict[str, Any]:
    """Return what one assessor gave, with the total rounded to two places."""
    names = ("account_id", "account_name", "organization_id", "points", "note", "recorded_at")
    return _named(one, names) | {"total": str(scoring.rounded(one.total))}


def adjustment_view(one: Adjustment) -> dict[str, Any]:
    """Return an addition or a deduction."""
    names = ("id", "sheet_id", "kind", "points", "reason", "evidence", "account_id", "account_name", "recorded_at")
    return _named(one, names)


def review_view(
    review: Review, findings: Sequence[Finding], promised: Sequence[Commitment], day: date
) -> dict[str, Any]:
    """Return a review with what it found and what was promised."""
    names = ("visit_id", "organization_id", "reviewed_on", "summary", "account_id", "account_name", "recorded_at")
    found = [_named(one, ("id", "kind", "text", "clause", "recorded_on", "deadline")) for one in findings]
    return _named(review, names) | {
        "findings": found,
        "commitments": [commitment_view(one, day) for one in promised],
    }


def commitment_view(one: Commitment, day: date) -> dict[str, Any]:
    """Return a commitment with its schedule status on a day."""
    return _named(one, COMMITMENT) | {"standing": one.standing_on(day)}


def _named(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
