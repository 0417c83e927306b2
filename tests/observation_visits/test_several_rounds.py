"""Hard rules do not end at a round's edge: one calendar of all rounds for planning, pins, publishing, conflicts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import msgspec
import pytest
from sqlalchemy import update

from services.observation_visits.commands.publishing import publish_round
from services.observation_visits.model.visits import Visit
from shared import databases
from shared.errors import Refusal, unwrap_response
from tests.expect import refused
from tests.observation_visits import planner_part
from tests.observation_visits.several_rounds_checker import violations_between
from tests.scenarios.in_process import KEY
from tests.scenarios.observation_visits import MONDAY, TUESDAY, WEDNESDAY, ObservationVisitsScenario, visit
from visit_solver.problem import Problem
from visit_solver.validation import check_problem

NEXT_MONDAY = date(2026, 3, 16)
BUS = {"name": "大巴", "seats": 50, "plate": "闽D12345"}


def first_round(scenario: ObservationVisitsScenario, **more) -> dict:
    """Round 1 of the east, published: the first visits the second on Monday at 09:00, out from 08:40 to 10:50."""
    one = scenario.drafted(title="东街道内部观摩")
    sent = scenario.delegation(one, "first", **more)
    scenario.planned(one)
    scenario.solved(visit(sent, scenario.parts_of(one)["second"], MONDAY, 540))
    scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    return one


def second_round(
    scenario: ObservationVisitsScenario, hosts: tuple[str, ...], kind: str = "cross", days=(MONDAY, TUESDAY), **more
) -> dict:
    """Round 2, the district's, in which others are hosts."""
    for host in hosts:
        if host not in {"first", "second"}:
            scenario.stop(host)
    asked = {"kind": kind, "title": "全区交叉观摩", "hosts": hosts, "stops": False, "days": list(days)}
    return scenario.drafted("district", **asked | more)


def proposed(
    scenario: ObservationVisitsScenario, one: dict, pair: tuple[str, str], day: date, begin: int, **more
) -> dict:
    """Return a schedule with one visit, as a planner that knows nothing of other rounds would have left it."""
    host, sender = pair
    sent = scenario.delegation(one, sender, who="district", **more)
    scenario.planned(one, "district")
    scenario.solved(visit(sent, scenario.parts_of(one)[host], day, begin))
    return sent


RULES = {
    # The rule: host and sender of the second round, its day and begin, and what is special about both delegations.
    "host_away": ("first", "third", MONDAY, 525, {}),
    "visitor_hosts": ("third", "second", MONDAY, 570, {}),
    "organization_out": ("third", "first", MONDAY, 600, {}),
    "same_stop": ("second", "third", MONDAY, 570, {}),
    "reciprocal_week": ("first", "second", TUESDAY, 840, {}),
    "vehicle_out": ("third", "west", MONDAY, 600, {"vehicles": [BUS]}),
    "member_out": ("third", "west", MONDAY, 600, {"members": ["m1"]}),
}


@pytest.mark.parametrize(("kind", "rule"), [("district", "host_away"), *(("cross", rule) for rule in RULES)])
def test_a_publication_that_breaks_a_rule_with_another_round_is_refused_in_words(
    scenario: ObservationVisitsScenario, kind: str, rule: str
):
    host, sender, day, begin, shared = RULES[rule]
    scenario.enroll("m1", "first")
    gone = first_round(scenario, **shared)
    one = second_round(scenario, (host,), kind)
    proposed(scenario, one, (host, sender), day, begin, **shared)
    with pytest.raises(Refusal) as refusal:
        scenario.do("district", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    told = [refusal.value, *refusal.value.others]
    assert f"taken_{rule}" in {each.code for each in told}
    assert {(each.status, each.field) for each in told} == {(409, "visits[0]")}
    for language, remedy in (("zh", "请"), ("en", "plan")):
        said = refusal.value.text(language)
        assert "东街道内部观摩" in said
        assert "first观摩团观摩second观摩点" in said
        assert remedy in said
    assert scenario.ask("district", "round_", round_id=one["id"])["status"] == "proposed"
    assert scenario.events("visit_announced")[-1].visit.title == "first观摩团观摩second观摩点"
    scenario.do("east", "withdraw_visit", visit_id=scenario.visits_of(gone)["second"]["id"], reason="改期")
    assert (
        scenario.do("district", "publish_round", round_id=one["id"], acknowledge_left_out=True)["status"] == "published"
    )


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        *(("cross", rule) for rule in ("host_away", "visitor_hosts", "same_stop")),
        *(("district", rule) for rule in RULES),
    ],
)
def test_a_pin_that_breaks_a_rule_with_another_round_is_refused_on_its_field(
    scenario: ObservationVisitsScenario, kind: str, rule: str
):
    host, sender, day, begin, shared = RULES[rule]
    scenario.enroll("m1", "first")
    first_round(scenario, **shared)
    one = second_round(scenario, (host,), kind)
    sent = scenario.delegation(one, sender, who="district", **shared)
    pin = {"round_id": one["id"], "stop_id": scenario.parts_of(one)[host]["stop_id"], "delegation_id": sent["id"]}
    with pytest.raises(Refusal) as refusal:
        scenario.do("district", "pin_visit", **pin, day=day, begins=f"{begin // 60:02}:{begin % 60:02}")
    field = "day" if rule == "reciprocal_week" else "begins"
    assert (refusal.value.code, refusal.value.status, refusal.value.field) == (f"taken_{rule}", 422, field)
    assert "东街道内部观摩" in refusal.value.text("zh")
    if rule != "reciprocal_week":
        scenario.do("district", "pin_visit", **pin, day=TUESDAY)


@pytest.mark.parametrize("rule", RULES)
def test_what_stands_against_a_visit_is_told_with_the_other_round(scenario: ObservationVisitsScenario, rule: str):
    """Databases hold visits that were published before rounds knew of one another, here moved there by hand."""
    host, sender, day, begin, shared = RULES[rule]
    scenario.enroll("m1", "first")
    first_round(scenario, **shared)
    one = second_round(scenario, (host,), days=(MONDAY, TUESDAY, NEXT_MONDAY))
    proposed(scenario, one, (host, sender), NEXT_MONDAY, begin, **shared)
    scenario.do("district", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    with databases.transaction(scenario.executor.engine) as session:
        session.execute(update(Visit).where(Visit.round_id == one["id"]).values(day=day))
    (received,) = scenario.visits_of(one).values()
    told = scenario.ask("district", "visit", visit_id=received["id"])["conflicts"]
    assert rule in {each["why"] for each in told}
    for each in told:
        assert each["kind"] == "competing"
        assert each["round_id"] != one["id"]
        assert "东街道内部观摩" in each["zh"]
        assert "first观摩团观摩second观摩点" in each["en"]


def test_the_cap_of_a_host_counts_the_visits_of_all_rounds(scenario: ObservationVisitsScenario):
    first_round(scenario)
    one = second_round(scenario, ("second",), settings={"host_cap": 1})
    sent = scenario.delegation(one, "third", who="district")
    scenario.planned(one, "district")
    scenario.solved(visit(sent, scenario.parts_of(one)["second"], TUESDAY, 840))
    with pytest.raises(Refusal) as refusal:
        scenario.do("district", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    assert refusal.value.code == "taken_host_cap"
    assert "已由其他轮次安排 1 次" in refusal.value.text("zh")
    pin = {"round_id": one["id"], "stop_id": scenario.parts_of(one)["second"]["stop_id"], "delegation_id": sent["id"]}
    with refused("pin_quarter_full"):
        scenario.do("district", "pin_visit", **pin)


def test_only_a_plate_or_a_numbered_name_of_one_street_makes_one_vehicle(scenario: ObservationVisitsScenario):
    """Every unit has a 中巴, and they are as many as there are units."""
    first_round(scenario, vehicles=[{"name": "中巴 1 号", "seats": 19}])
    one = second_round(scenario, ("third",))
    alike = {"vehicles": [{"name": "中巴1号", "seats": 19}]}
    own = scenario.delegation(one, "east", who="district", **alike)
    others = scenario.delegation(one, "west", who="district", **alike)
    usual = scenario.delegation(one, "east", who="district", name="另一团")
    problem = scenario.problem(scenario.planned(one, "district"))
    taken = {each.id: [taken.why for taken in each.taken] for each in problem.delegations}
    assert taken == {own["id"]: ["vehicle_out"], others["id"]: [], usual["id"]: []}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_rounds_of_streets_and_district_planned_one_after_another_break_no_rule(
    scenario: ObservationVisitsScenario, seed: int
):
    """Four kinds of round in the same three days, each planned beside those that are published already."""
    days, rounds, plates = [MONDAY, TUESDAY, WEDNESDAY], {}, {}
    for host in ("first", "second", "third", "cell", "office"):
        scenario.stop(host, who="district", longitude=118.1 + len(host) / 100)
    drafts = [
        ("east", "internal", ("first", "second"), ("first", "second", "cell")),
        ("district", "cross", ("first", "third"), ("third", "first", "second")),
        ("district", "district", ("second", "third", "cell", "office"), ("east",)),
        ("east", "cross", ("second", "third"), ("third", "cell")),
    ]
    for owner, kind, hosts, senders in drafts:
        title = f"{owner} {kind}"
        one = scenario.drafted(owner, who="district", kind=kind, title=title, hosts=hosts, stops=False, days=days)
        for sender in senders:
            sent = scenario.delegation(
                one, sender, who="district", vehicles=[BUS] if sender in {"east", "third"} else []
            )
            plates[sent["id"]] = {"闽D12345"} if sender in {"east", "third"} else set()
        scenario.planned(one, "district", seconds=1, seed=seed)
        rounds[title] = planner_part.solve(scenario.executor)
        scenario.do("district", "publish_round", round_id=one["id"], acknowledge_left_out=True)
        assert violations_between(rounds, plates=plates) == []
    assert sum(len(schedule.visits) for _, schedule in rounds.values()) >= 8


def test_of_two_publications_at_once_the_second_sees_the_first(scenario: ObservationVisitsScenario):
    """Two rounds send one organization to two hosts at the same time: no row is common to both but the district's."""
    wanted = []
    for host in ("second", "first"):
        one = scenario.drafted("district", who="district", kind="cross", title=f"观摩 {host}", hosts=(host,))
        proposed(scenario, one, (host, "third"), MONDAY, 540)
        wanted.append(one["id"])
    together = Barrier(len(wanted))

    def publish(round_id: str) -> str:
        call = {
            "acting": scenario.people["district"].sign(KEY, "observation_visits", "publish_round"),
            "idempotency_key": f"publish-{round_id}",
        }
        asked = {"round_id": round_id, "acknowledge_left_out": True}
        together.wait(10)
        try:
            return str(unwrap_response(scenario.executor.command(publish_round, call, asked))[0]["status"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(wanted)) as pool:
        outcomes = sorted(pool.map(publish, wanted))
    assert outcomes == ["published", "taken_organization_out"]
    assert len(scenario.events("visit_announced")) == 1


def test_a_problem_that_was_stored_before_is_still_read(scenario: ObservationVisitsScenario):
    """A planner that is updated finds jobs that were asked for before: what they lack was not known then."""
    one = first_round(scenario)
    scenario.do("second", "decline_visit", visit_id=scenario.visits_of(one)["second"]["id"], reason="停电")
    stored = msgspec.to_builtins(scenario.problem(scenario.planned(one)))
    del stored["met"]
    for each in (*stored["hosts"], *stored["delegations"]):
        del each["taken"]
    for pair in stored["declined"]:
        del pair["day"]
    for vehicle in stored["delegations"][0]["vehicles"]:
        del vehicle["known_as"]
    problem = msgspec.convert(stored, Problem)
    check_problem(problem)
    assert (problem.met, problem.hosts[0].taken, problem.declined[0].day) == ((), (), None)
