"""The planning of a round: a job is requested, and what comes of it becomes the round's proposal for people to look at.

The planner's process ends a job in its own time, and the proposal is taken over in the same transaction. Only a job
whose last holder died is over without that; the next thing that happens to its round takes that over. A round is locked
before its job, as in every command.
"""

from typing import Any, TypedDict

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from services.observation_visits.commands.loading import load_round_as_planner
from services.observation_visits.commands.planning_jobs import add_job, load_job_for_update, request_cancel
from services.observation_visits.commands.problem_inputs import calendar_beside, hosts_of, memory_of, visitors_of
from services.observation_visits.commands.recording import fall_back
from services.observation_visits.model import PlanningJob, Round, lifecycle, validation
from services.observation_visits.model.jobs import ATTEMPTS, CANCELLED, DONE, FAILED, OVER, PASSES
from services.observation_visits.model.problem_builder import Search, places_of, problem_of
from services.observation_visits.model.settings import round_rules
from shared.errors import Conflict
from shared.events.observation_visits import PlanningEnded, PlanningStarted
from shared.lifecycles import record_step
from shared.records import emit, take_step
from shared.service import command
from shared.struct_types import prepared
from shared.unit_of_work import UnitOfWork
from shared.views import to_view
from visit_solver.schedule import CANCELLED as CUT_SHORT
from visit_solver.schedule import COMPUTING, Schedule, Unplaced, given_up

MOST_SEED, MOST_EFFORT = 2**31 - 1, 1_000_000


class RequestedPlanning(TypedDict):
    """A planning's job, and the round that it is for."""

    id: str
    round: dict[str, Any]


@command
def request_planning(
    work: UnitOfWork,
    *,
    round_id: str,
    seconds: int | None = None,
    seed: int = 1,
    effort: int | None = None,
    expected_version: int | None = None,
) -> RequestedPlanning:
    """Build a round's problem from its records and ask the planner for a schedule.

    What contradicts itself is refused by field before anything runs. Of a published round it asks for a new schedule
    that changes as little as it must. `seconds` are wall-clock, `effort` ends the search after so many steps instead.
    """
    round_, _ = load_round_as_planner(work, round_id, expected_version)
    take_over(work, round_)
    round_.must_not_be_planning()
    step = "replan" if round_.status == lifecycle.PUBLISHED else "plan"
    limits = round_rules(round_.dates[0])["planning"]
    seconds = limits["seconds"] if seconds is None else seconds
    validation.figure(seconds, "seconds", 1, limits["most"])
    validation.figure(seed, "seed", 0, MOST_SEED)
    if effort is not None:
        validation.figure(effort, "effort", 1, MOST_EFFORT)
    calendar = calendar_beside(work, round_)
    hosts, visitors = hosts_of(work, round_, calendar), visitors_of(work, round_, calendar)
    search = Search(seconds=float(seconds), seed=seed, effort=effort)
    memory = memory_of(work, round_, calendar)
    problem = problem_of(round_, hosts, visitors, memory=memory, search=search)
    take_step(work, round_, step)
    round_.job_id = add_job(work, district_id=round_.district_id, round_id=round_.id, problem=problem)
    round_.proposed_places = {place.id: name for place, name in places_of(hosts, visitors)}
    round_.proposal = None
    emit(work, round_, PlanningStarted, job_id=round_.job_id)
    return {"id": round_.job_id, "round": to_view(round_, work)}


@command
def cancel_planning(work: UnitOfWork, *, round_id: str) -> PlanningJob:
    """Cancel a planning: at once while it waits, with the best found so far while it runs."""
    round_, _ = load_round_as_planner(work, round_id)
    if round_.job_id is None:
        raise Conflict("planning_not_running", title=round_.title)
    job = request_cancel(work, district_id=round_.district_id, job_id=round_.job_id)
    take_over(work, round_)
    return job


@command
def take_proposal(work: UnitOfWork, *, round_id: str, expected_version: int | None = None) -> Round:
    """Store the planner's result as a round's proposal; Conflict while the job is running."""
    round_, _ = load_round_as_planner(work, round_id, expected_version)
    take_over(work, round_)
    round_.must_not_be_planning()
    return round_


def finish_job(work: UnitOfWork, *, district_id: str, job_id: str, attempt: int, schedule: Schedule) -> bool:
    """Store the schedule of a job, whole, also as its round's proposal; false where the job is no longer held."""
    round_, job = _load_with_round(work, district_id, job_id)
    if not job.held_by(attempt):
        return False
    job.finish(work.now, CANCELLED if schedule.status == CUT_SHORT else DONE, schedule)
    take_over(work, round_)
    return True


def fail_job(work: UnitOfWork, *, district_id: str, job_id: str, attempt: int, code: str, zh: str, en: str) -> bool:
    """End a job without a schedule, with the reason, and its round's planning; false where it is no longer held."""
    round_, job = _load_with_round(work, district_id, job_id)
    if not job.held_by(attempt):
        return False
    job.fail(work.now, code=code, zh=zh, en=en)
    take_over(work, round_)
    return True


def give_back_job(work: UnitOfWork, *, district_id: str, job_id: str, attempt: int, code: str, zh: str, en: str) -> str:
    """Let a job whose solver has died be taken up again; after the last try it fails and its round's planning ends.

    It returns the state that the job is in now.
    """
    round_, job = _load_with_round(work, district_id, job_id)
    if job.held_by(attempt) and job.attempts < ATTEMPTS:
        job.give_back()
    elif job.held_by(attempt):
        job.fail(work.now, code=code, zh=zh, en=en)
    if job.state == FAILED:
        take_over(work, round_)
    return job.state


def explain_job(
    work: UnitOfWork, *, district_id: str, job_id: str, passed: int, unplaced: tuple[Unplaced, ...] | None
) -> bool:
    """Store what a result does not place as it is explained by now, in its round's proposal as well.

    What is not explained in the last pass is given up. False where somebody else is at it by now.
    """
    job = load_job_for_update(work, district_id, job_id)
    if not job.unexplained or job.passes != passed or job.result is None:
        return False
    before, stored = msgspec.json.decode(job.result, type=prepared(Schedule)), msgspec.json.decode(job.result)
    explained = before.unplaced if unplaced is None else unplaced
    explained = given_up(explained) if passed >= PASSES else explained
    after = msgspec.json.encode(replace(before, unplaced=explained))
    job.explain(after.decode(), unexplained=any(item.computing for item in explained))
    _explain_round(work, job, stored, msgspec.json.decode(after))
    return True


def take_over(work: UnitOfWork, round_: Round | None) -> None:
    """Store the schedule of a finished job as its round's proposal; nothing while it runs or no round waits for it."""
    if round_ is None or round_.job_id is None:
        return
    work.session.flush()
    job = work.session.get_one(PlanningJob, (round_.district_id, round_.job_id), populate_existing=True)
    if job.state not in OVER:
        return
    job_id, round_.job_id = round_.job_id, None
    if job.result is None:
        fall_back(work, round_, work.today, job.reason_zh)
        emit(work, round_, PlanningEnded, job_id=job_id, outcome=job.state)
        return
    schedule = msgspec.json.decode(job.result, type=prepared(Schedule))
    round_.proposal = msgspec.json.decode(job.result)
    before = round_.status
    round_.status = round_.lifecycle.after("propose_anew" if before == lifecycle.PUBLISHED else "propose", before)
    record_step(work, round_, "propose", before)
    placed = {visit.host_id for visit in schedule.visits}
    unplaced = {missing.id for missing in schedule.unplaced if missing.kind == "host"}
    emit(
        work,
        round_,
        PlanningEnded,
        job_id=job_id,
        outcome="proposed",
        placed=len(placed),
        unplaced=len(unplaced),
    )


def _explain_round(work: UnitOfWork, job: PlanningJob, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Store what was explained later of a result, also where its round proposes it or left somebody out by it."""
    query = select(Round).where(Round.district_id == job.district_id, Round.id == job.round_id)
    round_ = work.session.scalars(query.with_for_update()).one_or_none()
    if round_ is not None and round_.proposal == before:
        round_.proposal = after
    if round_ is not None and round_.left_out is not None:
        round_.left_out = round_.left_out | {"items": [_explained(item, after) for item in round_.left_out["items"]]}


def _explained(item: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """Who was left out by the schedule that a result is, as it is explained by now."""
    by_id = {(unplaced["kind"], unplaced["id"]): unplaced for unplaced in result["unplaced"]}
    explained = by_id.get((item["kind"], item["id"]))
    if explained is None or COMPUTING not in {item["reasons_state"], item["relaxation_state"]}:
        return item
    return dict(explained, name=item["name"], missing=item["missing"])


def _load_with_round(work: UnitOfWork, district_id: str, job_id: str) -> tuple[Round | None, PlanningJob]:
    """Load and lock a job, its round before it; None where the round has gone on without the job."""
    round_id = select(PlanningJob.round_id).where(PlanningJob.district_id == district_id, PlanningJob.id == job_id)
    query = select(Round).where(
        Round.district_id == district_id, Round.id == round_id.scalar_subquery(), Round.job_id == job_id
    )
    round_ = work.session.scalars(query.with_for_update()).one_or_none()
    return round_, load_job_for_update(work, district_id, job_id)
