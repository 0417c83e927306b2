"""A planning job's way through the planner: solved, watched, cancelled, cut off by the clock, and taken up again."""

import os
import shutil
import signal
import threading
import time
from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from services.observation_visits.commands.planning_jobs import (
    add_job,
    call_job_off,
    note_progress,
    release_job,
    request_cancel,
    take_job,
)
from services.observation_visits.commands.round_planning import fail_job
from services.observation_visits.model.jobs import ATTEMPTS, LEASE, PlanningJob
from services.observation_visits.planner.worker import Worker
from shared import databases
from shared.errors import Refusal
from shared.unit_of_work import clock
from tests.expect import refused
from tests.observation_visits.small_rounds import pairing, tour
from tests.scenarios.in_process import opened
from tests.scenarios.observation_visits import ObservationVisitsScenario
from tools.rounds_checker import violations
from visit_solver.schedule import Schedule

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def planner(request, tmp_path, planted_files):
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(planted_files('observation_visits'), tmp_path / 'jobs.sqlite3')}"
    else:
        url = request.getfixturevalue("planted_database")
        ObservationVisitsScenario.plant_anew(url)
    engine = opened(url)
    yield Worker(engine, threading.Event())
    engine.dispose()


def asked(planner, problem):
    return planner.execute(add_job, district_id="district", round_id="round", problem=problem)


def job_of(planner, job_id):
    with databases.reading(planner.engine) as session:
        return session.scalars(select(PlanningJob).where(PlanningJob.id == job_id)).one()


def until(seen, *, seconds=60.0):
    end = time.monotonic() + seconds
    while not (found := seen()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
    return found


def in_background(planner):
    thread = threading.Thread(target=planner.tick)
    thread.start()
    return thread


def hard(seconds):
    """Return a round so tight and so large that no solver is done with it before the clock is."""
    return pairing(orgs=120, days=5, openness=0.2, seed=1, seconds=seconds)


def solvers_of_this_process():
    import psutil  # noqa: PLC0415 - only where it is needed

    return [p for p in psutil.Process().children() if any("planner.solver_main" in part for part in p.cmdline())]


def test_a_job_that_waits_is_solved_and_its_schedule_can_be_held(planner):
    problem = pairing(orgs=6, days=7, openness=0.8)
    job_id = asked(planner, problem)
    assert planner.tick() == 1
    assert planner.tick() == 0
    job = job_of(planner, job_id)
    schedule = msgspec.json.decode(job.result, type=Schedule)
    assert (job.state, job.percent, job.gap, job.lease_until) == ("done", 100, 0.0, None)
    assert violations(problem, schedule) == []


def test_jobs_are_solved_in_the_order_in_which_they_were_asked(planner):
    first, second = (asked(planner, pairing(orgs=4, days=7)) for _ in range(2))
    planner.tick()
    assert (job_of(planner, first).state, job_of(planner, second).state) == ("done", "waiting")


def test_a_solver_that_is_killed_leaves_its_job_to_the_next_attempt_and_fails_after_the_last(planner):
    job_id = asked(planner, hard(120.0))
    for attempt in range(1, ATTEMPTS + 1):
        thread = in_background(planner)
        solver = until(solvers_of_this_process)[0]
        os.kill(solver.pid, signal.SIGKILL)
        thread.join(30)
        job = job_of(planner, job_id)
        assert (job.attempts, job.result) == (attempt, None)
        assert job.state == ("failed" if attempt == ATTEMPTS else "waiting")
    assert job.reason_code == "solver_killed"
    assert str(ATTEMPTS) in job.reason_zh
    assert planner.tick() == 0


def test_a_job_whose_planner_has_died_is_taken_up_again_when_its_lease_is_over(planner):
    job_id = asked(planner, pairing(orgs=4, days=7))
    lost = planner.execute(take_job)
    assert planner.tick() == 0
    planner.clock = lambda: clock() + LEASE + timedelta(seconds=1)
    assert planner.tick() == 1
    job = job_of(planner, job_id)
    assert (job.state, job.attempts) == ("done", 2)
    late = {"district_id": "district", "job_id": job_id, "attempt": lost.attempts}
    assert planner.execute(note_progress, **late, percent=5) == {"held": False, "cancel": True}
    assert not planner.execute(fail_job, **late, code="x", zh="x", en="x")
    assert job_of(planner, job_id).state == "done"


def test_a_job_that_takes_every_planner_with_it_fails_with_its_reason(planner):
    job_id = asked(planner, pairing(orgs=4, days=7))
    for attempt in range(ATTEMPTS):
        planner.clock = lambda attempt=attempt: clock() + attempt * (LEASE + timedelta(seconds=1))
        assert planner.execute(take_job).attempts == attempt + 1
    planner.clock = lambda: clock() + ATTEMPTS * (LEASE + timedelta(seconds=1))
    assert planner.tick() == 0
    job = job_of(planner, job_id)
    assert (job.state, job.reason_code, job.result) == ("failed", "planner_died", None)


def test_a_waiting_job_is_cancelled_at_once_and_no_twice(planner):
    job_id = asked(planner, pairing(orgs=4, days=7))
    job = planner.execute(request_cancel, district_id="district", job_id=job_id)
    assert job.state == "cancelled"
    assert planner.tick() == 0
    with refused("planning_job_is_over"):
        planner.execute(request_cancel, district_id="district", job_id=job_id)


def test_a_running_job_that_is_cancelled_keeps_the_best_so_far(planner):
    problem = hard(300.0)
    job_id = asked(planner, problem)
    thread = in_background(planner)
    until(lambda: job_of(planner, job_id).best is not None)
    began = time.monotonic()
    planner.execute(request_cancel, district_id="district", job_id=job_id)
    thread.join(60)
    assert time.monotonic() - began < 10
    job = job_of(planner, job_id)
    schedule = msgspec.json.decode(job.result, type=Schedule)
    assert (job.state, schedule.status) == ("cancelled", "cancelled")
    assert violations(problem, schedule) == []


def test_a_running_job_that_is_called_off_ends_its_solver_and_keeps_the_reason(planner):
    job_id = asked(planner, hard(300.0))
    thread = in_background(planner)
    until(solvers_of_this_process)
    told = {"district_id": "district", "job_id": job_id, "code": "gone", "zh": "已撤并", "en": "gone"}
    assert planner.execute(call_job_off, **told)
    thread.join(30)
    assert not thread.is_alive()
    until(lambda: not solvers_of_this_process())
    job = job_of(planner, job_id)
    assert (job.state, job.reason_zh, job.result, job.lease_until) == ("cancelled", "已撤并", None, None)
    assert not planner.execute(call_job_off, **told | {"code": "other"})
    assert job_of(planner, job_id).reason_code == "gone"
    assert planner.tick() == 0


@pytest.mark.parametrize("problem", [hard(8.0), tour(stops=30, visit=30, seconds=8.0)], ids=["pairing", "tour"])
def test_the_time_limit_is_kept_within_a_second_and_progress_is_seen_meanwhile(planner, problem):
    job_id = asked(planner, problem)
    seen = set()
    began = time.monotonic()
    thread = in_background(planner)
    while thread.is_alive():
        seen.add(job_of(planner, job_id).percent)
        time.sleep(0.1)
    assert time.monotonic() - began < 9.0
    job = job_of(planner, job_id)
    assert job.state == "done", job.reason_en
    assert violations(problem, msgspec.json.decode(job.result, type=Schedule)) == []
    assert len(seen) > 2


def test_a_planner_that_is_stopped_gives_its_job_back_at_once_however_often_that_is(planner):
    job_id = asked(planner, hard(300.0))
    for _ in range(ATTEMPTS + 1):
        thread = in_background(planner)
        until(solvers_of_this_process)
        planner.stopping.set()
        thread.join(30)
        assert not thread.is_alive()
        job = job_of(planner, job_id)
        assert (job.state, job.attempts, job.lease_until) == ("waiting", 0, None)
        until(lambda: not solvers_of_this_process())
        planner.stopping.clear()


def test_a_stop_in_order_takes_no_death_back(planner):
    job_id = asked(planner, hard(300.0))
    planner.execute(take_job)
    planner.clock = lambda: clock() + LEASE + timedelta(seconds=1)
    again = planner.execute(take_job)
    token = {"district_id": "district", "job_id": job_id, "attempt": again.attempts}
    assert planner.execute(release_job, **token)
    assert (job_of(planner, job_id).state, job_of(planner, job_id).attempts) == ("waiting", 1)
    assert not planner.execute(release_job, **token)
    assert job_of(planner, job_id).attempts == 1


def test_pins_that_cannot_all_be_kept_fail_with_their_reason(planner):
    # Three delegations are settled for one half-day that has room for two of them; each two of them could be kept.
    problem = pairing(orgs=4, days=1, openness=1.0, seed=1)
    host = replace(problem.hosts[0], visit_minutes=90, windows=problem.hosts[0].windows[:2])
    host = replace(host, windows=(replace(host.windows[1], begin=840, end=1020),))
    pins = [{"delegation_id": f"d{at}", "host_id": "h0"} for at in (1, 2, 3)]
    problem = replace(
        problem, hosts=(host, *problem.hosts[1:]), pins=msgspec.convert(pins, type(problem).__annotations__["pins"])
    )
    job_id = asked(planner, problem)
    planner.tick()
    job = job_of(planner, job_id)
    assert (job.state, job.reason_code) == ("failed", "pins_impossible")


def test_a_problem_that_contradicts_itself_is_never_kept(planner):
    with pytest.raises(Refusal):
        asked(planner, pairing(orgs=4, days=7, seconds=0.0))
    assert planner.tick() == 0
