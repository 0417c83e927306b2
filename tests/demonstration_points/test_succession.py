"""When organizations merge, split and close: points and brands go on under the heir or end, on the day that counts."""

from datetime import date

import pytest

from services.demonstration_points import reactions
from shared.events.organizations import OrganizationClosed, OrganizationSplit
from shared.trees import Timeline
from tests.expect import refused
from tests.scenarios.demonstration_points import DemonstrationPointsScenario, merger
from tests.scenarios.in_process import version

ON = date(2026, 3, 10)


def test_merged_away_points_and_brands_go_on_under_the_heir_from_the_day_on(
    scenario: DemonstrationPointsScenario,
) -> None:
    point, brand = scenario.building(scenario.scheme()), scenario.brand()
    scenario.deliver(merger())
    assert scenario.shown(point)["organization_id"] == "first"
    scenario.day = ON
    with refused("grant_does_not_reach"):
        scenario.do("first", "amend_host_facts", point_id=point["id"], facts={"group_capacity": 9})
    scenario.do("second", "amend_host_facts", point_id=point["id"], facts={"group_capacity": 9})
    shown = scenario.shown(point, "second")
    assert (shown["organization_id"], shown["status"], shown["nodes"]) == ("second", "building", 1)
    assert shown["plan"][0]["organization_id"] == "second"
    assert scenario.ask("second", "brand", brand_id=brand["id"])["organization_id"] == "second"
    carried = scenario.events("point_carried")[0]
    assert (carried.from_organization_id, carried.to_organization_id, carried.effective_on) == ("first", "second", ON)
    assert (carried.organization_id, carried.point.organization_id) == ("second", "second")
    assert scenario.events("brand_carried")[0].brand.organization_id == "second"
    assert [step["account_id"] for step in shown["way"] if step["step"] == "carry"] == ["system:demonstration_points"]


def test_a_merger_may_end_the_points_instead_and_their_place_in_the_quota_is_free(
    scenario: DemonstrationPointsScenario,
) -> None:
    scheme = scenario.scheme(quota=1)
    point, brand = scenario.active(scheme), scenario.brand()
    scenario.deliver(merger({"points": "close"}, on=scenario.day))
    ended = scenario.shown(point, "district")
    assert (ended["status"], ended["organization_id"]) == ("ended_with_organization", "first")
    assert scenario.ask("district", "brand", brand_id=brand["id"])["status"] == "ended_with_organization"
    assert scenario.events("point_ended")[0].ended_on == scenario.day
    assert scenario.events("brand_ended")[0].ended_on == scenario.day
    assert scenario.ask("district", "scheme", scheme_id=scheme["id"])["used"] == 0
    with refused("step_not_possible"):
        scenario.do("district", "withdraw_point", point_id=point["id"], reason="不再")


def test_what_has_ended_already_stays_as_and_where_it_was(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.declared()
    scenario.do("first", "withdraw_point", point_id=point["id"], reason="撤回")
    scenario.deliver(merger(on=scenario.day))
    assert scenario.shown(point, "district")["organization_id"] == "first"
    assert scenario.events("point_carried") == []


def test_a_divided_organization_s_points_stay_with_its_heir(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.active(scenario.scheme())
    parts = [Timeline(organization_id=name, versions=(version(name, "community", "east", since=scenario.day),))
             for name in ("north", "south")]  # fmt: skip
    ended = Timeline(organization_id="first", versions=(version("first", "community", "east", until=scenario.day),))
    split = OrganizationSplit(
        district_id="district", organization_id="first", effective_on=scenario.day, changed=(ended, *parts),
        into=("north", "south"), heir_id="north",
    )  # fmt: skip
    scenario.deliver(split)
    shown = scenario.shown(point, "east")
    assert (shown["organization_id"], shown["status"]) == ("north", "active")


@pytest.mark.parametrize(
    ("records", "organization", "status"),
    [({}, "first", "ended_with_organization"), ({"points": "carry"}, "east", "confirmed")],
)
def test_a_closing_ends_the_points_or_carries_them_upwards(
    scenario: DemonstrationPointsScenario, records: dict[str, str], organization: str, status: str
) -> None:
    point = scenario.confirmed(scenario.scheme())
    ended = Timeline(organization_id="first", versions=(version("first", "community", "east", until=scenario.day),))
    closing = OrganizationClosed(
        district_id="district", organization_id="first", effective_on=scenario.day, changed=(ended,), records=records
    )
    scenario.deliver(closing)
    shown = scenario.shown(point, "district")
    assert (shown["organization_id"], shown["status"]) == (organization, status)


def test_an_organization_that_has_closed_declares_nothing(scenario: DemonstrationPointsScenario) -> None:
    scenario.react(reactions.replicate_organizations_on_tree_changed, merger(on=scenario.day))
    with refused("unit_cannot_declare_point"):
        scenario.declared(who="district")
    with refused("unit_cannot_declare_point"):
        scenario.do("district", "discover_brand", organization_id="first", name="百家宴")
