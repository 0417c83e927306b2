"""A round and what is planned for it: who takes part, the planner's job, the schedule proposed and how it differs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from services.observation_visits.model import lifecycle, public, repository, validation
from services.observation_visits.model.delegations import GOING, Delegation
from services.observation_visits.model.jobs import PlanningJob
from services.observation_visits.model.problem_builder import end_of, name_of, start_of
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.views import part_view, pin_view, refusal_view, round_view
from services.observation_visits.queries.access import round_read, round_whole
from shared import org_paths
from shared.errors import NotFound
from shared.org_paths import is_id
from shared.pages import Page, paginate_list
from shared.service import query
from shared.struct_types import prepared
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork
from visit_solver.schedule import DayPlan, PlannedVisit, Schedule


@query
def round_(work: UnitOfWork, *, round_id: str) -> dict[str, Any]:
    """Return a round with its pins and the planner's job while there is one."""
    one, view = round_read(work, round_id)
    job = None if one.job_id is None else work.session.get(PlanningJob, (one.district_id, one.job_id))
    pinned = [pin_view(pin) for pin in repository.pins_of(work.session, one)]
    hanging = {"planning": None if job is None else _standing(job), "pins": pinned} | _left_out(one)
    return view.of(round_view(one) | hanging, public.ROUND)


def _left_out(one: Round) -> dict[str, Any]:
    kept = dict(one.left_out or {})
    items = kept.pop("items", [])
    if kept:
        # JSON keeps a moment as text.
        kept["acknowledged_at"] = datetime.fromisoformat(kept["acknowledged_at"])
    return {"left_out": items, "left_out_acknowledgement": kept or None}


@query
def participants(
    work: UnitOfWork, *, round_id: str, organization_id: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """Return the stops of a round, or one organization's: which have to be visited, which need not, which were."""
    one, view = round_read(work, round_id)
    names = {stop.id: stop.name for stop in _stops(work, one)}
    parts = [
        part_view(part, names[part.stop_id])
        for part in repository.participants_of(work.session, one)
        if organization_id in {None, part.organization_id}
    ]
    return paginate_list(view.each(parts, public.PARTICIPANT), lambda part: str(part["stop_id"]), after, limit)


@query
def refusals(work: UnitOfWork, *, round_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the refusals of hosts in a round: for good or for a day, why, and whether in force."""
    one, view = round_read(work, round_id)
    listed = [refusal_view(each, one, work.today) for each in repository.refusals_of(work.session, one)]
    listed.sort(key=lambda each: str(each["id"]))
    return paginate_list(view.each(listed, public.REFUSAL), lambda each: str(each["id"]), after, limit)


@query
def travel_places(work: UnitOfWork, *, round_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the places of a round that a table of travel minutes has to name, once each."""
    one = round_whole(work, round_id)
    found = [{"id": stop.id, "name": stop.name} for stop in _stops(work, one)]
    for each in repository.delegations_of(work.session, one):
        if each.status == GOING:
            found.append({"id": start_of(each), "name": f"{each.name} 出发 start"})
            found.append({"id": end_of(each), "name": f"{each.name} 返回 end"})
    return paginate_list(found, lambda place: place["id"], after, limit)


@query
def planning(work: UnitOfWork, *, round_id: str, job_id: str) -> dict[str, Any]:
    """Return the progress of a planning job: percent, best, bound, gap; and why it failed."""
    one = round_whole(work, round_id)
    job = work.session.get(PlanningJob, (one.district_id, job_id)) if is_id(job_id) else None
    if job is None or job.round_id != one.id:
        raise NotFound("planning_job_unknown", job_id=printable(job_id, limit=64))
    return _standing(job)


@query
def proposal(work: UnitOfWork, *, round_id: str) -> dict[str, Any]:
    """Return the schedule proposed for a round, or left by a job that is over but not yet taken over.

    NotFound where there is none, naming the itinerary where it was published.

    With the value of each soft goal, a bound and the gap to it, what could not be placed and why in words, and the
    difference to the schedule that stands.
    """
    one = round_whole(work, round_id)
    schedule = _schedule(work, one)
    if schedule is None and one.schedule_revision:
        raise NotFound("proposal_published", title=one.title, round_id=one.id)
    if schedule is None:
        raise NotFound("schedule_missing", title=one.title)
    names = {stop.id: stop.name for stop in _stops(work, one)}
    names |= {each.id: each.name for each in repository.delegations_of(work.session, one)}
    plain = msgspec.to_builtins(schedule)
    kept = ("status", "goals", "missing", "missing_bound", "objective", "bound", "gap", "gap_of", "seconds", "seed")
    return {name: plain[name] for name in kept} | {
        "visits": [_visit(each, names) for each in schedule.visits],
        "day_plans": [_day(each, names) for each in schedule.day_plans],
        "unplaced": _unplaced(work, one, schedule),
        "difference": _difference(schedule, names),
    }


def _schedule(work: UnitOfWork, one: Round) -> Schedule | None:
    if one.proposal is not None:
        return msgspec.convert(one.proposal, prepared(Schedule))
    job = None if one.job_id is None else work.session.get(PlanningJob, (one.district_id, one.job_id))
    if job is None or job.result is None or one.status not in {lifecycle.PLANNING, lifecycle.PUBLISHED}:
        return None
    return msgspec.json.decode(job.result, type=prepared(Schedule))


def _stops(work: UnitOfWork, one: Round) -> list[Stop]:
    parts = repository.participants_of(work.session, one)
    return [work.session.get_one(Stop, (one.district_id, part.stop_id)) for part in parts]


def _standing(job: PlanningJob) -> dict[str, Any]:
    standing = job.standing()
    reason = {"zh": job.reason_zh, "en": job.reason_en} if job.reason_code else None
    return standing | {"reason": reason}


def _visit(visit: PlannedVisit, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "stop_id": visit.host_id,
        "stop": names.get(visit.host_id, visit.host_id),
        "delegation_id": visit.delegation_id,
        "delegation": names.get(visit.delegation_id, visit.delegation_id),
        "vehicle_id": visit.vehicle_id,
        "day": visit.day,
        "begins": validation.clock_time(visit.begin),
        "ends": validation.clock_time(visit.end),
        "travel_minutes": visit.travel_minutes,
        "people": visit.people,
        "pinned": visit.pinned,
    }


def _day(plan: DayPlan, names: Mapping[str, str]) -> dict[str, Any]:
    pauses = {
        kind: None if pause is None else f"{validation.clock_time(pause.begin)}–{validation.clock_time(pause.end)}"
        for kind, pause in (("lunch", plan.lunch), ("review", plan.review))
    }
    return {
        "delegation_id": plan.delegation_id,
        "delegation": names.get(plan.delegation_id, plan.delegation_id),
        "vehicle_id": plan.vehicle_id,
        "day": plan.day,
        "leaves": validation.clock_time(plan.leave),
        "back": validation.clock_time(plan.back),
        "travel_minutes": plan.travel_minutes,
        "visits": plan.visits,
        **pauses,
    }


def _unplaced(work: UnitOfWork, one: Round, schedule: Schedule) -> list[dict[str, Any]]:
    if not schedule.unplaced:
        return []
    concerned: list[Stop | Delegation] = [*_stops(work, one), *repository.delegations_of(work.session, one)]
    by_id = {each.id: each for each in concerned}

    def name(unplaced: str) -> str:
        if (each := by_id.get(unplaced)) is None:
            return unplaced
        return name_of(each.name, org_paths.load_org_path(work.session, each.organization_id, one.dates[0]).name)

    return [msgspec.to_builtins(each.as_told) | {"name": name(each.id)} for each in schedule.unplaced]


def _difference(schedule: Schedule, names: Mapping[str, str]) -> dict[str, Any] | None:
    if schedule.difference is None:
        return None
    shown: dict[str, Any] = {
        kind: [_visit(visit, names) for visit in getattr(schedule.difference, kind)]
        for kind in ("kept", "moved", "added")
    }
    dropped = [
        {
            "stop_id": gone.host_id,
            "stop": names.get(gone.host_id, gone.host_id),
            "delegation_id": gone.delegation_id,
            "delegation": names.get(gone.delegation_id, gone.delegation_id),
            "day": gone.day,
            "begins": validation.clock_time(gone.begin),
        }
        for gone in schedule.difference.dropped
    ]
    return shown | {"dropped": dropped}
