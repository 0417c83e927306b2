"""The queue of planning jobs: a problem is added, and taken, reported on, given back or cancelled.

Rights are checked by the commands that act on somebody's behalf; the planner's process acts for the service.
"""

from typing import TypedDict

import msgspec
from sqlalchemy import and_, bindparam, or_, select

from services.observation_visits.model.jobs import ATTEMPTS, RUNNING, WAITING, Figures, PlanningJob
from services.observation_visits.model.problem_builder import refusal_of
from shared.errors import NotFound
from shared.unit_of_work import UnitOfWork
from visit_solver.problem import InvalidProblem, Problem
from visit_solver.validation import check_problem

# Made once: to make such a statement anew costs nearly as much as to run it, and an idle planner looks every second.
_IS_EXPIRED = PlanningJob.lease_until < bindparam("now")
_TO_SOLVE = (
    select(PlanningJob)
    .where(or_(PlanningJob.state == WAITING, and_(PlanningJob.state == RUNNING, _IS_EXPIRED)))
    .order_by(PlanningJob.asked_at, PlanningJob.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_TO_EXPLAIN = (
    select(PlanningJob)
    .where(PlanningJob.unexplained, or_(PlanningJob.lease_until.is_(None), _IS_EXPIRED))
    .order_by(PlanningJob.finished_at, PlanningJob.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)


def add_job(work: UnitOfWork, *, district_id: str, round_id: str, problem: Problem) -> str:
    """Queue a problem for the planner and return the job's id.

    What contradicts itself is refused as Invalid by the name of the stop or the delegation: the request has the
    round's id, not the rows that the problem is built from.
    """
    try:
        check_problem(problem)
    except InvalidProblem as wrong:
        raise refusal_of(wrong.violations, lambda _: "round_id") from wrong
    job = PlanningJob(
        district_id=district_id,
        id=work.new_id(),
        round_id=round_id,
        state=WAITING,
        problem=msgspec.json.encode(problem).decode(),
        asked_at=work.now,
        traceparent=work.traceparent,
    )
    work.session.add(job)
    return job.id


def take_job(work: UnitOfWork) -> PlanningJob | None:
    """Lease the oldest waiting job, or one whose lease has expired; None where there is none.

    A job whose last attempt has died as well fails with its reason, in the same breath.
    """
    while (job := work.session.scalar(_TO_SOLVE, {"now": work.now})) is not None:
        if job.cancel_requested:
            job.give_back()
            job.cancel(work.now)
        elif job.attempts >= ATTEMPTS:
            _abandon(work, job)
        else:
            job.take(work.now)
            work.session.flush()
            return job
        work.session.flush()
    return None


class Progress(TypedDict):
    """Whether the job is still the reporter's, and whether it is to stop."""

    held: bool
    cancel: bool


def note_progress(
    work: UnitOfWork,
    *,
    district_id: str,
    job_id: str,
    attempt: int,
    percent: int,
    figures: Figures | None = None,
) -> Progress:
    """Store how far a job has come and renew its lease; not held where somebody else has the job by now."""
    job = load_job_for_update(work, district_id, job_id)
    if not job.held_by(attempt):
        return {"held": False, "cancel": True}
    job.note(work.now, percent=percent, figures=figures)
    return {"held": True, "cancel": job.cancel_requested}


def take_unexplained(work: UnitOfWork) -> PlanningJob | None:
    """Lease the oldest result with something still to be explained; None where there is none."""
    job = work.session.scalar(_TO_EXPLAIN, {"now": work.now})
    if job is not None:
        job.take_to_explain(work.now)
        work.session.flush()
    return job


def release_job(work: UnitOfWork, *, district_id: str, job_id: str, attempt: int) -> bool:
    """Give a job back that a planner stops in the middle of; false where it is no longer held.

    The attempt does not count: however often planners are restarted, no job fails of it.
    """
    job = load_job_for_update(work, district_id, job_id)
    if not job.held_by(attempt):
        return False
    job.release()
    return True


def request_cancel(work: UnitOfWork, *, district_id: str, job_id: str) -> PlanningJob:
    """Cancel a job: at once while it waits, with the best found so far while it runs.

    Conflict once it is over.
    """
    job = load_job_for_update(work, district_id, job_id)
    job.cancel(work.now)
    return job


def call_job_off(work: UnitOfWork, *, district_id: str, job_id: str, code: str, zh: str, en: str) -> bool:
    """End a job for which there is nothing to plan any more, with the reason; false once it is over.

    The planner that is at it hears within a second that it has lost the job.
    """
    return load_job_for_update(work, district_id, job_id).call_off(work.now, code=code, zh=zh, en=en)


def load_job_for_update(work: UnitOfWork, district_id: str, job_id: str) -> PlanningJob:
    """Load a job under its lock; NotFound where there is none."""
    job = work.session.get(PlanningJob, (district_id, job_id), with_for_update=True)
    if job is None:
        raise NotFound("planning_job_unknown", job_id=job_id)
    return job


def _abandon(work: UnitOfWork, job: PlanningJob) -> None:
    job.fail(
        work.now,
        code="planner_died",
        zh=f"排程进程 {job.attempts} 次中途退出，未能得出结果；请缩小问题后重试，或联系运维。",
        en=f"The planner ended {job.attempts} times before it had a result; try a smaller problem, or ask operations.",
    )
