"""Conflicts of a visit at its time: four kinds, as booking systems distinguish them."""

from collections.abc import Iterable, Iterator
from typing import Any, TypedDict

from services.observation_visits.model.calendars import Hours
from services.observation_visits.model.occupations import (
    HOST_CAP,
    RECIPROCAL_WEEK,
    SAME_DELEGATION,
    SAME_STOP,
    VEHICLE_OUT,
    Occupation,
    overlap,
    rules_broken,
)
from shared.enumerations import VISIT_CONFLICTS
from shared.errors import Conflict

BLOCKED, OUTSIDE, TAKEN, COMPETING = CONFLICTS = VISIT_CONFLICTS


class VisitConflict(TypedDict):
    """A conflict of a visit: its kind, by which rule, with which other visit of which round, in both languages."""

    kind: str
    why: str
    visit_id: str | None
    round_id: str | None
    zh: str
    en: str


def conflicts_of(
    own: Occupation, hours: Hours, others: Iterable[Occupation], span: tuple[int, int], *, reciprocal_apart: bool
) -> list[VisitConflict]:
    """Return the conflicts of a visit: kind, reason, and the other visit and round where there is one.

    blocked: the host is off that day; outside_hours: not within its bookable half-days; taken: it breaks a hard rule
    together with a confirmed visit of any round; competing: with one that is still to be confirmed. `span` are the
    round's working hours.
    """
    conflicts: list[VisitConflict] = []
    blocked = hours.blocked_by(own.day)
    if blocked is not None:
        conflicts.append(conflict(BLOCKED, blocked, f"blocked_{blocked}", {"day": own.day}))
    elif not any(first <= own.begins and own.ends <= last for first, last in hours.windows(own.day, *span)):
        conflicts.append(conflict(OUTSIDE, "half_day_not_bookable", "outside_half_days", {"time": own.time}))
    for other in others:
        for rule in _against(own, other):
            if rule != RECIPROCAL_WEEK or reciprocal_apart:
                kind = TAKEN if other.settled else COMPETING
                conflicts.append(conflict(kind, rule, f"taken_{rule}", words_of(own, other), other))
    return conflicts


def over_cap(own: Occupation, *, received: int, cap: int, period: str) -> VisitConflict:
    """Return the conflict of a host that receives more visits in a quarter than the round allows."""
    named = {"visit": own.title, "received": received - 1, "more": 1, "cap": cap, "period": period}
    return conflict(TAKEN, HOST_CAP, f"taken_{HOST_CAP}", named)


def conflict(kind: str, rule: str, code: str, words: dict[str, Any], other: Occupation | None = None) -> VisitConflict:
    """Return one conflict in both languages."""
    text = Conflict(code, **words)
    return {
        "kind": kind,
        "why": rule,
        "visit_id": None if other is None else other.visit_id,
        "round_id": None if other is None else other.round_id,
        "zh": text.text("zh"),
        "en": text.text("en"),
    }


def words_of(own: Occupation, other: Occupation) -> dict[str, object]:
    """Return the parameters of a conflict's text: both visits, their times, and the other's round."""
    names: dict[str, object] = {"visit": own.title, "other": other.title, "round": other.round_title}
    return names | {"time": own.time, "other_time": other.time}


def _against(own: Occupation, other: Occupation) -> Iterator[str]:
    if other.visit_id == own.visit_id:
        return
    if other.round_id != own.round_id:
        yield from rules_broken(own, other)
    elif own.day == other.day:
        yield from _within(own, other)


def _within(own: Occupation, other: Occupation) -> Iterator[str]:
    """Return conflicts within a round: only shared places, as the planner respects the other rules."""
    same_group = (own.delegation_id, own.vehicle_id) == (other.delegation_id, other.vehicle_id)
    if overlap(own.visit, other.visit) and own.stop_id == other.stop_id:
        yield SAME_STOP
    elif overlap(own.visit, other.visit) and same_group:
        yield SAME_DELEGATION
    elif own.delegation_id != other.delegation_id and own.vehicles & other.vehicles and overlap(own.away, other.away):
        yield VEHICLE_OUT
