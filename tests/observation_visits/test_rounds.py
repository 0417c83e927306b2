"""A round on its way: drafted, planned, published, confirmed, held, closed; and who may take which step."""

from datetime import date

import pytest

from shared.errors import Refusal
from tests.expect import refused
from tests.observation_visits import planner_part
from tests.scenarios.observation_visits import MONDAY, TUESDAY, WEDNESDAY, ObservationVisitsScenario, visit


def test_a_round_goes_its_whole_way(scenario: ObservationVisitsScenario):
    one = scenario.published()
    assert (one["status"], one["visits"], one["schedule_revision"]) == ("published", 2, 1)
    received = scenario.visits_of(one)
    assert {name: each["status"] for name, each in received.items()} == {"first": "announced", "second": "announced"}
    assert received["first"]["confirm_by"] == date(2026, 3, 5)
    scenario.do("first", "confirm_visit", visit_id=received["first"]["id"])
    scenario.do("second", "confirm_visit", visit_id=received["second"]["id"])
    scenario.day = TUESDAY
    scenario.do("second", "hold_visit", visit_id=received["second"]["id"], held_on=MONDAY)
    assert scenario.ask("east", "round_", round_id=one["id"])["status"] == "published"
    scenario.do("first", "hold_visit", visit_id=received["first"]["id"])
    assert scenario.ask("east", "round_", round_id=one["id"])["status"] == "held"
    closed = scenario.do("east", "close_round", round_id=one["id"])
    assert (closed["status"], closed["closed_on"]) == ("closed", TUESDAY)
    steps = [step["step"] for step in scenario.ask("east", "steps", record="round", record_id=one["id"])["items"]]
    assert steps == ["draft", "plan", "propose", "publish", "hold", "close"]
    revisions = [event.round.revision for event in scenario.events() if hasattr(event, "round")]
    assert revisions == sorted(set(revisions))


def test_only_streets_and_the_district_plan_and_only_their_own_kind_of_round(scenario: ObservationVisitsScenario):
    for who, organization, kind, code in (
        ("first", "first", "internal", "grant_does_not_reach"),
        ("east", "district", "district", "grant_does_not_reach"),
        ("auditor", "district", "district", "grant_does_not_reach"),
        ("district", "district", "internal", "round_not_for_level"),
        ("east", "east", "district", "round_not_for_level"),
        ("district", "first", "cross", "round_not_for_level"),
    ):
        with refused(code):
            scenario.drafted(organization, who=who, kind=kind, stops=False)
    assert scenario.events() == []


def test_who_is_visited_is_named_with_a_stop_and_within_reach(scenario: ObservationVisitsScenario):
    with refused("stop_missing"):
        scenario.drafted(stops=False)
    with refused("host_out_of_reach"):
        scenario.drafted(hosts=("third",))
    scenario.stop("first")
    scenario.drafted("district", hosts=("first", "third"), kind="cross", stops=False)
    scenario.stop("first", name="第二个")
    with refused("stop_ambiguous"):
        scenario.drafted(stops=False, hosts=("first",))
    with refused("stop_missing"):
        scenario.drafted(stops=False, hosts=("cell",))
    scenario.stop("second")
    named = [{"organization_id": "second"}, {"organization_id": "second"}]
    with refused("stop_named_twice"):
        scenario.do("east", "draft_round", organization_id="east", kind="internal", title="重复", period="2026Q1",
                 days=[MONDAY], basis="要点", hosts=named)  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"period": "2026"}, "quarter_malformed"),
        ({"period": "2026Q5"}, "quarter_malformed"),
        ({"days": []}, "figure_out_of_range"),
        ({"days": [date(2026, 4, 1)]}, "day_outside_quarter"),
        ({"days": [date(2025, 12, 31)]}, "day_outside_quarter"),
        ({"title": " "}, "text_missing"),
        ({"basis": "x" * 201}, "text_too_long"),
        ({"title": "一\u0007"}, "text_has_control_characters"),
        ({"kind": "tour"}, "round_kind_unknown"),
        ({"hosts": []}, "figure_out_of_range"),
        ({"settings": {"begin": "25:00"}}, "time_malformed"),
        ({"settings": {"host_cap": 0}}, "figure_out_of_range"),
        ({"settings": {"travel_factor": 0.5}}, "figure_out_of_range"),
        ({"settings": {"begin": "09:00", "end": "09:30"}}, "day_too_short"),
        ({"settings": {"lunch_earliest": "12:00", "lunch_latest": "12:30"}}, "lunch_too_short"),
    ],
)
def test_a_round_that_contradicts_itself_is_refused(scenario: ObservationVisitsScenario, more: dict, code: str):
    for host in ("first", "second"):
        scenario.stop(host)
    hosts = [{"organization_id": host} for host in ("first", "second")]
    asked = {"kind": "internal", "title": "观摩", "period": "2026Q1", "days": [MONDAY], "basis": "要点", "hosts": hosts}
    with refused(code):
        scenario.do("east", "draft_round", organization_id="east", **asked | more)


def test_the_rule_pack_s_constraints_hold_unless_the_round_says_otherwise(scenario: ObservationVisitsScenario):
    one = scenario.drafted(settings={"host_cap": 2, "end": "16:00"})
    shown = one["settings"]
    assert (shown["begin"], shown["end"], shown["host_cap"], shown["review_minutes"]) == ("08:30", "16:00", 2, 30)
    assert (shown["travel_factor"], shown["lunch_minutes"], one["rule_version"]) == (1.4, 60, "2024-01")


def test_a_round_is_amended_until_it_is_published_and_gives_its_proposal_up(scenario: ObservationVisitsScenario):
    one = scenario.drafted()
    scenario.delegation(one)
    scenario.planned(one)
    with refused("planning_is_running"):
        scenario.do("east", "amend_round", round_id=one["id"], title="改")
    parts = scenario.parts_of(one)
    first = scenario.ask("east", "delegations", round_id=one["id"])["items"][0]
    scenario.solved(visit(first, parts["second"], MONDAY, 540))
    assert scenario.do("east", "take_proposal", round_id=one["id"])["status"] == "proposed"
    amended = scenario.do(
        "east", "amend_round", round_id=one["id"], days=[WEDNESDAY], hosts=[{"organization_id": "first"}]
    )
    assert (amended["status"], amended["days"], amended["has_proposal"]) == ("drafted", ["2026-03-11"], False)
    with refused("nothing_to_change"):
        scenario.do("east", "amend_round", round_id=one["id"])
    with refused("changed_meanwhile"):
        scenario.do("east", "amend_round", round_id=one["id"], title="改", expected_version=1)
    told = scenario.events("participants_set")[-1].participants
    assert {part.organization_id: part.status for part in told} == {"first": "expected", "second": "left_out"}


def test_a_published_round_is_not_amended_and_a_closed_one_not_cancelled(scenario: ObservationVisitsScenario):
    one = scenario.published()
    with refused("step_not_possible"):
        scenario.do("east", "amend_round", round_id=one["id"], title="改")
    with refused("step_not_possible"):
        scenario.do("east", "close_round", round_id=one["id"])
    with refused("grant_does_not_reach"):
        scenario.do("west", "cancel_round", round_id=one["id"], reason="不办")
    cancelled = scenario.do("district", "cancel_round", round_id=one["id"], reason="不办")
    assert cancelled["status"] == "cancelled"
    assert {each["status"] for each in scenario.visits_of(one).values()} == {"withdrawn"}
    assert {event.visit.status for event in scenario.events("visit_withdrawn")} == {"withdrawn"}
    with refused("step_not_possible"):
        scenario.do("east", "publish_round", round_id=one["id"])


def test_nothing_is_published_without_a_schedule(scenario: ObservationVisitsScenario):
    one = scenario.drafted()
    scenario.delegation(one)
    with refused("step_not_possible"):
        scenario.do("east", "publish_round", round_id=one["id"])
    scenario.planned(one)
    with refused("planning_is_running"):
        scenario.do("east", "publish_round", round_id=one["id"])
    scenario.solved()
    with refused("schedule_empty"):
        scenario.do("east", "publish_round", round_id=one["id"])
    assert scenario.ask("east", "round_", round_id=one["id"])["status"] == "proposed"
    (ended,) = scenario.events("planning_ended")
    assert (ended.outcome, ended.placed, ended.round.status) == ("proposed", 0, "proposed")


def test_a_planning_that_fails_leaves_the_round_as_it_was_and_says_why(scenario: ObservationVisitsScenario):
    one = scenario.drafted()
    scenario.delegation(one)
    job_id = scenario.planned(one)
    planner_part.fail(scenario.executor)
    assert scenario.ask("east", "planning", round_id=one["id"], job_id=job_id)["reason"]["zh"] == "求解失败"
    assert scenario.ask("east", "round_", round_id=one["id"])["status"] == "drafted"
    assert [event.outcome for event in scenario.events("planning_ended")] == ["failed"]
    scenario.planned(one)
    cancelled = scenario.do("east", "cancel_planning", round_id=one["id"])
    assert cancelled["state"] == "cancelled"
    assert scenario.ask("east", "round_", round_id=one["id"])["status"] == "drafted"
    with refused("planning_not_running"):
        scenario.do("east", "cancel_planning", round_id=one["id"])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"seconds": 0}, "figure_out_of_range"),
        ({"seconds": 61}, "figure_out_of_range"),
        ({"seed": -1}, "figure_out_of_range"),
        ({"effort": 0}, "figure_out_of_range"),
    ],
)
def test_the_planner_is_asked_within_bounds(scenario: ObservationVisitsScenario, more: dict, code: str):
    one = scenario.drafted()
    scenario.delegation(one)
    with refused(code):
        scenario.planned(one, **more)
    assert scenario.planned(one, seconds=60)


def test_what_cannot_be_planned_is_refused_by_field_before_anything_runs(scenario: ObservationVisitsScenario):
    one = scenario.drafted()
    with refused("round_without"):
        scenario.planned(one)
    with refused("delegation_larger_than_vehicles"):
        scenario.delegation(one, people=20)
    first = scenario.delegation(one)
    parts = scenario.parts_of(one)
    for begins in ("09:00", "09:30"):
        scenario.do("east", "pin_visit", round_id=one["id"], stop_id=parts["second"]["stop_id"],
                 delegation_id=first["id"], day=MONDAY, begins=begins)  # fmt: skip
    second = scenario.delegation(one, "first", name="另一团")
    pin = {"round_id": one["id"], "stop_id": parts["second"]["stop_id"], "delegation_id": second["id"], "day": MONDAY}
    with refused("pins_contradict"):
        scenario.do("east", "pin_visit", **pin, begins="09:30")
    scenario.do("east", "pin_visit", **pin, begins="14:30")
    scenario.do("first", "amend_delegation", delegation_id=second["id"], people=19)
    scenario.do("first", "amend_delegation", delegation_id=second["id"], absent=[MONDAY])
    with refused("pin_delegation_absent"):
        scenario.planned(one)
    assert scenario.ask("east", "round_", round_id=one["id"])["status"] == "drafted"
    assert scenario.events("planning_started") == []


def test_every_host_that_cannot_be_planned_is_named_at_the_draft(scenario: ObservationVisitsScenario):
    scenario.stop("first")
    scenario.stop("office", who="district")
    hosts = ("first", "office", "second")
    with pytest.raises(Refusal) as refusal:
        scenario.drafted("district", hosts=hosts, kind="cross", stops=False)
    found = [(each.code, each.field) for each in (refusal.value, *refusal.value.others)]
    assert found == [("street_not_named", "hosts.1.organization_id"), ("stop_missing", "hosts.2.organization_id")]
    assert "office" in refusal.value.text("zh")
    scenario.stop("second")
    scenario.drafted("district", hosts=hosts, kind="district", stops=False)
