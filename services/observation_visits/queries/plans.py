"""A round and what is planned for it: who takes part, the planner's job, the schedule proposed and how it differs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select

from services.observation_visits.model import (
    Delegation,
    PlanningJob,
    Round,
    Stop,
    lifecycle,
    repository,
    validation,
    views,
)
from services.observation_visits.model.problem_builder import end_of, name_of, start_of
from services.observation_visits.queries.access import read_round, read_whole_round
from shared import org_paths
from shared.errors import NotFound
from shared.jobs import LISTED
from shared.org_paths import is_id
from shared.pages import Page, paginate_list
from shared.reading import reached
from shared.service import query
from shared.struct_types import prepared
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork
from shared.views import to_view
from visit_solver.schedule import DayPlan, PlannedVisit, Schedule

PLAN = "observation_visits.plan"


@query
def round_(work: UnitOfWork, *, round_id: str) -> dict[str, Any]:
    """Return a round with its pins and the planner's job while there is one."""
    round_, view = read_round(work, round_id)
    job = None if round_.job_id is None else work.session.get(PlanningJob, (round_.district_id, round_.job_id))
    acknowledgement = dict(round_.left_out or {})
    parts = {
        "planning": None if job is None else _job_view(work, job),
        "pins": [to_view(pin, work) for pin in repository.pins_of(work.session, round_)],
        "left_out": acknowledgement.pop("items", []),
        "left_out_acknowledgement": acknowledgement or None,
    }
    if acknowledgement:
        # JSON has a moment as text.
        acknowledgement["acknowledged_at"] = datetime.fromisoformat(acknowledgement["acknowledged_at"])
    return view.of(to_view(round_, work) | parts, views.PUBLIC_ROUND)


@query
def participants(
    work: UnitOfWork, *, round_id: str, organization_id: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """Return the stops of a round, or one organization's: which have to be visited, which need not, which were."""
    round_, view = read_round(work, round_id)
    parts = [
        to_view(part, work)
        for part in repository.participants_of(work.session, round_)
        if organization_id in {None, part.organization_id}
    ]
    return paginate_list(view.each(parts, views.PUBLIC_PARTICIPANT), lambda part: str(part["stop_id"]), after, limit)


@query
def refusals(work: UnitOfWork, *, round_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the refusals of hosts in a round: for good or for a day, why, and whether in force."""
    round_, view = read_round(work, round_id)
    refusals = sorted(repository.refusals_of(work.session, round_), key=lambda refusal: refusal.id)
    items = view.each((to_view(refusal, work) for refusal in refusals), views.PUBLIC_REFUSAL)
    return paginate_list(items, lambda item: str(item["id"]), after, limit)


@query
def travel_places(work: UnitOfWork, *, round_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the places of a round that a table of travel minutes has to name, once each."""
    round_ = read_whole_round(work, round_id)
    places = [{"id": stop.id, "name": stop.name} for stop in _stops(work, round_)]
    for delegation in repository.going_of(work.session, round_):
        places.append({"id": start_of(delegation), "name": f"{delegation.name} 出发 start"})
        places.append({"id": end_of(delegation), "name": f"{delegation.name} 返回 end"})
    return paginate_list(places, lambda place: place["id"], after, limit)


@query
def planning(work: UnitOfWork, *, round_id: str, job_id: str) -> dict[str, Any]:
    """Return the progress of a planning job: percent, best, bound, gap; and why it failed."""
    round_ = read_whole_round(work, round_id)
    job = work.session.get(PlanningJob, (round_.district_id, job_id)) if is_id(job_id) else None
    if job is None or job.round_id != round_.id:
        raise NotFound("planning_job_unknown", job_id=printable(job_id, limit=64))
    return _job_view(work, job)


@query
def own_jobs(work: UnitOfWork, *, job_id: str | None = None) -> dict[str, Any]:
    """Return the plannings of the rounds that the caller plans, or one of them, as all jobs are listed."""
    same = (Round.district_id == PlanningJob.district_id) & (Round.id == PlanningJob.round_id)
    own = select(PlanningJob, Round).join(Round, same).where(reached(work, Round.organization_id, PLAN))
    asked = own if job_id is None else own.where(PlanningJob.id == job_id)
    rows = work.session.execute(asked.order_by(PlanningJob.asked_at.desc()).limit(LISTED)).all()
    return {"items": [_listed(job, round_) for job, round_ in rows]}


def _listed(job: PlanningJob, round_: Round) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": "planning",
        "title": round_.title,
        "organization_id": round_.organization_id,
        "state": job.state,
        "percent": job.percent,
        "asked_at": job.asked_at,
        "ended_at": job.finished_at,
        "reason": {"zh": job.reason_zh, "en": job.reason_en} if job.reason_code else None,
        "href": f"/api/v1/visit-rounds/{round_.id}/plannings/{job.id}",
    }


@query
def proposal(work: UnitOfWork, *, round_id: str) -> dict[str, Any]:
    """Return the schedule proposed for a round, or left by a job that is over but not yet taken over.

    NotFound where there is none, naming the itinerary where it was published.

    With the value of each soft goal, a bound and the gap to it, what could not be placed and why in words, and the
    difference to the schedule that stands.
    """
    round_ = read_whole_round(work, round_id)
    schedule = _schedule(work, round_)
    if schedule is None and round_.schedule_revision:
        raise NotFound("proposal_published", title=round_.title, round_id=round_.id)
    if schedule is None:
        raise NotFound("schedule_missing", title=round_.title)
    names = {stop.id: stop.name for stop in _stops(work, round_)}
    names |= {delegation.id: delegation.name for delegation in repository.delegations_of(work.session, round_)}
    plain = msgspec.to_builtins(schedule)
    figures = ("status", "goals", "missing", "missing_bound", "objective", "bound", "gap", "gap_of", "seconds", "seed")
    return {name: plain[name] for name in figures} | {
        "visits": [_visit(visit, names) for visit in schedule.visits],
        "day_plans": [_day(plan, names) for plan in schedule.day_plans],
        "unplaced": _unplaced(work, round_, schedule),
        "difference": _difference(schedule, names),
    }


def _schedule(work: UnitOfWork, round_: Round) -> Schedule | None:
    if round_.proposal is not None:
        return round_.must_have_proposal()
    job = None if round_.job_id is None else work.session.get(PlanningJob, (round_.district_id, round_.job_id))
    if job is None or job.result is None or round_.status not in {lifecycle.PLANNING, lifecycle.PUBLISHED}:
        return None
    return msgspec.json.decode(job.result, type=prepared(Schedule))


def _stops(work: UnitOfWork, round_: Round) -> list[Stop]:
    parts = repository.participants_of(work.session, round_)
    return [work.session.get_one(Stop, (round_.district_id, part.stop_id)) for part in parts]


def _job_view(work: UnitOfWork, job: PlanningJob) -> dict[str, Any]:
    reason = {"zh": job.reason_zh, "en": job.reason_en} if job.reason_code else None
    return dict(to_view(job, work), reason=reason)


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


def _unplaced(work: UnitOfWork, round_: Round, schedule: Schedule) -> list[dict[str, Any]]:
    if not schedule.unplaced:
        return []
    unplaced_ids = {unplaced.id for unplaced in schedule.unplaced}
    concerned: list[Stop | Delegation] = [*_stops(work, round_), *repository.delegations_of(work.session, round_)]
    names = {
        record.id: name_of(
            record.name, org_paths.load_org_path(work.session, record.organization_id, round_.dates[0]).name
        )
        for record in concerned
        if record.id in unplaced_ids
    }
    return [
        msgspec.to_builtins(unplaced.as_told) | {"name": names.get(unplaced.id, unplaced.id)}
        for unplaced in schedule.unplaced
    ]


def _difference(schedule: Schedule, names: Mapping[str, str]) -> dict[str, Any] | None:
    if schedule.difference is None:
        return None
    visits: dict[str, Any] = {
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
    return visits | {"dropped": dropped}
