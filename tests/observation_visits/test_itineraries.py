"""The itinerary is a record of the round: kept at publication, read by who takes part, driven past what is given up."""

import threading
from datetime import date
from typing import Any

import pytest

from services.observation_visits.planner.worker import Worker
from tests.expect import refused
from tests.scenarios.observation_visits import MONDAY, TUESDAY, ObservationVisitsScenario

HOSTS = ("first", "second", "third")
SPOTS = {"first": 118.10, "second": 118.14, "third": 118.18}


def toured(
    scenario: ObservationVisitsScenario, *names: str, days: tuple[date, ...] = (MONDAY,), **more: Any
) -> dict[str, Any]:
    """Return a district's round as the planner has planned it, for delegations of the district's office."""
    for host in HOSTS:
        scenario.stop(host, longitude=SPOTS[host], latitude=24.4, visit_minutes=60)
    one = scenario.drafted("district", hosts=HOSTS, kind="district", stops=False, days=list(days))
    for name in names or ("全区观摩团",):
        scenario.delegation(one, "office", who="district", name=name, **more)
    replanned(scenario, one)
    return one


def replanned(scenario: ObservationVisitsScenario, one: dict[str, Any]) -> dict[str, Any]:
    scenario.planned(one, "district", seconds=20, effort=1)
    assert Worker(scenario.executor.engine, threading.Event(), clock=scenario.now).tick() == 1
    return scenario.ask("district", "proposal", round_id=one["id"])


def itinerary(
    scenario: ObservationVisitsScenario, one: dict[str, Any], who: str = "district", **more: Any
) -> list[dict[str, Any]]:
    return scenario.ask(who, "itinerary", round_id=one["id"], **more)["items"]


def adds_up(day: dict[str, Any]) -> None:
    """From place to place without a gap, and nobody is late."""
    places = [leg["from_place"] for leg in day["legs"]] + [day["returns_to"]]
    assert places[0] == day["leaves_from"]
    assert [leg["to_place"] for leg in day["legs"]] == places[1:]
    assert (day["legs"][0]["departs"], day["legs"][-1]["arrives"]) == (day["leaves"], day["returns"])
    assert sum(leg["minutes"] for leg in day["legs"]) == day["travel_minutes"]
    for stop in day["stops"]:
        assert stop["arrives"] <= stop["begins"] < stop["departs"]
    times = [time for leg in day["legs"] for time in (leg["departs"], leg["arrives"])]
    assert times == sorted(times)


@pytest.mark.slow
def test_what_was_proposed_is_the_itinerary_and_follows_what_is_given_up(scenario: ObservationVisitsScenario):
    one = toured(scenario)
    assert itinerary(scenario, one) == []
    proposed = scenario.ask("district", "proposal", round_id=one["id"])
    (plan,) = proposed["day_plans"]
    scenario.do("district", "publish_round", round_id=one["id"])
    with refused("proposal_published"):
        scenario.ask("district", "proposal", round_id=one["id"])
    (day,) = itinerary(scenario, one)
    adds_up(day)
    assert (day["leaves"], day["returns"], day["travel_minutes"]) == (
        plan["leaves"], plan["back"], plan["travel_minutes"],
    )  # fmt: skip
    assert [(stop["stop"], stop["begins"]) for stop in day["stops"]] == [
        (each["stop"], each["begins"]) for each in proposed["visits"]
    ]
    assert f"{day['lunch']['begins']}–{day['lunch']['ends']}" == plan["lunch"]
    assert day["lunch"]["place"] in {*(stop["stop"] for stop in day["stops"]), "全区观摩团 出发 start"}
    assert (day["review"]["begins"], day["vehicles"], day["part"]) == (day["returns"], ["中巴"], "whole")
    early = day["stops"][0]
    scenario.do("district", "withdraw_visit", visit_id=early["visit_id"], reason="改期")
    (less,) = itinerary(scenario, one)
    adds_up(less)
    assert [each["visit_id"] for each in less["given_up"]] == [early["visit_id"]]
    assert len(less["stops"]) == len(day["stops"]) - 1
    assert less["leaves"] > day["leaves"]
    assert less["lunch"] == day["lunch"]
    for stop in less["stops"]:
        scenario.do("district", "withdraw_visit", visit_id=stop["visit_id"], reason="改期")
    (gone,) = itinerary(scenario, one)
    assert (gone["state"], gone["stops"], len(gone["given_up"])) == ("given_up", [], 3)


@pytest.mark.slow
def test_a_host_sees_the_stops_that_it_receives_and_who_goes_sees_the_way(scenario: ObservationVisitsScenario):
    one = toured(scenario)
    scenario.do("district", "publish_round", round_id=one["id"])
    for who, own in (("first", ["first"]), ("third", ["third"]), ("east", ["first", "second"])):
        (day,) = itinerary(scenario, one, who)
        assert (day["part"], sorted(stop["organization_id"] for stop in day["stops"])) == ("own_stops", own)
        assert not day.keys() & {"leaves", "legs", "lunch", "review", "returns", "leaves_from"}
    with refused("grant_does_not_reach"):
        itinerary(scenario, one, "cell")


def test_published_anew_the_itinerary_follows_and_a_day_that_is_gone_stays_on_record(
    scenario: ObservationVisitsScenario,
):
    one = toured(scenario, days=(MONDAY, TUESDAY), absent=[TUESDAY])
    scenario.do("district", "publish_round", round_id=one["id"])
    (before,) = itinerary(scenario, one)
    sent = scenario.ask("district", "delegations", round_id=one["id"])["items"][0]
    scenario.do("district", "amend_delegation", delegation_id=sent["id"], absent=[MONDAY])
    proposed = replanned(scenario, one)
    assert [each["day"] for each in proposed["day_plans"]] == [TUESDAY]
    scenario.do("district", "publish_round", round_id=one["id"])
    gone, now = itinerary(scenario, one)
    assert (gone["id"], gone["state"], gone["schedule_revision"]) == (before["id"], "given_up", 1)
    assert (now["day"], now["state"], now["schedule_revision"]) == (TUESDAY, "planned", 2)
    adds_up(now)
    assert itinerary(scenario, one, day=TUESDAY) == [now]
    assert itinerary(scenario, one, delegation_id="nobody") == []


@pytest.mark.slow
def test_who_is_left_out_is_named_and_publishing_all_the_same_is_on_record(scenario: ObservationVisitsScenario):
    one = toured(scenario, "甲团", "乙团", visits=3)
    told = scenario.ask("district", "proposal", round_id=one["id"])
    assert (told["missing"], told["missing_bound"]) == (3, 3)
    assert {each["name"] for each in told["unplaced"]} == {"office 甲团", "office 乙团"}
    with refused("left_out_not_acknowledged") as refusal:
        scenario.do("district", "publish_round", round_id=one["id"])
    assert refusal.value.status == 409
    for language in ("zh", "en"):
        assert all(name in refusal.value.text(language) for name in ("甲团", "乙团"))
    assert scenario.ask("district", "round_", round_id=one["id"])["status"] == "proposed"
    scenario.do("district", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    seen = scenario.ask("first", "round_", round_id=one["id"])
    assert sum(each["missing"] for each in seen["left_out"]) == 3
    assert all(each["excluded_by"] and each["reasons_state"] == "computed" for each in seen["left_out"])
    assert seen["left_out_acknowledgement"]["account_name"] == "district staff"
    assert seen["left_out_acknowledgement"]["acknowledged_at"].date() == date(2026, 3, 2)
    published = scenario.ask("district", "steps", record="round", record_id=one["id"])["items"][-1]
    assert (published["step"], published["account_name"]) == ("publish", "district staff")
    assert "甲团" in published["opinion"]


def test_a_round_that_leaves_nobody_out_asks_nothing(scenario: ObservationVisitsScenario):
    one = scenario.published()
    seen = scenario.ask("east", "round_", round_id=one["id"])
    assert (seen["left_out"], seen["left_out_acknowledgement"]) == ([], None)


def test_a_delegation_kept_at_home_is_in_the_difference(scenario: ObservationVisitsScenario):
    one = scenario.published()
    sends = {each["organization_id"]: each for each in scenario.ask("east", "delegations", round_id=one["id"])["items"]}
    scenario.do("first", "keep_delegation_home", delegation_id=sends["first"]["id"], reason="生病")
    job_id = scenario.planned(one, seconds=20, effort=1)
    assert {kept.delegation_id for kept in scenario.problem(job_id).before} == {each["id"] for each in sends.values()}
    assert Worker(scenario.executor.engine, threading.Event(), clock=scenario.now).tick() == 1
    difference = scenario.ask("east", "proposal", round_id=one["id"])["difference"]
    assert [each["delegation"] for each in difference["dropped"]] == ["first观摩团"]
    assert [each["delegation"] for each in difference["kept"]] == ["second观摩团"]
    scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    assert scenario.visits_of(one)["second"]["status"] == "withdrawn"
