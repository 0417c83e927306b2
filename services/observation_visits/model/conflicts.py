"""What stands against a visit at its time: four kinds, as booking systems tell them apart."""

from collections.abc import Iterable
from typing import Any

from services.observation_visits.model import states, words
from services.observation_visits.model.calendars import Hours
from services.observation_visits.model.visits import Visit

BLOCKED, OUTSIDE, TAKEN, COMPETING = CONFLICTS = ("blocked", "outside_hours", "taken", "competing")
SETTLED = frozenset({states.CONFIRMED, states.HELD})


def conflicts_of(visit: Visit, hours: Hours, others: Iterable[Visit], span: tuple[int, int]) -> list[dict[str, Any]]:
    """This function will give what stands against a visit: a kind, why, and the visit concerned where there is one.

    blocked: the host is off that day; outside_hours: not within its bookable half-days; taken: a confirmed visit is at
    the same stop, or of the same delegation, at that time; competing: one that is still to be confirmed. `span` are
    the round's working hours.
    """
    found: list[dict[str, Any]] = []
    blocked = hours.blocked_by(visit.day)
    if blocked is not None:
        found.append({"kind": BLOCKED, "why": blocked, "visit_id": None})
    elif not any(first <= visit.begins and visit.ends <= last for first, last in hours.windows(visit.day, *span)):
        found.append({"kind": OUTSIDE, "why": "half_day_not_bookable", "visit_id": None})
    for other in others:
        if _meet(visit, other):
            kind = TAKEN if other.status in SETTLED else COMPETING
            why = "same_stop" if other.stop_id == visit.stop_id else "same_delegation"
            found.append({"kind": kind, "why": why, "visit_id": other.id})
    return found


def _meet(visit: Visit, other: Visit) -> bool:
    if other.id == visit.id or other.day != visit.day or other.status not in states.RECEIVED:
        return False
    same_group = other.delegation_id == visit.delegation_id and other.vehicle_id == visit.vehicle_id
    together = other.stop_id == visit.stop_id or same_group
    return together and other.begins < visit.ends and visit.begins < other.ends


def time_of(visit: Visit) -> str:
    """This function will write when a visit is."""
    return f"{visit.day.isoformat()} {words.clock_time(visit.begins)}–{words.clock_time(visit.ends)}"
