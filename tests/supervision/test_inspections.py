"""Plans with their quota, and spot checks whose sample anyone can draw again from what is published."""

from datetime import date
from hashlib import sha256

import pytest

from shared import databases, trees
from shared.trees import Timeline, Version
from tests.supervision.world import World
from tests.worlds import OPENED, refused

SPOT = {"kind": "spot_check", "sample_size": 2}


def drawn_again(seed: str, population: list[str], size: int) -> list[str]:
    """Return the documented draw, written down a second time from its documentation alone."""
    keyed = {sha256(seed.encode("utf-8") + b"\x0a" + one.encode("utf-8")).hexdigest(): one for one in population}
    return [keyed[key] for key in sorted(keyed)][:size]


def test_a_spot_check_can_be_drawn_again_by_anyone(world: World) -> None:
    world.plan()
    inspection = world.announced("district", **SPOT | {"sample_size": 3})
    draw = world.see("auditor", "draw", inspection_id=inspection["id"])
    assert draw["population"] == ["cell", "east", "first", "office", "second", "third", "west"]
    assert draw["population_digest"] == sha256("\n".join(draw["population"]).encode()).hexdigest()
    assert draw["sample"] == inspection["chosen"] == drawn_again(draw["seed"], draw["population"], 3)
    (told,) = world.told("sample_drawn")
    assert (told.seed, list(told.sample), told.population_size) == (draw["seed"], draw["sample"], 7)


def test_the_known_draw_of_a_known_seed_never_changes(world: World) -> None:
    world.plan()
    asked = SPOT | {"seed": "2026-03-02 上证 3388.06", "seed_source": "上海证券交易所当日收盘指数"}
    inspection = world.announced("district", **asked, levels=["community"])
    keys = {
        name: sha256(f"2026-03-02 上证 3388.06\n{name}".encode()).hexdigest()[:8]
        for name in ("first", "second", "third")
    }
    assert keys == {"first": "7f79c819", "second": "c4914d40", "third": "abc6ca87"}
    assert inspection["chosen"] == sorted(keys, key=keys.__getitem__)[:2]


def test_another_seed_draws_another_sample(world: World) -> None:
    world.plan()
    samples = {tuple(world.announced("district", **SPOT, seed=str(n), seed_source="号码")["chosen"]) for n in range(9)}
    assert len(samples) > 3


def test_the_population_is_kept_as_it_was_on_the_day(world: World) -> None:
    world.plan()
    world.plan("east")
    inspection = world.announced("east", **SPOT, levels=["community"])
    with databases.transaction(world.executor.engine) as session:
        opened = Version(valid_from=world.day, parent_id="east", level="community", name="fourth")
        trees.upsert_timelines(session, "district", [Timeline(organization_id="fourth", versions=(opened,))])
    assert world.see("east", "draw", inspection_id=inspection["id"])["population"] == ["first", "second"]
    later = world.announced("east", **SPOT, levels=["community"])
    assert world.see("east", "draw", inspection_id=later["id"])["population"] == ["first", "fourth", "second"]


def test_only_open_units_of_the_wanted_level_and_form_are_drawn(world: World) -> None:
    world.plan()
    with databases.transaction(world.executor.engine) as session:
        closed = Version(valid_from=OPENED, valid_until=world.day, parent_id="west", level="community", name="third")
        formed = Version(valid_from=OPENED, parent_id="east", level="community", name="second", party_form="committee")
        lines = {"third": closed, "second": formed}
        trees.upsert_timelines(
            session, "district", [Timeline(organization_id=n, versions=(v,)) for n, v in lines.items()]
        )
    asked = {"kind": "spot_check", "sample_size": 1}
    inspection = world.announced("district", **asked, levels=["community"])
    assert world.see("district", "draw", inspection_id=inspection["id"])["population"] == ["first", "second"]
    assert world.announced("district", **asked, party_forms=["committee"])["chosen"] == ["second"]
    with refused("population_empty"):
        world.announced("district", **asked, party_forms=["general_branch"])
    with refused("figure_out_of_range"):
        world.announced("district", **asked | {"sample_size": 3}, levels=["community"])
    with refused("figure_out_of_range"):
        world.announced("district", kind="spot_check")


def test_a_seed_of_ones_own_needs_a_public_source(world: World) -> None:
    world.plan()
    with refused("seed_needs_source"):
        world.announced("district", **SPOT, seed="7")
    inspection = world.announced("district", **SPOT)
    with refused("inspection_draw_unknown"):
        world.see("district", "draw", inspection_id=world.announced()["id"])
    assert len(inspection["seed"]) == 36


def test_no_inspection_goes_beyond_the_quota_of_its_year(world: World) -> None:
    with refused("inspection_plan_missing"):
        world.announced()
    plan = world.plan(quota=2)
    with refused("inspection_plan_exists"):
        world.plan()
    first = world.announced()
    world.announced()
    with refused("inspections_exhausted"):
        world.announced()
    with refused("inspection_plan_missing"):
        world.announced(inspect_on=date(2027, 1, 5))
    world.do("district", "cancel_inspection", inspection_id=first["id"], reason="并入年底")
    world.announced()
    with refused("inspections_exhausted"):
        world.announced()
    with refused("figure_out_of_range"):
        world.do("district", "amend_plan", plan_id=plan["id"], quota=1, reason="减少")
    with refused("nothing_to_change"):
        world.do("district", "amend_plan", plan_id=plan["id"], reason="减少")
    with refused("changed_meanwhile"):
        world.do("district", "amend_plan", plan_id=plan["id"], quota=3, reason="增加", expected_version=1)
    amended = world.do("district", "amend_plan", plan_id=plan["id"], quota=3, basis="区委〔2026〕8号", reason="增加")
    assert (amended["quota"], amended["used"], amended["basis"]) == (3, 2, "区委〔2026〕8号")
    world.announced()


def test_whoever_draws_again_until_they_like_it_uses_up_the_quota(world: World) -> None:
    world.plan(quota=1)
    inspection = world.announced("district", **SPOT)
    world.do("district", "cancel_inspection", inspection_id=inspection["id"], reason="另行安排")
    with refused("inspections_exhausted"):
        world.announced("district", **SPOT)


@pytest.mark.parametrize(
    ("who", "issuer"), [("first", "first"), ("first", "east"), ("west", "east"), ("auditor", "east")]
)
def test_only_the_district_and_its_streets_inspect(world: World, who: str, issuer: str) -> None:
    with refused("grant_does_not_reach"):
        world.do(who, "set_plan", organization_id=issuer, year=2026, basis="计划", quota=1)
    with refused("issuer_not_district_or_street"):
        world.do("district", "set_plan", organization_id="first", year=2026, basis="计划", quota=1)


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
def test_a_plan_that_cannot_be_is_refused_by_field(world: World, asked: dict[str, object], code: str) -> None:
    with refused(code):
        world.plan(**asked)
    assert world.told() == []


def test_an_inspection_is_held_on_its_day_and_no_sooner(world: World) -> None:
    world.plan()
    inspection = world.announced(inspect_on=date(2026, 3, 4))
    with refused("step_not_possible"):
        world.found(inspection)
    with refused("held_before_announced"):
        world.do("district", "hold_inspection", inspection_id=inspection["id"])
    with refused("day_in_the_future"):
        world.do("district", "hold_inspection", inspection_id=inspection["id"], on=date(2026, 3, 4))
    world.day = date(2026, 3, 5)
    held = world.do("district", "hold_inspection", inspection_id=inspection["id"], on=date(2026, 3, 4))
    assert (held["status"], held["held_on"]) == ("held", date(2026, 3, 4))
    with refused("step_not_possible"):
        world.do("district", "cancel_inspection", inspection_id=inspection["id"], reason="误")


def test_the_units_of_a_regular_inspection_are_named_and_below_the_issuer(world: World) -> None:
    world.plan()
    for units, code in (
        (["district"], "unit_not_below_issuer"),
        ([], "inspected_units_missing"),
        (["x"], "organization_unknown"),
    ):
        with refused(code):
            world.announced("district", units=units)
    with refused("inspection_kind_unknown"):
        world.announced("district", kind="raid")
    assert world.announced("district", "first", "third", "first")["chosen"] == ["first", "third"]
