"""Whoever opens a record is told what they may do with it; a grant says what it reaches before it is given."""

import importlib
from typing import Any

import pytest

from gateway.record_actions import action_rules, is_allowed
from services.demonstration_points.model.lifecycle import ACTIVE, LAPSED
from shared.lifecycles import Lifecycle
from shared.rights import Actor, Grant
from tests.expect import done
from tests.gateway.api_scenario import YEAR, ApiScenario
from tests.rights.relations import EVERY_CELL, PLACES, YES, Cell, expected

TREE = {
    "community": ["community", "street", "district"],
    "other": ["other", "street", "district"],
    "branch": ["branch", "community", "street", "district"],
    "street": ["street", "district"],
    "district": ["district"],
}
ELSEWHERE = {
    "keep_at_neighbour": "other", "keep_from_street": "street", "keep_scheme": "district",
    "keep_in_district": "district", "hold_meeting": "district", "answer_suggestion": "street",
}  # fmt: skip
"""Where the sample of a class stands, which is the community unless named."""
BOTH_SIDES = {"hold_visit"}
"""Host and visitor may: asked of the host's record, it is the host's."""


def allowed(name: str, cell: Cell) -> bool:
    relation, _, alone = cell.relation.partition(" ")
    unit = PLACES.get(relation, "a community of another district")
    actor = Actor("a", "甲", (Grant(cell.role, unit, below=not alone),))
    return is_allowed(action_rules().classes[name], actor, TREE[ELSEWHERE.get(name, "community")], TREE["district"])


@pytest.mark.parametrize("name", sorted({*action_rules().classes} - BOTH_SIDES))
def test_a_class_allows_what_the_reviewed_table_has(name: str) -> None:
    wanted = {cell for cell in EVERY_CELL if expected()[name].get(cell) == YES}
    assert {cell for cell in EVERY_CELL if allowed(name, cell)} == wanted


def test_the_states_of_an_operation_are_those_of_a_step_of_its_record() -> None:
    known = {frozenset(states) for lifecycle in lifecycles() for states, _ in lifecycle.steps.values()}
    known |= {one | other for one in known for other in known}
    # A title that has ended by its dates is shown as lapsed, and is as active as before to whoever decides about it.
    known |= {states | {LAPSED} for states in known if ACTIVE in states}
    for operation, where in action_rules().states.items():
        assert frozenset(where["status"]) in known, operation


@pytest.mark.parametrize("step", ["renew_point", "withdraw_point"])
def test_a_title_that_lapsed_is_still_renewed_or_withdrawn(step: str) -> None:
    assert {ACTIVE, LAPSED} <= {*action_rules().states[f"demonstration_points_{step}"]["status"]}


def lifecycles() -> list[Lifecycle]:
    named = ("projects", "demonstration_points", "supervision", "meetings", "observation_visits")
    found = [importlib.import_module(f"services.{name}.model.lifecycle") for name in named]
    return [each for module in found for each in vars(module).values() if isinstance(each, Lifecycle)]


def actions(api: ApiScenario, who: str, on: str, **options: Any) -> dict[str, dict[str, Any]]:
    answer = done(api.people[who].get("/accounts/me/permissions", query_string={"on": on}, **options))
    return {each["operation"]: each for each in answer["actions"]}


def test_a_record_names_what_may_be_done_with_it_by_whom_and_in_its_state(api: ApiScenario) -> None:
    here = {"organization_id": api.ids["organization_id"]}
    asked = {"year": YEAR, "category": "work_innovation", "title": "亮灯", "lead_post": "书记"}
    project = done(api.people["community"].post("/projects", asked | here))
    on = f"/api/v1/projects/{project['id']}"
    api.people["street"].headers = api.people["district"].headers = dict(api.people["community"].headers)
    assert "projects_review_project" not in actions(api, "community", on)
    assert {"projects_amend_project", "projects_withdraw_project"} <= actions(api, "community", on).keys()
    review = actions(api, "street", on)["projects_review_project"]
    assert (review["method"], review["href"], review["name"]) == ("POST", f"{on}/reviews", "街道审核")
    assert "projects_rate_project" not in actions(api, "district", on)
    english = actions(api, "street", on, headers={"Accept-Language": "en"})["projects_review_project"]
    assert english["name"].isascii()
    organization = {"on": f"/api/v1/organizations/{here['organization_id']}"}
    assert api.people["stranger"].get("/accounts/me/permissions", query_string=organization).status_code == 404


def test_an_organization_names_the_rights_there_and_the_records_that_may_be_made(api: ApiScenario) -> None:
    path, unit = "/accounts/me/permissions", api.ids["organization_id"]
    answer = done(api.people["community"].get(path, query_string={"on": unit}))
    assert {"right": "projects.declare", "name": "申报项目", "below": True} in answer["rights"]
    assert "/api/v1/projects" in {each["href"] for each in answer["actions"]}
    unknown = api.people["community"].get(path, query_string={"on": "/api/v1/projects/none"})
    assert (unknown.status_code, unknown.json["type"]) == (404, "urn:sanji:problem:record_unknown")


def test_a_grant_says_what_it_reaches_before_it_is_given(api: ApiScenario) -> None:
    asked = {"role": "street_staff", "organization_id": api.east["street"]}
    shown = done(api.people["security"].get("/accounts/grants/preview", query_string=asked))
    levels = {each["level"]: each["organizations"] for each in shown["levels"]}
    assert (levels["street"], shown["organizations"]) == (1, sum(levels.values()))
    assert levels["community"] >= 2
    assert shown["members"] >= 1
    assert (shown["personal_data"], shown["needs_approval"], shown["may_give"]) == (False, False, True)
    alone = done(api.people["security"].get("/accounts/grants/preview", query_string=asked | {"below": "false"}))
    assert (alone["organizations"], alone["members"]) == (1, 0)
    widening = done(
        api.people["street"].get("/accounts/grants/preview", query_string=asked | {"role": "district_staff"})
    )
    assert not widening["may_give"]
    assert api.people["community"].get("/accounts/grants/preview", query_string=asked).status_code == 403
