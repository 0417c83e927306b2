"""Plans with their quota, and spot checks whose sample anyone can draw again from what is published."""

from datetime import date, timedelta
from hashlib import sha256

import pytest

from gateway.projections.event_mappers import map_event
from gateway.projections.timelines import merged
from shared import databases, trees
from shared.messaging.events import envelope
from shared.trees import Timeline, Version
from tests.expect import refused
from tests.scenarios.in_process import OPENED
from tests.scenarios.supervision import SupervisionScenario

SPOT = {"kind": "spot_check", "sample_size": 2}


def drawn_again(seed: str, population: list[str], size: int) -> list[str]:
    """Return the documented draw, written down a second time from its documentation alone."""
    keyed = {sha256(seed.encode("utf-8") + b"\x0a" + one.encode("utf-8")).hexdigest(): one for one in population}
    return [keyed[key] for key in sorted(keyed)][:size]


def test_a_spot_check_can_be_drawn_again_by_anyone(scenario: SupervisionScenario) -> None:
    scenario.plan()
    inspection = scenario.announced("district", **SPOT | {"sample_size": 3})
    draw = scenario.ask("auditor", "draw", inspection_id=inspection["id"])
    assert draw["population"] == ["cell", "east", "first", "office", "second", "third", "west"]
    assert draw["population_digest"] == sha256("\n".join(draw["population"]).encode()).hexdigest()
    assert draw["sample"] == inspection["chosen"] == drawn_again(draw["seed"], draw["population"], 3)
    (told,) = scenario.events("sample_drawn")
    assert (told.seed, list(told.sample), told.population_size) == (draw["seed"], draw["sample"], 7)


def test_the_known_draw_of_a_known_seed_never_changes(scenario: SupervisionScenario) -> None:
    scenario.plan()
    asked = SPOT | {"seed": "2026-03-02 上证 3388.06", "seed_source": "上海证券交易所当日收盘指数"}
    inspection = scenario.announced("district", **asked, levels=["community"])
    keys = {
        name: sha256(f"2026-03-02 上证 3388.06\n{name}".encode()).hexdigest()[:8]
        for name in ("first", "second", "third")
    }
    assert keys == {"first": "7f79c819", "second": "c4914d40", "third": "abc6ca87"}
    assert inspection["chosen"] == sorted(keys, key=keys.__getitem__)[:2]


def test_another_seed_draws_another_sample(scenario: SupervisionScenario) -> None:
    scenario.plan()
    samples = {
        tuple(scenario.announced("district", **SPOT, seed=str(n), seed_source="号码")["chosen"]) for n in range(9)
    }
    assert len(samples) > 3


def test_the_population_is_kept_as_it_was_on_the_day(scenario: SupervisionScenario) -> None:
    scenario.plan()
    scenario.plan("east")
    inspection = scenario.announced("east", **SPOT, levels=["community"])
    with databases.transaction(scenario.executor.engine) as session:
        opened = Version(valid_from=scenario.day, parent_id="east", level="community", name="fourth")
        trees.upsert_timelines(session, "district", [Timeline(organization_id="fourth", versions=(opened,))])
    assert scenario.ask("east", "draw", inspection_id=inspection["id"])["population"] == ["first", "second"]
    later = scenario.announced("east", **SPOT, levels=["community"])
    assert scenario.ask("east", "draw", inspection_id=later["id"])["population"] == ["first", "fourth", "second"]


def test_only_open_units_of_the_wanted_level_and_form_are_drawn(scenario: SupervisionScenario) -> None:
    scenario.plan()
    with databases.transaction(scenario.executor.engine) as session:
        closed = Version(valid_from=OPENED, valid_until=scenario.day, parent_id="west", level="community", name="third")
        formed = Version(valid_from=OPENED, parent_id="east", level="community", name="second", party_form="committee")
        lines = {"third": closed, "second": formed}
        trees.upsert_timelines(
            session, "district", [Timeline(organization_id=n, versions=(v,)) for n, v in lines.items()]
        )
    asked = {"kind": "spot_check", "sample_size": 1}
    inspection = scenario.announced("district", **asked, levels=["community"])
    assert scenario.ask("district", "draw", inspection_id=inspection["id"])["population"] == ["first", "second"]
    assert scenario.announced("district", **asked, party_forms=["committee"])["chosen"] == ["second"]
    with refused("population_empty"):
        scenario.announced("district", **asked, party_forms=["general_branch"])
    with refused("figure_out_of_range"):
        scenario.announced("district", **asked | {"sample_size": 3}, levels=["community"])
    with refused("figure_out_of_range"):
        scenario.announced("district", kind="spot_check")


def test_a_seed_of_ones_own_needs_a_public_source(scenario: SupervisionScenario) -> None:
    scenario.plan()
    with refused("seed_needs_source"):
        scenario.announced("district", **SPOT, seed="7")
    inspection = scenario.announced("district", **SPOT)
    with refused("inspection_draw_unknown"):
        scenario.ask("district", "draw", inspection_id=scenario.announced()["id"])
    assert len(inspection["seed"]) == 36


def test_no_inspection_goes_beyond_the_quota_of_its_year(scenario: SupervisionScenario) -> None:
    with refused("inspection_plan_missing"):
        scenario.announced()
    plan = scenario.plan(quota=2)
    with refused("inspection_plan_exists"):
        scenario.plan()
    first = scenario.announced()
    scenario.announced()
    with refused("inspections_exhausted"):
        scenario.announced()
    with refused("inspection_plan_missing"):
        scenario.announced(inspect_on=date(2027, 1, 5))
    scenario.do("district", "cancel_inspection", inspection_id=first["id"], reason="并入年底")
    scenario.announced()
    with refused("inspections_exhausted"):
        scenario.announced()
    with refused("figure_out_of_range"):
        scenario.do("district", "amend_plan", plan_id=plan["id"], quota=1, reason="减少")
    with refused("nothing_to_change"):
        scenario.do("district", "amend_plan", plan_id=plan["id"], reason="减少")
    with refused("changed_meanwhile"):
        scenario.do("district", "amend_plan", plan_id=plan["id"], quota=3, reason="增加", expected_version=1)
    amended = scenario.do("district", "amend_plan", plan_id=plan["id"], quota=3, basis="区委〔2026〕8号", reason="增加")
    assert (amended["quota"], amended["used"], amended["basis"]) == (3, 2, "区委〔2026〕8号")
    scenario.announced()


def test_a_plan_says_on_which_days_places_were_taken_and_came_back(scenario: SupervisionScenario) -> None:
    """Whatever is entered late, and whenever: on each day there are as many places left as there were on it."""
    plan, today = scenario.plan(quota=3, on=scenario.day - timedelta(days=9)), scenario.day
    scenario.announced(inspect_on=today - timedelta(days=2))
    late = scenario.announced(inspect_on=today - timedelta(days=6))
    left = {9: 3, 6: 2, 3: 2, 2: 1, 0: 1}
    assert {ago: places_left(scenario, today - timedelta(days=ago)) for ago in left} == left
    scenario.pass_days(2)
    scenario.do("district", "cancel_inspection", inspection_id=late["id"], reason="并入年底")
    assert places_left(scenario, scenario.day) == 2
    assert places_left(scenario, scenario.day - timedelta(days=1)) == 1
    assert plan["quota"] == 3


def places_left(scenario: SupervisionScenario, day: date) -> int:
    """Return how many places the read side has of the plan on a day, of all that was told of it."""
    told = [*scenario.events("inspection_plan_set"), *scenario.events("inspection_plan_amended")]
    items = [envelope(event, id=f"e{number}", time=scenario.now(), number=number) for number, event in enumerate(told)]
    (known,) = merged(record for item in items for record in map_event(item)[0]).values()
    return int(known.on(day.isoformat())["left"])


def test_whoever_draws_again_until_they_like_it_uses_up_the_quota(scenario: SupervisionScenario) -> None:
    scenario.plan(quota=1)
    inspection = scenario.announced("district", **SPOT)
    scenario.do("district", "cancel_inspection", inspection_id=inspection["id"], reason="另行安排")
    with refused("inspections_exhausted"):
        scenario.announced("district", **SPOT)


@pytest.mark.parametrize(
    ("who", "issuer"), [("first", "first"), ("first", "east"), ("west", "east"), ("auditor", "east")]
)
def test_only_the_district_and_its_streets_inspect(scenario: SupervisionScenario, who: str, issuer: str) -> None:
    with refused("grant_does_not_reach"):
        scenario.do(who, "set_plan", organization_id=issuer, year=2026, basis="计划", quota=1)
    with refused("issuer_not_district_or_street"):
        scenario.do("district", "set_plan", organization_id="first", year=2026, basis="计划", quota=1)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"year": 2025 + 3}, "year_out_of_range"),
        ({"year": 1999}, "year_out_of_range"),
        ({"quota": 0}, "figure_out_of_range"),
        ({"quota": 100}, "figure_out_of_range"),
        ({"basis": " "}, "text_missing"),
        ({"basis": "据" * 201}, "text_too_long"),
        ({"basis": "据\u0000"}, "text_has_control_characters"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_field(
    scenario: SupervisionScenario, asked: dict[str, object], code: str
) -> None:
    with refused(code):
        scenario.plan(**asked)
    assert scenario.events() == []


def test_an_inspection_is_held_on_its_day_and_no_sooner(scenario: SupervisionScenario) -> None:
    scenario.plan()
    inspection = scenario.announced(inspect_on=date(2026, 3, 4))
    with refused("step_not_possible"):
        scenario.found(inspection)
    with refused("held_before_announced"):
        scenario.do("district", "hold_inspection", inspection_id=inspection["id"])
    with refused("day_in_the_future"):
        scenario.do("district", "hold_inspection", inspection_id=inspection["id"], on=date(2026, 3, 4))
    scenario.day = date(2026, 3, 5)
    held = scenario.do("district", "hold_inspection", inspection_id=inspection["id"], on=date(2026, 3, 4))
    assert (held["status"], held["held_on"]) == ("held", date(2026, 3, 4))
    with refused("step_not_possible"):
        scenario.do("district", "cancel_inspection", inspection_id=inspection["id"], reason="误")


def test_the_units_of_a_regular_inspection_are_named_and_below_the_issuer(scenario: SupervisionScenario) -> None:
    scenario.plan()
    for units, code in (
        (["district"], "unit_not_below_issuer"),
        ([], "inspected_units_missing"),
        (["x"], "organization_unknown"),
    ):
        with refused(code):
            scenario.announced("district", units=units)
    with refused("inspection_kind_unknown"):
        scenario.announced("district", kind="raid")
    assert scenario.announced("district", "first", "third", "first")["chosen"] == ["first", "third"]


def test_a_plan_is_in_force_from_the_day_that_is_named(scenario: SupervisionScenario) -> None:
    on = scenario.day - timedelta(days=30)
    with refused("day_in_the_future"):
        scenario.plan(quota=4, on=scenario.day + timedelta(days=1))
    scenario.plan(quota=4, on=on)
    assert [event.effective_on for event in scenario.events("inspection_plan_set")] == [on]
