"""One box finds records by their titles, in groups, and nothing outside the caller's grants."""

from typing import Any

import pytest

from shared.rights import STREET, Grant
from tests.expect import done
from tests.gateway.api_scenario import YEAR, ApiScenario

NAMES = ("找得到甲", "找得到乙%", "找得到𠮷野")


@pytest.fixture(scope="module")
def filled(api: ApiScenario) -> ApiScenario:
    """Return the scenario with projects and a brand whose names begin alike."""
    here = {"organization_id": api.ids["organization_id"]}
    community = api.people["community"]
    for title in NAMES:
        asked = {"year": YEAR, "category": "work_innovation", "title": title, "lead_post": "书记"}
        done(community.post("/projects", asked | here))
    done(community.post("/brands", {"name": "找得到的邻里节"} | here))
    for name in ("street", "district", "stranger"):
        api.people[name].headers = dict(community.headers)
    return api


def found(api: ApiScenario, who: str, text: str) -> dict[str, Any]:
    groups = done(api.people[who].get("/search", query_string={"q": text}))["groups"]
    return {each["kind"]: each for each in groups}


def test_what_is_found_stands_in_groups_with_its_address(filled: ApiScenario) -> None:
    groups = found(filled, "street", "找得到")
    assert list(groups) == ["project", "brand"]
    assert (groups["project"]["count"], groups["project"]["kind_name"]) == (3, "项目")
    assert sorted(each["title"] for each in groups["project"]["items"]) == sorted(NAMES)
    brand = groups["brand"]["items"][0]
    assert (brand["organization"], brand["title"]) == ("东community", "找得到的邻里节")
    read = done(filled.people["street"].get(brand["href"].removeprefix("/api/v1")))
    assert read["id"] == brand["record_id"]


def test_signs_of_a_pattern_are_letters_like_any_other(filled: ApiScenario) -> None:
    assert [each["title"] for each in found(filled, "street", "乙%")["project"]["items"]] == ["找得到乙%"]
    assert found(filled, "street", "找%乙") == {}
    assert found(filled, "street", "到𠮷野")["project"]["count"] == 1


def test_an_organization_is_found_by_its_name(filled: ApiScenario) -> None:
    items = found(filled, "street", "东community")["organization"]["items"]
    assert [each["record_id"] for each in items] == [filled.ids["organization_id"]]


def test_nobody_finds_what_their_grants_do_not_reach(filled: ApiScenario) -> None:
    assert found(filled, "stranger", "找得到") == {}
    alone = filled.harness.person(
        Grant(STREET, filled.east["street"], below=False), district_id=filled.east["district"]
    )
    assert done(alone.get("/search", query_string={"q": "找得到"}))["groups"] == []
    empty = filled.people["street"].get("/search", query_string={"q": " "})
    assert empty.status_code == 422
