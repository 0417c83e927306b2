"""The planner's part, played in a test's own thread: a job is taken, and finished with the schedule a test wants."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from services.observation_visits import commands
from services.observation_visits.model.jobs import PlanningJob
from services.observation_visits.model.problems import Problem
from services.observation_visits.model.schedules import Goals, PlannedVisit, Schedule
from services.observation_visits.planner.planning import Planner
from shared.work import Desk

Choice = Callable[[Problem], Sequence[PlannedVisit]]


def finish(desk: Desk, choose: Choice, **more: Any) -> Schedule:
    """This function will take the job that waits and finish it with the visits that are chosen for its problem."""
    given: dict[str, Any] = {"status": "feasible", "day_plans": (), "unplaced": (), "goals": Goals(), "missing": 0}
    given |= {"missing_bound": 0, "objective": 7, "bound": 5, "gap": 0.2857, "seconds": 1.0, "seed": 1} | more
    planner = Planner(desk.engine, threading.Event(), clock=desk.clock)
    job = planner.carry_out(commands.take_job)
    schedule = Schedule(visits=tuple(choose(msgspec.json.decode(job.problem, type=Problem))), **given)
    assert planner.carry_out(commands.finish_job, **_held(job), schedule=schedule)
    return schedule


def fail(desk: Desk) -> None:
    """This function will take the job that waits and end it without a schedule."""
    planner = Planner(desk.engine, threading.Event(), clock=desk.clock)
    job = planner.carry_out(commands.take_job)
    assert planner.carry_out(commands.fail_job, **_held(job), code="broken", zh="求解失败", en="the solver failed")


def _held(job: PlanningJob) -> dict[str, Any]:
    return {"district_id": job.district_id, "job_id": job.id, "attempt": job.attempts}


def one_after_another(problem: Problem) -> list[PlannedVisit]:
    """This function will let each delegation visit one host, on the first morning that the host is open."""
    chosen = []
    for delegation in problem.delegations:
        host = next(host for host in problem.hosts if host.organization_id != delegation.organization_id)
        window = host.windows[0]
        chosen.append(
            PlannedVisit(
                day=window.day,
                begin=window.begin + 30,
                delegation_id=delegation.id,
                host_id=host.id,
                arrive=window.begin + 30,
                end=window.begin + 30 + host.visit_minutes,
                travel_minutes=20,
                people=delegation.people,
            )
        )
    return chosen
