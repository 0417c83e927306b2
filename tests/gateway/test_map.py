"""A map has every organization of a level below with its coordinates and one figure, in one answer."""

from typing import Any

import pytest

from shared.rights import STREET, Grant
from tests.expect import done
from tests.gateway.api_scenario import ApiScenario

POINT = {"lon_gcj02": 118.11, "lat_gcj02": 24.46}


@pytest.fixture(scope="module")
def placed(api: ApiScenario) -> ApiScenario:
    """Return the scenario with coordinates of one community."""
    path, district = f"/organizations/{api.east['community']}", api.people["district"]
    done(district.patch(path, POINT | {"effective_on": "2020-01-01"}, done(district.get(path))["version"]))
    return api


def shown(api: ApiScenario, who: str, level: str = "district", **query: Any) -> dict[str, Any]:
    return dict(done(api.people[who].get(f"/levels/{level}/{api.east[level]}/map", query_string=query)))


def test_a_community_stands_where_it_is_with_the_figure_that_the_overview_has(placed: ApiScenario) -> None:
    found = shown(placed, "district", indicator="activities")
    assert {each["level"] for each in found["points"]} == {"community"}
    points = {each["id"]: each for each in found["points"]}
    here, other = points[placed.east["community"]], points[placed.east["other"]]
    assert {name: here[name] for name in POINT} == POINT
    assert other["lon_gcj02"] is None
    path = f"/levels/street/{placed.east['street']}/overview?indicators=activities"
    children = done(placed.people["district"].get(path))["children"]
    assert {each["organization"]["id"]: each["figures"][0]["total"] for each in children} == {
        each: points[each]["value"] for each in points
    }
    assert here["value"] >= 1
    assert found["indicator"]["name"] == "开展活动"


def test_an_earlier_day_and_another_level_are_shown_as_well(placed: ApiScenario) -> None:
    streets = shown(placed, "district", of="street", indicator="projects", period="2024")
    path = f"/levels/district/{placed.east['district']}/overview?indicators=projects&period=2024"
    children = done(placed.people["district"].get(path))["children"]
    values = {each["organization"]["id"]: each["figures"][0]["total"] for each in children}
    assert streets["points"]
    assert all(each["value"] == values[each["id"]] for each in streets["points"])
    today = shown(placed, "district", of="street", indicator="projects")["points"]
    assert sum(values.values()) < sum(each["value"] for each in today)
    assert shown(placed, "street", "street")["points"][0]["value"] is None


def test_whoever_does_not_see_below_sees_no_points(placed: ApiScenario) -> None:
    street = placed.east["street"]
    alone = placed.harness.person(Grant(STREET, street, below=False), district_id=placed.east["district"])
    assert done(alone.get(f"/levels/street/{street}/map"))["points"] == []
    assert placed.people["stranger"].get(f"/levels/street/{street}/map").status_code == 403
    unknown = placed.people["street"].get(f"/levels/street/{street}/map?indicator=none")
    assert unknown.status_code == 404
