"""Planning of a round: a job is requested, and its result becomes the round's proposal.

The planner's process ends a job in its own time, and what came of it is taken over in the same transaction. Only a job
whose last holder died is over without that; the next thing that happens to its round takes that over.
"""

from typing import Any

import msgspec
from sqlalchemy import select

from services.observation_visits.commands import planning
from services.observation_visits.commands.finding import planned_by
from services.observation_visits.commands.gathering import calendar_beside, hosts_of, memory_of, visitors_of
from services.observation_visits.commands.planning import add_job, request_cancel
from services.observation_visits.commands.telling import record_step, tell_round
from services.observation_visits.model import states
from services.observation_visits.model.building import Search, places_of, problem_of
from services.observation_visits.model.jobs import CANCELLED, DONE, FAILED, PlanningJob
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.schedules import COMPUTING, Schedule, Unplaced
from services.observation_visits.model.settings import round_rules, settings_of
from services.observation_visits.model.shown import shown_round
from shared.errors import Conflict, Invalid
from shared.events.observation_visits import PlanningEnded, PlanningStarted
from shared.kinds import known
from shared.work import Work

OVER = (DONE, FAILED, CANCELLED)
MOST_SEED, MOST_EFFORT = 2**31 - 1, 1_000_000


def request_planning(
    work: Work,
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
    one, _ = planned_by(work, round_id, expected_version)
    take_over(work, one)
    one.must_not_be_planning()
    anew = one.status == states.PUBLISHED
    rules = round_rules(one.dates[0])
    limits = rules["planning"]
    wanted = limits["seconds"] if seconds is None else seconds
    _range("seconds", wanted, 1, limits["most"])
    _range("seed", seed, 0, MOST_SEED)
    if effort is not None:
        _range("effort", effort, 1, MOST_EFFORT)
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
    tell_round(work, one, PlanningStarted, job_id=one.job_id)
    return {"id": one.job_id, "round": shown_round(one)}


def cancel_planning(work: Work, *, round_id: str) -> dict[str, Any]:
    """Cancel a planning: at once while it waits, with the best found so far while it runs."""
    one, _ = planned_by(work, round_id)
    if one.job_id is None:
        raise Conflict("planning_not_running", title=one.title)
    job_id = one.job_id
    standing = request_cancel(work, district_id=one.district_id, job_id=job_id)
    work.session.flush()
    take_over(work, one)
    return standing


def stop_planning(work: Work, one: Round) -> None:
    """Cancel the running job of a round that is called off."""
    job = None if one.job_id is None else work.session.get(PlanningJob, (one.district_id, one.job_id))
    if job is not None and job.state not in OVER:
        request_cancel(work, district_id=one.district_id, job_id=job.id)


def take_proposal(work: Work, *, round_id: str, expected_version: int | None = None) -> dict[str, Any]:
    """Store the planner's result as a round's proposal; Conflict while the job is running."""
    one, _ = planned_by(work, round_id, expected_version)
    take_over(work, one)
    one.must_not_be_planning()
    return shown_round(one)


def finish_job(work: Work, *, district_id: str, job_id: str, attempt: int, schedule: Schedule) -> bool:
    """Store the schedule of a job as its round's proposal; false where the job is no longer held."""
    one = _round_of(work, district_id, job_id)
    held = planning.finish_job(work, district_id=district_id, job_id=job_id, attempt=attempt, schedule=schedule)
    return _arrived(work, one, over=held)


def explain_job(
    work: Work, *, district_id: str, job_id: str, passed: int, unplaced: tuple[Unplaced, ...] | None
) -> bool:
    """Store the explanations of unplaced visits so far, in the round's proposal as well."""
    ids = {"district_id": district_id, "job_id": job_id}
    kept = planning.explain_job(work, **ids, passed=passed, unplaced=unplaced)
    if kept is None:
        return False
    job = work.session.get_one(PlanningJob, (district_id, job_id))
    query = select(Round).where(Round.district_id == district_id, Round.id == job.round_id)
    one = work.session.scalars(query.with_for_update()).one_or_none()
    if one is not None and one.proposal == kept["before"]:
        one.proposal = kept["after"]
    if one is not None and one.left_out is not None:
        one.left_out = one.left_out | {"items": [_explained(item, kept["after"]) for item in one.left_out["items"]]}
    return True


def _explained(item: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """Who was left out by the schedule that a result is, as it is explained by now."""
    told = {(each["kind"], each["id"]): each for each in result["unplaced"]}
    now = told.get((item["kind"], item["id"]))
    still = COMPUTING in {item["reasons_state"], item["relaxation_state"]}
    return item if now is None or not still else now | {"name": item["name"], "missing": item["missing"]}


def fail_job(work: Work, *, district_id: str, job_id: str, attempt: int, code: str, zh: str, en: str) -> bool:
    """End a job without a schedule, and its round's planning; false where it is no longer held."""
    one = _round_of(work, district_id, job_id)
    ids = {"district_id": district_id, "job_id": job_id}
    return _arrived(work, one, over=planning.fail_job(work, **ids, attempt=attempt, code=code, zh=zh, en=en))


def give_back_job(work: Work, *, district_id: str, job_id: str, attempt: int, code: str, zh: str, en: str) -> str:
    """Requeue a job, or end its round's planning after the last try; return its state."""
    one = _round_of(work, district_id, job_id)
    ids = {"district_id": district_id, "job_id": job_id}
    state = planning.give_back_job(work, **ids, attempt=attempt, code=code, zh=zh, en=en)
    _arrived(work, one, over=state == FAILED)
    return state


def _round_of(work: Work, district_id: str, job_id: str) -> Round | None:
    """Load a round locked before its job, as every other command does; None where it has dropped the job."""
    job = work.session.get(PlanningJob, (district_id, job_id))
    if job is None:
        return None
    query = select(Round).where(Round.district_id == district_id, Round.id == job.round_id, Round.job_id == job_id)
    return work.session.scalars(query.with_for_update()).one_or_none()


def _arrived(work: Work, one: Round | None, *, over: bool) -> bool:
    if over and one is not None:
        work.session.flush()
        take_over(work, one)
    return over


def take_over(work: Work, one: Round) -> None:
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
    schedule = msgspec.json.decode(job.result, type=known(Schedule))
    one.proposal = msgspec.json.decode(job.result)
    before = one.move("propose_anew" if one.status == states.PUBLISHED else "propose", work.today)
    record_step(work, one, "propose", before, on=work.today)
    placed, unplaced = len({visit.host_id for visit in schedule.visits}), _unvisited(schedule)
    tell_round(work, one, PlanningEnded, job_id=job_id, outcome="proposed", placed=placed, unplaced=unplaced)


def _end_without(work: Work, one: Round, job: PlanningJob, job_id: str) -> None:
    before = one.status
    if before == states.PLANNING:
        one.move("fall_back", work.today)
    record_step(work, one, "fall_back", before, on=work.today, opinion=job.reason_zh)
    tell_round(work, one, PlanningEnded, job_id=job_id, outcome=job.state)


def _unvisited(schedule: Schedule) -> int:
    return len({missing.id for missing in schedule.unplaced if missing.kind == "host"})


def _range(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Invalid("figure_out_of_range", field=field, field_name=field, least=least, most=most)
