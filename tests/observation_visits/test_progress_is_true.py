"""What is told of a job on its way is never taken back by what comes of it: real solvers, several seeds."""

import shutil
import threading
import time
from itertools import pairwise

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from services.observation_visits.commands.planning_jobs import add_job, note_progress, take_job, take_unexplained
from services.observation_visits.commands.round_planning import explain_job, finish_job
from services.observation_visits.model.jobs import LEASE, PASSES, Figures, PlanningJob
from services.observation_visits.model.views import JOB
from services.observation_visits.planner.worker import Worker
from shared import databases
from shared.unit_of_work import clock
from shared.views import fields_of
from tests.observation_visits.small_rounds import pairing, tour
from tests.scenarios.in_process import opened
from tools.rounds_checker import violations
from visit_solver import solve
from visit_solver.problem import PreviousVisit, Problem
from visit_solver.schedule import Schedule
from visit_solver.search_control import SearchControl

pytestmark = pytest.mark.slow


@pytest.fixture
def planner(planted_files, tmp_path):
    engine = opened(f"sqlite:///{shutil.copy(planted_files('observation_visits'), tmp_path / 'jobs.sqlite3')}")
    yield Worker(engine, threading.Event())
    engine.dispose()


def again(problem: Problem) -> Problem:
    """Return the problem planned once, and anew with half of the hosts open a little later than they were."""
    old = solve(problem, SearchControl(problem.seconds, effort=2))
    before = tuple(
        PreviousVisit(delegation_id=v.delegation_id, host_id=v.host_id, day=v.day, begin=v.begin) for v in old.visits
    )
    hosts = tuple(
        replace(host, windows=tuple(replace(w, begin=w.begin + 45) for w in host.windows)) if at % 2 else host
        for at, host in enumerate(problem.hosts)
    )
    return replace(problem, hosts=hosts, before=before)


def crowded_tour(seed: int, **more) -> Problem:
    problem = tour(stops=14, seed=seed, visit=45, **more)
    people = tuple(replace(problem.delegations[0], id=name, visits=6) for name in ("one", "other"))
    return replace(problem, delegations=people)


PROBLEMS = {
    "pairing": lambda seed: pairing(orgs=24, days=5, openness=0.3, seed=seed, seconds=3.0),
    "pairing anew": lambda seed: again(pairing(orgs=14, days=5, openness=0.4, seed=seed, seconds=3.0)),
    "tour": lambda seed: crowded_tour(seed, seconds=3.0),
    "tour anew": lambda seed: again(tour(stops=12, seed=seed, visit=45, seconds=3.0)),
}


def standings(planner: Worker, problem: Problem) -> tuple[list[dict], Schedule]:
    """Every standing of a job that anyone could see, and its schedule."""
    job_id = planner.execute(add_job, district_id="district", round_id="round", problem=problem)
    seen = []
    thread = threading.Thread(target=planner.tick)
    thread.start()
    going = True
    while going:
        going = thread.is_alive()
        with databases.reading(planner.engine) as session:
            job = session.scalars(select(PlanningJob).where(PlanningJob.id == job_id)).one()
        if not seen or seen[-1] != fields_of(job, JOB):
            seen.append(fields_of(job, JOB))
        time.sleep(0.05)
    assert job.result is not None, job.reason_en
    return seen, msgspec.json.decode(job.result, type=Schedule)


def worth(standing: dict) -> tuple[int, int, int]:
    """Return what schedules are compared by, level by level."""
    return standing["missing"], standing.get("change") or 0, standing["best"]


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (2, 3))])
@pytest.mark.parametrize("kind", PROBLEMS)
def test_what_is_told_of_a_job_only_gets_better_and_its_result_is_no_worse(planner, kind, seed):
    problem = PROBLEMS[kind](seed)
    seen, schedule = standings(planner, problem)
    assert violations(problem, schedule) == []
    told = [standing for standing in seen if standing["best"] is not None]
    assert told, "nothing was told"
    assert worth(told[-1]) == (schedule.missing, schedule.goals.change, schedule.objective)
    assert [worth(each) for each in told] == sorted((worth(each) for each in told), reverse=True)
    assert [each["percent"] for each in seen] == sorted(each["percent"] for each in seen)
    for each in told:
        assert 0 <= each["gap"] <= 1, each
        if each["gap"] == 0:
            # Proven the best there is: nothing that is told later may differ.
            assert worth(each) == worth(told[-1]), (each, told[-1])
        if each["bound"] is not None and each["missing"] == schedule.missing:
            assert each["bound"] <= schedule.objective


def result_of(planner: Worker, job_id: str) -> tuple[PlanningJob, Schedule]:
    with databases.reading(planner.engine) as session:
        job = session.scalars(select(PlanningJob).where(PlanningJob.id == job_id)).one()
    return job, msgspec.json.decode(job.result, type=Schedule)


@pytest.mark.parametrize(
    "problem",
    [pairing(orgs=10, days=1, openness=0.4, seed=2, seconds=1.0), tour(stops=12, seed=4, visit=120, seconds=2.0)],
    ids=["pairing", "tour"],
)
def test_what_there_was_no_time_to_explain_is_being_computed_until_it_is_said(planner, problem):
    ids = {"district_id": "district", "round_id": "round"}
    job_id = planner.execute(add_job, **ids, problem=problem)
    taken = planner.execute(take_job)
    schedule = unexplained(problem)
    held = {"district_id": "district", "job_id": job_id}
    assert planner.execute(finish_job, **held, attempt=taken.attempts, schedule=schedule)
    assert {each.reasons_state for each in schedule.unplaced} == {"computing"}
    assert planner.tick() == 1
    job, after = result_of(planner, job_id)
    assert {each.reasons_state for each in after.unplaced} == {"computed"}
    assert not [each.id for each in after.unplaced if not each.excluded_by]
    while job.unexplained:
        assert planner.tick() == 1
        job, after = result_of(planner, job_id)
    assert planner.tick() == 0
    assert (job.state, after.visits, after.missing_bound) == ("done", schedule.visits, schedule.missing_bound)
    assert "computing" not in {each.relaxation_state for each in after.unplaced}
    assert violations(problem, after) == []


def unexplained(problem: Problem) -> Schedule:
    """Return the best schedule that a search put aside: its reasons are still to be computed."""
    kept: list[Schedule] = []
    solve(problem, SearchControl(problem.seconds, on_incumbent=kept.append))
    return kept[-1]


def test_explaining_is_given_up_after_so_many_passes_and_says_so(planner):
    problem = pairing(orgs=10, days=1, openness=0.4, seed=2, seconds=1.0)
    job_id = planner.execute(add_job, district_id="district", round_id="round", problem=problem)
    taken = planner.execute(take_job)
    held = {"district_id": "district", "job_id": job_id}
    schedule = unexplained(problem)
    assert planner.execute(finish_job, **held, attempt=taken.attempts, schedule=schedule)
    for passed in range(1, PASSES + 1):
        job = planner.execute(take_unexplained)
        assert (job.id, job.passes) == (job_id, passed)
        assert not planner.execute(explain_job, **held, passed=passed - 1, unplaced=None)
        assert planner.execute(explain_job, **held, passed=passed, unplaced=None)
    assert planner.execute(take_unexplained) is None
    job, after = result_of(planner, job_id)
    states = {(each.reasons_state, each.relaxation_state) for each in after.unplaced}
    assert (job.unexplained, states) == (False, {("not_computed", "not_computed")})


def test_an_attempt_that_begins_anew_does_not_claim_what_the_one_before_had_found(planner):
    problem = pairing(orgs=10, days=1, openness=0.4, seed=2, seconds=1.0)
    job_id = planner.execute(add_job, district_id="district", round_id="round", problem=problem)
    taken = planner.execute(take_job)
    held = {"district_id": "district", "job_id": job_id, "attempt": taken.attempts}
    told = Figures.of(unexplained(problem))
    planner.execute(note_progress, **held, percent=40, figures=told)
    planner.clock = lambda: clock() + 2 * LEASE
    again = planner.execute(take_job)
    assert (again.attempts, again.percent, again.best, again.gap) == (2, 0, None, None)


def test_the_history_of_a_job_gets_better_and_ends_with_its_result(planner):
    seen, schedule = standings(planner, PROBLEMS["pairing"](1))
    history = seen[-1]["history"]
    assert history
    assert [worth(each) for each in history] == sorted((worth(each) for each in history), reverse=True)
    assert worth(history[-1]) == (schedule.missing, schedule.goals.change, schedule.objective)
    assert [each["second"] for each in history] == sorted(each["second"] for each in history)
    assert all(one != other for one, other in pairwise(history))
