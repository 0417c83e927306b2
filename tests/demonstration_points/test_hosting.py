"""What a point says about receiving visits: bad input is refused in its field, good input travels whole."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from services.demonstration_points.model.hosting import HostFacts, facts_with
from services.demonstration_points.model.rules import hosting_rules
from shared import databases, trees
from shared.errors import Invalid
from shared.events.demonstration_points import Blackout
from shared.trees import Timeline, Version
from tests.expect import refused
from tests.scenarios.demonstration_points import DemonstrationPointsScenario
from tests.scenarios.in_process import OPENED

RULES = hosting_rules(date(2026, 3, 2))
FACTS: dict[str, Any] = {
    "lon_gcj02": 118.09,
    "lat_gcj02": 24.46,
    "group_capacity": 40,
    "visit_minutes": 45,
    "bookable": ["tue_pm", "tue_am", "fri_am"],
    "blackouts": [
        {"first": date(2026, 5, 1), "last": date(2026, 5, 5)},
        {"first": date(2026, 4, 1), "last": date(2026, 4, 1)},
    ],
}


def test_host_facts_are_kept_whole_and_told(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.declared()
    kept = scenario.do("first", "amend_host_facts", point_id=point["id"], facts=FACTS, expected_version=1)
    assert (kept["version"], kept["bookable"]) == (2, ["tue_am", "tue_pm", "fri_am"])
    assert [stretch["first"] for stretch in kept["blackouts"]] == [date(2026, 4, 1), date(2026, 5, 1)]
    assert scenario.ask("auditor", "host_facts", point_id=point["id"]) == kept
    state = scenario.events("host_facts_amended")[0].point
    assert (state.longitude, state.latitude, state.group_capacity, state.visit_minutes) == (118.09, 24.46, 40, 45)
    assert state.bookable == ("tue_am", "tue_pm", "fri_am")
    assert state.blackouts[0] == Blackout(first=date(2026, 4, 1), last=date(2026, 4, 1))


def test_what_is_not_named_stays_and_null_clears(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.declared(host_facts=FACTS)
    kept = scenario.do("first", "amend_host_facts", point_id=point["id"], facts={"group_capacity": 50, "blackouts": []})
    assert (kept["group_capacity"], kept["visit_minutes"], kept["blackouts"]) == (50, 45, [])
    kept = scenario.do("first", "amend_host_facts", point_id=point["id"], facts={"visit_minutes": None, "bookable": []})
    assert (kept["visit_minutes"], kept["bookable"], kept["lon_gcj02"]) == (None, [], 118.09)
    with refused("nothing_to_change"):
        scenario.do("first", "amend_host_facts", point_id=point["id"], facts={})
    with refused("changed_meanwhile"):
        scenario.do("first", "amend_host_facts", point_id=point["id"], facts={"group_capacity": 1}, expected_version=1)


def test_without_coordinates_a_point_stands_where_its_organization_does(scenario: DemonstrationPointsScenario) -> None:
    placed = Version(
        valid_from=OPENED, parent_id="east", level="community", name="first", longitude=118.1, latitude=24.5
    )
    with databases.transaction(scenario.executor.engine) as session:
        trees.upsert_timelines(session, "district", [Timeline(organization_id="first", versions=(placed,))])
    point = scenario.declared()
    assert (point["host_facts"]["lon_gcj02"], point["host_facts"]["lat_gcj02"]) == (118.1, 24.5)
    own = {"lon_gcj02": 117.0, "lat_gcj02": 25.0}
    assert scenario.do("first", "amend_host_facts", point_id=point["id"], facts=own)["lon_gcj02"] == 117.0
    cleared = {"lon_gcj02": None, "lat_gcj02": None}
    assert scenario.do("first", "amend_host_facts", point_id=point["id"], facts=cleared)["lon_gcj02"] == 118.1
    assert scenario.declared("second")["host_facts"]["lon_gcj02"] is None


@pytest.mark.parametrize(
    ("code", "field", "facts"),
    [
        ("coordinates_incomplete", "lat_gcj02", {"lon_gcj02": 118.0}),
        ("coordinates_outside", "lon_gcj02", {"lon_gcj02": 24.46, "lat_gcj02": 118.09}),
        ("coordinates_outside", "lon_gcj02", {"lon_gcj02": float("nan"), "lat_gcj02": 24.0}),
        ("coordinates_outside", "lat_gcj02", {"lon_gcj02": 118.0, "lat_gcj02": 54.1}),
        ("figure_out_of_range", "group_capacity", {"group_capacity": 0}),
        ("figure_out_of_range", "group_capacity", {"group_capacity": 501}),
        ("figure_out_of_range", "visit_minutes", {"visit_minutes": 9}),
        ("figure_out_of_range", "visit_minutes", {"visit_minutes": 481}),
        ("half_day_unknown", "bookable", {"bookable": ["mon_am", "monday"]}),
        ("blackouts_overlap", "blackouts", {"blackouts": [(1, 5), (5, 6)]}),
        ("blackouts_overlap", "blackouts", {"blackouts": [(1, 9), (3, 4)]}),
        ("blackout_backwards", "blackouts", {"blackouts": [(5, 4)]}),
        ("blackouts_too_many", "blackouts", {"blackouts": [(1, 1)] * 61}),
    ],
)
def test_what_cannot_be_is_refused_in_its_field(
    scenario: DemonstrationPointsScenario, code: str, field: str, facts: dict[str, Any]
) -> None:
    if "blackouts" in facts:
        facts = {"blackouts": [{"first": day(first), "last": day(last)} for first, last in facts["blackouts"]]}
    point = scenario.declared()
    with refused(code) as caught:
        scenario.do("first", "amend_host_facts", point_id=point["id"], facts=facts)
    assert caught.value.field == field
    with refused(code):
        scenario.declared(host_facts=facts)
    assert scenario.shown(point)["version"] == 1


@pytest.mark.parametrize(
    ("name", "bound"), [("group_capacity", 1), ("group_capacity", 500), ("visit_minutes", 10), ("visit_minutes", 480)]
)
def test_the_bounds_themselves_are_allowed(name: str, bound: int) -> None:
    assert getattr(facts_with({name: bound}, HostFacts(), RULES), name) == bound


def test_there_are_sixty_stretches_without_visits_at_most() -> None:
    days = [date(2026, 1, 1) + timedelta(days=2 * number) for number in range(60)]
    kept = facts_with({"blackouts": [{"first": one, "last": one} for one in days]}, HostFacts(), RULES).blackouts
    assert [stretch.first for stretch in kept] == days


@pytest.mark.parametrize(("last", "fits"), [(date(2027, 1, 1), True), (date(2027, 1, 2), False)])
def test_a_stretch_without_visits_lasts_a_year_at_most(last: date, fits: bool) -> None:  # noqa: FBT001 - a case of the table
    stretch = {"blackouts": [{"first": date(2026, 1, 1), "last": last}]}
    if fits:
        assert facts_with(stretch, HostFacts(), RULES).blackouts[0].last == last
    else:
        with refused("blackout_too_long"):
            facts_with(stretch, HostFacts(), RULES)


@pytest.mark.parametrize("year", [1999, 3000])
def test_days_without_visits_lie_in_this_millennium(year: int) -> None:
    with refused("blackout_backwards"):
        facts_with({"blackouts": [{"first": date(year, 1, 1), "last": date(year, 1, 2)}]}, HostFacts(), RULES)


@given(some.lists(some.tuples(some.integers(1, 28), some.integers(1, 28)), max_size=8))
@settings(deadline=None)
def test_stretches_that_are_kept_never_share_a_day(drawn: list[tuple[int, int]]) -> None:
    wanted = [{"first": day(min(pair)), "last": day(max(pair))} for pair in drawn]
    covered = [each for one in wanted for each in range(one["first"].day, one["last"].day + 1)]
    try:
        kept = facts_with({"blackouts": wanted}, HostFacts(), RULES).blackouts
    except Invalid:
        assert len(covered) > len(set(covered))
    else:
        assert len(covered) == len(set(covered))
        assert [one.first for one in kept] == sorted(one["first"] for one in wanted)


@pytest.mark.parametrize("who", ["second", "west", "cell", "auditor"])
def test_only_who_declares_for_the_organization_changes_them(scenario: DemonstrationPointsScenario, who: str) -> None:
    point = scenario.declared()
    with refused("grant_does_not_reach"):
        scenario.do(who, "amend_host_facts", point_id=point["id"], facts=FACTS)


def test_a_point_that_has_ended_receives_nobody_any_more(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.declared()
    scenario.do("first", "withdraw_point", point_id=point["id"], reason="撤回")
    with refused("step_not_possible"):
        scenario.do("first", "amend_host_facts", point_id=point["id"], facts=FACTS)


def day(number: int) -> date:
    """Return a day of July."""
    return date(2026, 7, number)
