"""Conflicts of a visit at its time: four kinds, as booking systems distinguish them."""

from collections.abc import Iterable, Iterator
from typing import Any

from services.observation_visits.model.calendars import Hours
from services.observation_visits.model.occupations import (
    HOST_CAP,
    RECIPROCAL_WEEK,
    SAME_DELEGATION,
    SAME_STOP,
    VEHICLE_OUT,
    Occupation,
    broken_between,
    overlap,
)
from shared.enumerations import VISIT_CONFLICTS
from shared.errors import Conflict

BLOCKED, OUTSIDE, TAKEN, COMPETING = CONFLICTS = VISIT_CONFLICTS


def conflicts_of(
    one: Occupation, hours: Hours, others: Iterable[Occupation], span: tuple[int, int], *, reciprocal_apart: bool
) -> list[dict[str, Any]]:
    """Return the conflicts of a visit: kind, reason, and the other visit and round where there is one.

    blocked: the host is off that day; outside_hours: not within its bookable half-days; taken: it breaks a hard rule
    together with a confirmed visit of any round; competing: with one that is still to be confirmed. `span` are the
    round's working hours.
    """
    found: list[dict[str, Any]] = []
    blocked = hours.blocked_by(one.day)
    if blocked is not None:
        found.append(conflict(BLOCKED, blocked, f"blocked_{blocked}", {"day": one.day}))
    elif not any(first <= one.begins and one.ends <= last for first, last in hours.windows(one.day, *span)):
        found.append(conflict(OUTSIDE, "half_day_not_bookable", "outside_half_days", {"time": one.time}))
    for other in others:
        for why in _against(one, other):
            if why != RECIPROCAL_WEEK or reciprocal_apart:
                kind = TAKEN if other.settled else COMPETING
                found.append(conflict(kind, why, f"taken_{why}", words_of(one, other), other))
    return found


def over_cap(one: Occupation, *, received: int, cap: int, period: str) -> dict[str, Any]:
    """Return the conflict of a host that receives more visits in a quarter than the round allows."""
    named = {"visit": one.title, "received": received - 1, "more": 1, "cap": cap, "period": period}
    return conflict(TAKEN, HOST_CAP, f"taken_{HOST_CAP}", named)


def conflict(kind: str, why: str, code: str, words: dict[str, Any], other: Occupation | None = None) -> dict[str, Any]:
    """Return one conflict in both languages."""
    words_said = Conflict(code, **words)
    said = {language: words_said.text(language) for language in ("zh", "en")}
    visit = {"visit_id": None, "round_id": None} if other is None else _named(other)
    return {"kind": kind, "why": why} | visit | said


def words_of(one: Occupation, other: Occupation) -> dict[str, object]:
    """Return the parameters of a conflict's text: both visits, their times, and the other's round."""
    names: dict[str, object] = {"visit": one.title, "other": other.title, "round": other.round_title}
    return names | {"time": one.time, "other_time": other.time}


def _named(other: Occupation) -> dict[str, Any]:
    return {"visit_id": other.visit_id, "round_id": other.round_id}


def _against(one: Occupation, other: Occupation) -> Iterator[str]:
    if other.visit_id == one.visit_id:
        return
    if other.round_id != one.round_id:
        yield from broken_between(one, other)
    elif one.day == other.day:
        yield from _within(one, other)


def _within(one: Occupation, other: Occupation) -> Iterator[str]:
    """Return conflicts within a round: only shared places, as the planner respects the other rules."""
    same_group = (one.delegation_id, one.vehicle_id) == (other.delegation_id, other.vehicle_id)
    if overlap(one.visit, other.visit) and one.stop_id == other.stop_id:
        yield SAME_STOP
    elif overlap(one.visit, other.visit) and same_group:
        yield SAME_DELEGATION
    elif one.delegation_id != other.delegation_id and one.vehicles & other.vehicles and overlap(one.away, other.away):
        yield VEHICLE_OUT
