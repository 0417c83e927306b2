"""The planner's own process, or its loop in this one: what it finds becomes the round's proposal, and is told."""

import threading

import msgspec
import pytest
from sqlalchemy import select

from services.observation_visits.model.jobs import PlanningJob
from services.observation_visits.planner.worker import Worker
from shared.unit_of_work import UnitOfWork
from tests.scenarios.observation_visits import ObservationVisitsScenario
from tools.rounds_checker import violations
from visit_solver.schedule import Schedule

pytestmark = pytest.mark.slow
HOSTS = ("first", "second", "cell")


def test_what_the_planner_finds_is_proposed_published_and_breaks_no_rule(scenario: ObservationVisitsScenario):
    one = scenario.drafted(hosts=HOSTS)
    for host in HOSTS:
        scenario.delegation(one, host)
    job_id = scenario.planned(one, seconds=3, seed=7)
    planner = Worker(scenario.executor.engine, threading.Event(), clock=scenario.now)
    assert planner.tick() == 1
    job = scenario.ask("east", "planning", round_id=one["id"], job_id=job_id)
    assert (job["state"], job["percent"], job["missing"]) == ("done", 100, 0)
    schedule = msgspec.json.decode(planner.execute(result_of, job_id=job_id), type=Schedule)
    assert list(violations(scenario.problem(job_id), schedule)) == []
    assert scenario.ask("east", "round_", round_id=one["id"])["status"] == "proposed"
    (ended,) = scenario.events("planning_ended")
    assert (ended.outcome, ended.placed, ended.unplaced) == ("proposed", 3, 0)
    shown = scenario.ask("east", "proposal", round_id=one["id"])
    assert {(each["stop"], each["delegation"]) for each in shown["visits"]} in (
        {("second观摩点", "first观摩团"), ("cell观摩点", "second观摩团"), ("first观摩点", "cell观摩团")},
        {("cell观摩点", "first观摩团"), ("first观摩点", "second观摩团"), ("second观摩点", "cell观摩团")},
    )
    scenario.do("east", "publish_round", round_id=one["id"])
    assert {each["status"] for each in scenario.visits_of(one).values()} == {"announced"}


def test_what_is_not_placed_is_told_by_names_in_both_languages(scenario: ObservationVisitsScenario):
    for host, room in (("first", 30), ("second", 5)):
        scenario.stop(host, name="党群服务中心", group_capacity=room)
    # All days are of one week: were reciprocal visits kept apart, room alone would let nobody in.
    settings = {"reciprocal_apart": False}
    one = scenario.drafted(hosts=("first", "second"), stops=False, settings=settings)
    sends = [scenario.delegation(one, host, name=f"{host}观摩团") for host in ("first", "second")]
    scenario.planned(one, seconds=10)
    assert Worker(scenario.executor.engine, threading.Event(), clock=scenario.now).tick() == 1
    shown = scenario.ask("east", "proposal", round_id=one["id"])
    assert [each["name"] for each in shown["unplaced"]] == ["second 党群服务中心", "first观摩团"]
    for each in shown["unplaced"]:
        change = each["relaxation"]
        assert change["zh"] == "接待容量增加 5 人（second 党群服务中心）"
        assert change["en"] == "second 党群服务中心 has room for 5 more"
        said = [words[tongue] for words in (*each["excluded_by"], change) for tongue in ("zh", "en")]
        assert len(said) > 2
        ids = [part["stop_id"] for part in scenario.parts_of(one).values()] + [sent["id"] for sent in sends]
        assert not [id_ for id_ in ids if any(id_ in words for words in said)]


def result_of(work: UnitOfWork, *, job_id: str) -> str:
    """Return what came of a job."""
    return str(work.session.scalar(select(PlanningJob.result).where(PlanningJob.id == job_id)))
