"""A home says in one answer what is to be done, by whom, what is due next, who is silent, and the figures."""

from typing import Any

import pytest

from gateway.projections.event_mappers import ADDRESSES, EVENTS_OF
from gateway.projections.task_rules import task_rules
from gateway.record_actions import action_rules, may_ask
from gateway.searches import MATTER
from shared.labels import LABELS, load_labels
from shared.rights import COMMUNITY, EVERYTHING, ROLES, Actor, Grant
from tests.expect import done
from tests.gateway.api_scenario import YEAR, ApiScenario
from tests.gateway.documented import application
from tests.gateway.full_district.readers import pages
from tests.tooling.trees import ROOT


@pytest.fixture(scope="module")
def asked(api: ApiScenario) -> ApiScenario:
    """Return the scenario with a project that waits for its street."""
    body = {"year": YEAR, "category": "work_innovation", "title": "待审亮灯", "lead_post": "书记"}
    done(api.people["community"].post("/projects", body | {"organization_id": api.ids["organization_id"]}))
    for name in ("street", "district"):
        api.people[name].headers = dict(api.people["community"].headers)
    return api


def todos(api: ApiScenario, who: str, unit: str, **query: Any) -> list[dict[str, Any]]:
    return pages(api.people[who], f"/organizations/{unit}/todos", **query)


def test_to_dos_are_filtered_by_kind_and_state_and_their_total_is_said(asked: ApiScenario) -> None:
    district = asked.east["district"]
    everything = todos(asked, "district", district, below_too="true")
    kinds = {each["todo"] for each in everything}
    assert len(kinds) > 2
    query = {"below_too": "true", "todo": "review_declaration", "total": "true", "limit": 1}
    page = done(asked.people["district"].get(f"/organizations/{district}/todos", query_string=query))
    assert page["total"] == sum(each["todo"] == "review_declaration" for each in everything) >= 1
    overdue = todos(asked, "district", district, below_too="true", standing="overdue,late")
    assert overdue == [each for each in everything if each["standing"] in {"overdue", "late"}]


def test_mine_is_what_the_organization_owes_and_the_caller_may_end(asked: ApiScenario) -> None:
    street = asked.east["street"]
    assert "review_declaration" in {each["todo"] for each in todos(asked, "street", street, mine="true")}
    helper = asked.person((COMMUNITY, street), district_id=asked.east["district"])
    helper.headers = dict(asked.people["street"].headers)
    listed = done(helper.get(f"/organizations/{street}/todos?limit=200"))["items"]
    mine = done(helper.get(f"/organizations/{street}/todos?limit=200&mine=true"))["items"]
    assert "review_declaration" in {each["todo"] for each in listed}
    assert "review_declaration" not in {each["todo"] for each in mine}


def test_what_many_owe_alike_is_one_line_that_opens_the_tasks(asked: ApiScenario) -> None:
    street = asked.east["street"]
    groups = pages(asked.people["street"], f"/organizations/{street}/todos/groups", below_too="true")
    everything = todos(asked, "street", street, below_too="true")
    assert sum(each["count"] for each in groups) == len(everything)
    shared = max(groups, key=lambda each: len(each["organizations"]))
    assert len(shared["organizations"]) >= 2
    opened = pages(asked.people["street"], shared["href"].removeprefix("/api/v1"))
    assert {each["group"] for each in opened} == {shared["group"]}
    assert len(opened) == shared["count"]


def test_a_home_counts_what_the_lists_hold(asked: ApiScenario) -> None:
    street = asked.east["street"]
    home = done(asked.people["street"].get(f"/organizations/{street}/home"))
    mine = todos(asked, "street", street, mine="true")
    own, everything = todos(asked, "street", street), todos(asked, "street", street, below_too="true")
    assert home["totals"]["mine"]["total"] == len(mine)
    assert home["totals"]["below"]["total"] == len(everything) - len(own)
    assert sum(each["count"] for each in home["counts"] if each["side"] == "mine") == len(mine)
    assert [each["record_id"] for each in home["next"]] == [
        each["record_id"] for each in mine if each["due_on"] and each["due_on"] >= home["day"]
    ][:10]
    assert {each["indicator"] for each in home["figures"]} >= {"obligations_met_share", "members"}


def test_a_home_names_the_communities_without_a_record_this_year(asked: ApiScenario) -> None:
    silent = done(asked.people["street"].get(f"/organizations/{asked.east['street']}/home"))["silent"]
    assert (silent["level"], silent["level_name"], silent["of"]) == ("community", "社区", 2)
    path = f"/levels/street/{asked.east['street']}/overview?indicators=activities,obligations_expected"
    children = done(asked.people["street"].get(path))["children"]
    totals = {each["organization"]["id"]: [one["total"] for one in each["figures"]] for each in children}
    quiet = {unit for unit, (activities, asked_for) in totals.items() if asked_for and not activities}
    assert {each["id"] for each in silent["units"]} == quiet
    assert silent["count"] == len(quiet) < 2


def test_whoever_sees_the_organization_alone_is_shown_nothing_of_below(asked: ApiScenario) -> None:
    street = asked.east["street"]
    alone = asked.harness.person(Grant("street_staff", street, below=False), district_id=asked.east["district"])
    home = done(alone.get(f"/organizations/{street}/home"))
    assert (home["totals"]["below"]["total"], home["silent"]) == (0, None)
    assert asked.people["stranger"].get(f"/organizations/{street}/home").status_code == 403


def test_every_to_do_is_titled_in_words(asked: ApiScenario) -> None:
    listed = todos(asked, "district", asked.east["district"], below_too="true", until=f"{YEAR + 1}-12-31")
    assert [each for each in listed if each["title"] is not None and each["title"].isascii()] == []
    assert all(any("一" <= sign <= "鿿" for sign in each["kind_name"]) for each in listed)


def test_every_kind_of_record_has_a_name() -> None:
    load_labels(ROOT / "shared" / "labels.yaml")
    assert LABELS["record"].keys() == {*ADDRESSES, *EVENTS_OF, MATTER}


@pytest.mark.parametrize("rule", task_rules().by_code.values(), ids=lambda rule: rule.code)
def test_the_operation_that_ends_a_duty_is_known_with_who_may_ask_it(rule: Any) -> None:
    everyone = Actor("a", "甲", tuple(Grant(role, EVERYTHING) for role in ROLES))
    with application().app_context():
        assert may_ask(rule.at, everyone, ["unit", "district"])
    assert action_rules().classes
