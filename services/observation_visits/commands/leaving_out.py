"""Acknowledgement of who is left out when a schedule is published."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from services.observation_visits.model import repository
from services.observation_visits.model.delegations import GOING, Delegation
from services.observation_visits.model.problem_builder import name_of
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.stops import Stop
from shared import org_paths
from shared.errors import Conflict
from shared.unit_of_work import UnitOfWork
from visit_solver.schedule import Schedule, Unplaced

Lost = tuple[Stop | Delegation, str, int]
"""Who or what, of which kind, and how many visits are missing."""
NAMED = 20
"""How many are named in a sentence; the proposal names all."""


def left_out_of(work: UnitOfWork, one: Round, schedule: Schedule) -> list[dict[str, Any]]:
    """Name the stops that have to be visited and are not, and the delegations short of visits, each with why."""
    told = {(each.kind, each.id): each for each in schedule.unplaced}
    found: list[dict[str, Any]] = []
    lost: list[Lost] = [*_unvisited(work, one, schedule), *_short(work, one, schedule)]
    for record, kind, missing in lost:
        lacking = Unplaced(kind=kind, id=record.id, missing=missing, required=True, proven=False, excluded_by=())
        why = msgspec.to_builtins(told.get((kind, record.id), lacking).as_told)
        place = org_paths.load_org_path(work.session, record.organization_id, one.dates[0])
        found.append(why | {"name": name_of(record.name, place.name), "missing": missing})
    return found


def _unvisited(work: UnitOfWork, one: Round, schedule: Schedule) -> Iterator[Lost]:
    visited = {visit.host_id for visit in schedule.visits}
    for part in repository.participants_of(work.session, one):
        if part.required and part.stop_id not in visited:
            yield work.session.get_one(Stop, (one.district_id, part.stop_id)), "host", 1


def _short(work: UnitOfWork, one: Round, schedule: Schedule) -> Iterator[Lost]:
    made = Counter(visit.delegation_id for visit in schedule.visits)
    for each in repository.delegations_of(work.session, one):
        if each.status == GOING and each.visits > made[each.id]:
            yield each, "delegation", each.visits - made[each.id]


def must_be_acknowledged(left_out: list[dict[str, Any]], *, acknowledged: bool) -> None:
    """Refuse as Conflict to publish a schedule that leaves someone out without acknowledgement."""
    if left_out and not acknowledged:
        raise Conflict(
            "left_out_not_acknowledged",
            field="acknowledge_left_out",
            count=len(left_out),
            named_zh=said(left_out),
            named=_sentence(left_out, "; ", "{name} ({missing} missing)"),
        )


def said(left_out: list[dict[str, Any]]) -> str:
    """Return a text in Chinese of who is left out, and how many visits are missing."""
    return _sentence(left_out, "；", "“{name}”（缺 {missing} 次）")


def _sentence(left_out: list[dict[str, Any]], mark: str, words: str) -> str:
    more = [] if len(left_out) <= NAMED else ["…"]
    return mark.join([words.format(**each) for each in left_out[:NAMED]] + more)
