"""The planning of a round: a job is requested, and what comes of it becomes the round's proposal for people to look at.

The planner's process ends a job in its own time, and the proposal is taken over in the same transaction. Only a job
whose last holder died is over without that; the next thing that happens to its round takes that over. A round is locked
before its job, as in every command.
"""

from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from services.observation_visits.commands.loading import load_round_as_planner
from services.observation_visits.commands.planning_jobs import add_job, load_job_for_update, request_cancel
from services.observation_visits.commands.problem_inputs import calendar_beside, hosts_of, memory_of, visitors_of
from services.observation_visits.commands.recording import emit_round
from services.observation_visits.model import lifecycle, validation
from services.observation_visits.model.jobs import ATTEMPTS, CANCELLED, DONE, FAILED, OVER, PASSES, Figures, PlanningJob
from services.observation_visits.model.problem_builder import Search, places_of, problem_of
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.settings import round_rules, settings_of
from services.observation_visits.model.views import round_view
from shared.errors import Conflict
from shared.events.observation_visits import PlanningEnded, PlanningStarted
from shared.lifecycles import record_step
from shared.service import command
from shared.struct_types import prepared
from shared.unit_of_work import UnitOfWork
from visit_solver.schedule import CANCELLED as CUT_SHORT
from visit_solver.schedule import COMPUTING, Schedule, Unplaced, given_up

MOST_SEED, MOST_EFFORT = 2**31 - 1, 1_000_000


@command
def request_planning(
    work: UnitOfWork,
    *,
    round_id: str,
    seconds: int | None = None,
    seed: int = 1,
    effort: int | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Build a round's problem from its records and ask the planner for a schedule.

    What contradicts itself is refused by field before anything runs. Of a published round it asks for a new schedule
    that changes as little as it must. `seconds` are wall-clock, `effort` ends the search after so many steps instead.
    """
    one, _ = load_round_as_planner(work, round_id, expected_version)
    take_over(work, one)
    one.must_not_be_planning()
    anew = one.status == lifecycle.PUBLISHED
    rules = round_rules(one.dates[0])
    limits = rules["planning"]
    wanted = limits["seconds"] if seconds is None else seconds
    validation.figure(wanted, "seconds", 1, limits["most"])
    validation.figure(seed, "seed", 0, MOST_SEED)
    if effort is not None:
        validation.figure(effort, "effort", 1, MOST_EFFORT)
    calendar = calendar_beside(work, one)
    hosts, visitors = hosts_of(work, one, calendar), visitors_of(work, one, calendar)
    search = Search(seconds=float(wanted), seed=seed, effort=effort)
    holds = settings_of(one.settings, rules)
    memory = memory_of(work, one, calendar)
    problem = problem_of(one, holds, hosts, visitors, memory=memory, search=search)
    before = one.move("replan" if anew else "plan", work.today)
    one.job_id = add_job(work, district_id=one.district_id, round_id=one.id, problem=problem)
    one.proposed_places = {place.id: name for place, name in places_of(hosts, visitors)}
    one.proposal = None
    record_step(work, one, "replan" if anew else "plan", before, on=work.today)
    emit_round(work, one, PlanningStarted, job_id=one.job_id)
    return {"id": one.job_id, "round": round_view(one)}


@command
def cancel_planning(work: UnitOfWork, *, round_id: str) -> dict[str, Any]:
    """Cancel a planning: at once while it waits, with the best found so far while it runs."""
    one, _ = load_round_as_planner(work, round_id)
    if one.job_id is None:
        raise Conflict("planning_not_running", title=one.title)
    job_id = one.job_id
    standing = request_cancel(work, district_id=one.district_id, job_id=job_id)
    work.session.flush()
    take_over(work, one)
    return standing


def stop_planning(work: UnitOfWork, one: Round) -> None:
    """Cancel the running job of a round that is called off."""
    job = None if one.job_id is None else work.session.get(PlanningJob, (one.district_id, one.job_id))
    if job is not None and job.state not in OVER:
        request_cancel(work, district_id=one.district_id, job_id=job.id)


@command
def take_proposal(work: UnitOfWork, *, round_id: str, expected_version: int | None = None) -> dict[str, Any]:
    """Store the planner's result as a round's proposal; Conflict while the job is running."""
    one, _ = load_round_as_planner(work, round_id, expected_version)
    take_over(work, one)
    one.must_not_be_planning()
    return round_view(one)


def finish_job(work: UnitOfWork, *, district_id: str, job_id: str, attempt: int, schedule: Schedule) -> bool:
    """Store the schedule of a job, whole, also as its round's proposal; false where the job is no longer held."""
    one, job = _round_of(work, district_id, job_id), load_job_for_update(work, district_id, job_id)
    if not job.held_by(attempt):
        return False
    job.note(work.now, percent=100, figures=Figures.of(schedule))
    state = CANCELLED if schedule.status == CUT_SHORT else DONE
    unexplained = any(each.computing for each in schedule.unplaced)
    job.finish(work.now, state, msgspec.json.encode(schedule).decode(), unexplained=unexplained)
    _take_over_result(work, one)
    return True


def fail_job(work: UnitOfWork, *, district_id: str, job_id: str, attempt: int, code: str, zh: str, en: str) -> bool:
    """End a job without a schedule, with the reason, and its round's planning; false where it is no longer held."""
    one, job = _round_of(work, district_id, job_id), load_job_for_update(work, district_id, job_id)
    if not job.held_by(attempt):
        return False
    job.fail(work.now, code=code, zh=zh, en=en)
    _take_over_result(work, one)
    return True


def give_back_job(work: UnitOfWork, *, district_id: str, job_id: str, attempt: int, code: str, zh: str, en: str) -> str:
    """Let a job whose solver has died be taken up again; after the last try it fails and its round's planning ends.

    It returns the state that the job is in now.
    """
    one, job = _round_of(work, district_id, job_id), load_job_for_update(work, district_id, job_id)
    if job.held_by(attempt) and job.attempts < ATTEMPTS:
        job.give_back()
    elif job.held_by(attempt):
        job.fail(work.now, code=code, zh=zh, en=en)
    if job.state == FAILED:
        _take_over_result(work, one)
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
    before, was = msgspec.json.decode(job.result, type=prepared(Schedule)), msgspec.json.decode(job.result)
    explained = before.unplaced if unplaced is None else unplaced
    explained = given_up(explained) if passed >= PASSES else explained
    after = msgspec.json.encode(replace(before, unplaced=explained))
    job.explain(after.decode(), unexplained=any(each.computing for each in explained))
    _explain_round(work, job, was, msgspec.json.decode(after))
    return True


def take_over(work: UnitOfWork, one: Round) -> None:
    """Store the schedule of a finished job as the round's proposal; nothing while it runs."""
    if one.job_id is None:
        return
    job = work.session.get_one(PlanningJob, (one.district_id, one.job_id), populate_existing=True)
    if job.state not in OVER:
        return
    job_id, one.job_id = one.job_id, None
    if job.result is None:
        _end_without(work, one, job, job_id)
        return
    schedule = msgspec.json.decode(job.result, type=prepared(Schedule))
    one.proposal = msgspec.json.decode(job.result)
    before = one.move("propose_anew" if one.status == lifecycle.PUBLISHED else "propose", work.today)
    record_step(work, one, "propose", before, on=work.today)
    placed, unplaced = len({visit.host_id for visit in schedule.visits}), _unvisited(schedule)
    emit_round(work, one, PlanningEnded, job_id=job_id, outcome="proposed", placed=placed, unplaced=unplaced)


def _explain_round(work: UnitOfWork, job: PlanningJob, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Store what was explained later of a result, also where its round proposes it or left somebody out by it."""
    query = select(Round).where(Round.district_id == job.district_id, Round.id == job.round_id)
    one = work.session.scalars(query.with_for_update()).one_or_none()
    if one is not None and one.proposal == before:
        one.proposal = after
    if one is not None and one.left_out is not None:
        one.left_out = one.left_out | {"items": [_explained(item, after) for item in one.left_out["items"]]}


def _explained(item: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """Who was left out by the schedule that a result is, as it is explained by now."""
    told = {(each["kind"], each["id"]): each for each in result["unplaced"]}
    now = told.get((item["kind"], item["id"]))
    still = COMPUTING in {item["reasons_state"], item["relaxation_state"]}
    return item if now is None or not still else now | {"name": item["name"], "missing": item["missing"]}


def _take_over_result(work: UnitOfWork, one: Round | None) -> None:
    """Take over what a job left within the transaction that ended it; nothing where no round waits for it."""
    if one is not None:
        work.session.flush()
        take_over(work, one)


def _round_of(work: UnitOfWork, district_id: str, job_id: str) -> Round | None:
    """Locked before its job, as every other command does it; None where the round has gone on without the job."""
    job = work.session.get(PlanningJob, (district_id, job_id))
    if job is None:
        return None
    query = select(Round).where(Round.district_id == district_id, Round.id == job.round_id, Round.job_id == job_id)
    return work.session.scalars(query.with_for_update()).one_or_none()


def _end_without(work: UnitOfWork, one: Round, job: PlanningJob, job_id: str) -> None:
    before = one.status
    if before == lifecycle.PLANNING:
        one.move("fall_back", work.today)
    record_step(work, one, "fall_back", before, on=work.today, opinion=job.reason_zh)
    emit_round(work, one, PlanningEnded, job_id=job_id, outcome=job.state)


def _unvisited(schedule: Schedule) -> int:
    return len({missing.id for missing in schedule.unplaced if missing.kind == "host"})
