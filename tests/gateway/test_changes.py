"""Whoever comes back is told what changed for their organization, by others, and marks it as read for nobody else."""

from typing import Any

import pytest

from gateway.projections.changes import change_rules
from gateway.projections.event_mappers import MAPPERS
from gateway.projections.records import YIELDS
from shared.rights import Grant
from tests.expect import done
from tests.gateway.api_scenario import YEAR, ApiScenario

BODY = {"year": YEAR, "category": "work_innovation", "lead_post": "书记"}


def declared(api: ApiScenario, title: str) -> dict[str, Any]:
    """Declare a project of the community, which everybody has heard of then."""
    asked = BODY | {"title": title, "organization_id": api.ids["organization_id"]}
    project: dict[str, Any] = done(api.people["community"].post("/projects", asked))
    for name in ("street", "district", "stranger"):
        api.people[name].headers = dict(api.people["community"].headers)
    return project


def told(api: ApiScenario, who: str, record_id: str, path: str = "/changes") -> list[tuple[str, str]]:
    answer = done(api.people[who].get(path, query_string={"limit": 200}))
    return [(each["event"], each["title"]) for each in answer["items"] if each["record_id"] == record_id]


def test_a_declaration_is_told_to_the_street_and_the_district_and_the_review_to_who_declared(api: ApiScenario) -> None:
    project = declared(api, "变动一")
    heard = [("projects/project_declared", "变动一")]
    assert told(api, "street", project["id"]) == told(api, "district", project["id"]) == heard
    assert told(api, "community", project["id"]) == told(api, "stranger", project["id"]) == []
    done(api.people["street"].post(f"/projects/{project['id']}/reviews", {"decision": "return", "opinion": "请补充"}))
    api.people["community"].headers = dict(api.people["street"].headers)
    assert told(api, "community", project["id"]) == [("projects/project_returned", "变动一")]


def test_a_change_is_said_in_words_of_both_languages_and_opens_its_record(api: ApiScenario) -> None:
    project = declared(api, "变动二")
    newest = done(api.people["street"].get("/changes?limit=1"))["items"][0]
    assert (newest["what"], newest["kind_name"], newest["unread"]) == ("申报了项目", "项目", True)
    assert done(api.people["street"].get(newest["href"].removeprefix("/api/v1")))["id"] == project["id"]
    english = done(api.people["street"].get("/changes?limit=1", headers={"Accept-Language": "en"}))["items"][0]
    assert english["what"] == "declared a project"


def test_only_what_came_since_is_listed_page_by_page(api: ApiScenario) -> None:
    before = done(api.people["street"].get("/notifications/cursor"))["newest"]
    projects = [declared(api, f"变动三{number}") for number in range(3)]
    first = done(api.people["street"].get(f"/changes?since={before}&limit=2&total=true"))
    second = done(api.people["street"].get(first["next"].removeprefix("/api/v1")))
    listed = [each["record_id"] for each in (*first["items"], *second["items"])]
    assert listed == [each["id"] for each in reversed(projects)]
    assert first["total"] == 3


def test_what_one_has_read_is_unread_for_everybody_else(api: ApiScenario) -> None:
    project = declared(api, "变动四")
    street = api.people["street"]
    newest = done(street.get("/changes?limit=1"))["items"][0]["number"]
    read = done(street.ask("PUT", "/notifications/cursor", json={"number": newest}))
    assert (read["number"], read["unread"]) == (newest, 0)
    assert done(street.get("/notifications?unread=true"))["items"] == []
    other = api.harness.person(Grant("street_staff", api.east["street"]), district_id=api.east["district"])
    unread = done(other.get("/notifications?unread=true&limit=1"))["items"][0]
    assert (unread["record_id"], unread["unread"]) == (project["id"], True)


@pytest.mark.parametrize("rule", change_rules().values(), ids=lambda rule: rule.event)
def test_an_event_that_is_told_of_makes_the_record_that_it_is_about(rule: Any) -> None:
    by_name = {f"{event.source}/{event.name}": getattr(mapper, YIELDS) for event, mapper in MAPPERS.items()}
    assert rule.of in by_name[rule.event]
    assert any("一" <= sign <= "鿿" for sign in rule.zh)
    assert rule.en.isascii()
