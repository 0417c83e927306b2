"""The planner's part, played in a test's own thread: a job is taken, and finished with the schedule a test wants."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

import visit_solver
from services.observation_visits.commands.planning_jobs import take_job
from services.observation_visits.commands.round_planning import fail_job, finish_job
from services.observation_visits.model.jobs import PlanningJob
from services.observation_visits.planner.worker import Worker
from shared.unit_of_work import CommandExecutor
from visit_solver.goals import Goals
from visit_solver.problem import Delegation, Host, Problem
from visit_solver.schedule import PlannedVisit, Schedule
from visit_solver.search_control import SearchControl

WAY = 20
"""Minutes of travel that a test's visits are said to take."""

Choice = Callable[[Problem], Sequence[PlannedVisit]]


def finish(executor: CommandExecutor, choose: Choice, **more: Any) -> Schedule:
    """Take the job that waits and finish it with the visits that are chosen for its problem."""
    given: dict[str, Any] = {"status": "feasible", "day_plans": (), "unplaced": (), "goals": Goals(), "missing": 0}
    given |= {"missing_bound": 0, "objective": 7, "bound": 5, "gap": 0.2857, "seconds": 1.0, "seed": 1} | more
    return _finish(executor, lambda problem: Schedule(visits=tuple(choose(problem)), **given))[1]


def solve(executor: CommandExecutor) -> tuple[Problem, Schedule]:
    """Take the job that waits and solve it as the planner does, in this thread."""
    return _finish(
        executor, lambda problem: visit_solver.solve(problem, SearchControl(problem.seconds, effort=problem.effort))
    )


def _finish(executor: CommandExecutor, schedule_of: Callable[[Problem], Schedule]) -> tuple[Problem, Schedule]:
    planner, job = _take(executor)
    problem = msgspec.json.decode(job.problem, type=Problem)
    schedule = schedule_of(problem)
    assert planner.execute(finish_job, **_held(job), schedule=schedule)
    return problem, schedule


def fail(executor: CommandExecutor) -> None:
    """Take the job that waits and end it without a schedule."""
    planner, job = _take(executor)
    assert planner.execute(fail_job, **_held(job), code="broken", zh="求解失败", en="the solver failed")


def _take(executor: CommandExecutor) -> tuple[Worker, PlanningJob]:
    planner = Worker(executor.engine, threading.Event(), clock=executor.clock)
    return planner, planner.execute(take_job)


def _held(job: PlanningJob) -> dict[str, Any]:
    return {"district_id": job.district_id, "job_id": job.id, "attempt": job.attempts}


def visit(delegation: Delegation, host: Host, day: date, begin: int) -> PlannedVisit:
    """Return a visit of a delegation to a host, for which it arrives in time."""
    return PlannedVisit(
        day=day, begin=begin, delegation_id=delegation.id, host_id=host.id, arrive=begin,
        end=begin + host.visit_minutes, travel_minutes=WAY, people=delegation.people,
    )  # fmt: skip


def one_after_another(problem: Problem) -> list[PlannedVisit]:
    """Let each delegation visit one host, at the first half-hour that other rounds leave both."""
    chosen = []
    for delegation in problem.delegations:
        host = next(host for host in problem.hosts if host.organization_id != delegation.organization_id)
        day, begin = next(moments(problem, delegation, host))
        chosen.append(visit(delegation, host, day, begin))
    return chosen


def moments(problem: Problem, delegation: Delegation, host: Host) -> Iterator[tuple[date, int]]:
    """Return the half-hours of a host's opening that other rounds leave to it and to a delegation."""
    back = {
        met.day.isocalendar()[:2]
        for met in problem.met
        if (met.visiting_organization_id, met.organization_id) == (host.organization_id, delegation.organization_id)
    }
    for window in host.windows:
        for begin in range(window.begin + 30, window.end - host.visit_minutes + 1, 30):
            end = begin + host.visit_minutes
            away = begin - WAY, end + WAY + problem.day.review_minutes
            busy = [(each, (begin, end)) for each in host.taken] + [(each, away) for each in delegation.taken]
            busy = [
                each
                for each, (first, last) in busy
                if each.begin < last and first < each.end and each.day == window.day
            ]
            if not busy and window.day.isocalendar()[:2] not in back:
                yield window.day, begin
