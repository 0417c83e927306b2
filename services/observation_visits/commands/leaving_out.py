"""Acknowledgement of who is left out when a schedule is published."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from services.observation_visits.model import Delegation, Round, Stop, repository
from services.observation_visits.model.problem_builder import name_of
from shared import org_paths
from shared.errors import Conflict
from shared.unit_of_work import UnitOfWork
from visit_solver.schedule import Schedule, Unplaced

NAMED = 20
"""How many are named in a sentence; the proposal names all."""


def left_out_of(work: UnitOfWork, round_: Round, schedule: Schedule) -> list[dict[str, Any]]:
    """Name the stops that have to be visited and are not, and the delegations short of visits, each with why."""
    explained = {(unplaced.kind, unplaced.id): unplaced for unplaced in schedule.unplaced}
    left_out: list[dict[str, Any]] = []
    for record, kind, missing in (*_unvisited(work, round_, schedule), *_short(work, round_, schedule)):
        unexplained = Unplaced(kind=kind, id=record.id, missing=missing, required=True, proven=False, excluded_by=())
        reasons = msgspec.to_builtins(explained.get((kind, record.id), unexplained).as_told)
        place = org_paths.load_org_path(work.session, record.organization_id, round_.dates[0])
        left_out.append(reasons | {"name": name_of(record.name, place.name), "missing": missing})
    return left_out


def _unvisited(work: UnitOfWork, round_: Round, schedule: Schedule) -> Iterator[tuple[Stop | Delegation, str, int]]:
    visited = {visit.host_id for visit in schedule.visits}
    for part in repository.participants_of(work.session, round_):
        if part.required and part.stop_id not in visited:
            yield work.session.get_one(Stop, (round_.district_id, part.stop_id)), "host", 1


def _short(work: UnitOfWork, round_: Round, schedule: Schedule) -> Iterator[tuple[Stop | Delegation, str, int]]:
    planned = Counter(visit.delegation_id for visit in schedule.visits)
    for delegation in repository.going_of(work.session, round_):
        if delegation.visits > planned[delegation.id]:
            yield delegation, "delegation", delegation.visits - planned[delegation.id]


def must_be_acknowledged(left_out: list[dict[str, Any]], *, acknowledged: bool) -> None:
    """Refuse as Conflict to publish a schedule that leaves someone out without acknowledgement."""
    if left_out and not acknowledged:
        raise Conflict(
            "left_out_not_acknowledged",
            field="acknowledge_left_out",
            count=len(left_out),
            named_zh=left_out_text(left_out),
            named=_sentence(left_out, "; ", "{name} ({missing} missing)"),
        )


def left_out_text(left_out: list[dict[str, Any]]) -> str:
    """Return a text in Chinese of who is left out, and how many visits are missing."""
    return _sentence(left_out, "；", "“{name}”（缺 {missing} 次）")


def _sentence(left_out: list[dict[str, Any]], mark: str, words: str) -> str:
    more = [] if len(left_out) <= NAMED else ["…"]
    return mark.join([words.format(**item) for item in left_out[:NAMED]] + more)
