"""The review chain: community, street, district; who may decide what, and what is on record afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from shared.errors import Refusal
from shared.rights import Actor, Grant
from tests.expect import refused
from tests.scenarios.projects import ProjectsScenario


def test_a_community_s_project_is_reviewed_by_its_street_and_approved_by_the_district(
    scenario: ProjectsScenario,
) -> None:
    project = scenario.approved()
    assert project["status"] == "approved"
    assert [event.name for event in scenario.events()] == ["project_declared", "project_reviewed", "project_approved"]
    steps = scenario.ask("first", "steps", project_id=project["id"])["items"]
    assert [(step["step"], step["organization_id"], step["account_id"], step["opinion"]) for step in steps] == [
        ("declare", "first", "first", None),
        ("review", "east", "east", "同意上报"),
        ("approve", "district", "district", "同意立项"),
    ]
    assert steps[0]["recorded_at"] == scenario.now()


def test_every_event_carries_the_project_whole_with_a_growing_revision(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    states = [event.project for event in scenario.events()]
    assert [state.revision for state in states] == [1, 2, 3, 4]
    assert [state.status for state in states] == ["declared", "reviewed", "approved", "in_progress"]
    assert states[-1].started_on == scenario.day
    assert project["version"] == 4


def test_a_branch_s_project_takes_the_same_way(scenario: ProjectsScenario) -> None:
    project = scenario.declared("cell", who="first")
    scenario.do("east", "review_project", project_id=project["id"], decision="pass")
    assert scenario.do("district", "approve_project", project_id=project["id"])["status"] == "approved"


DECLARING = [("east", "east"), ("office", "colleague"), ("district", "colleague")]


@pytest.mark.parametrize(("organization", "who"), DECLARING)
def test_a_street_s_own_project_goes_straight_to_the_district(
    scenario: ProjectsScenario, organization: str, who: str
) -> None:
    project = scenario.declared(organization, who=who)
    with refused("review_not_needed"):
        scenario.do("district", "review_project", project_id=project["id"], decision="pass")
    assert scenario.do("district", "approve_project", project_id=project["id"])["status"] == "approved"


def test_the_district_cannot_approve_what_the_street_has_not_reviewed(scenario: ProjectsScenario) -> None:
    project = scenario.declared()
    with refused("review_missing"):
        scenario.do("district", "approve_project", project_id=project["id"])


@pytest.mark.parametrize("who", ["first", "second", "west", "cell"])
def test_only_the_street_above_reviews(scenario: ProjectsScenario, who: str) -> None:
    project = scenario.declared()
    with refused("grant_does_not_reach"):
        scenario.do(who, "review_project", project_id=project["id"], decision="pass")


def test_a_street_role_on_the_declaring_community_does_not_review(scenario: ProjectsScenario) -> None:
    scenario.people["narrow"] = Actor("narrow", "narrow", (Grant("street_staff", "first"),))
    project = scenario.declared()
    with refused("grant_does_not_reach"):
        scenario.do("narrow", "review_project", project_id=project["id"], decision="pass")


@pytest.mark.parametrize("who", ["first", "east"])
def test_only_the_district_approves_accepts_and_rates(scenario: ProjectsScenario, who: str) -> None:
    project = scenario.declared()
    for command, asked in (("approve_project", {}), ("accept_project", {"opinion": "好"}), ("rate_project", {})):
        with refused("grant_does_not_reach"):
            scenario.do(who, command, project_id=project["id"], **asked)


def test_nobody_reviews_what_they_declared_or_amended(scenario: ProjectsScenario) -> None:
    declared = scenario.declared(who="east")
    amended = scenario.declared()
    scenario.do("east", "amend_project", project_id=amended["id"], title="邻里文化节")
    for project in (declared, amended):
        with refused("own_declaration"):
            scenario.do("east", "review_project", project_id=project["id"], decision="pass")


def test_nobody_approves_what_they_declared_or_reviewed(scenario: ProjectsScenario) -> None:
    own = scenario.declared("east", who="district")
    with refused("own_declaration"):
        scenario.do("district", "approve_project", project_id=own["id"])
    reviewed = scenario.declared()
    scenario.do("district", "review_project", project_id=reviewed["id"], decision="pass")
    with refused("own_review"):
        scenario.do("district", "approve_project", project_id=reviewed["id"])
    assert scenario.do("colleague", "approve_project", project_id=reviewed["id"])["status"] == "approved"


def test_a_returned_project_says_why_and_is_declared_again_after_amending(scenario: ProjectsScenario) -> None:
    project = scenario.declared()
    with refused("text_missing"):
        scenario.do("east", "review_project", project_id=project["id"], decision="return")
    returned = scenario.do("east", "review_project", project_id=project["id"], decision="return", opinion="目标不具体")
    assert returned["status"] == "returned"
    scenario.do(
        "first", "amend_project", project_id=project["id"], lead_post="书记", category="lecture_halls", content="办十场"
    )
    again = scenario.do("first", "declare_again", project_id=project["id"], opinion="已补充")
    assert (again["status"], again["content"], again["category"]) == ("declared", "办十场", "lecture_halls")
    assert scenario.events("project_returned")[0].returned_by == "east"
    assert [event.again for event in scenario.events("project_declared")] == [False, True]


def test_the_district_returns_a_reviewed_project_to_the_beginning(scenario: ProjectsScenario) -> None:
    project = scenario.declared()
    scenario.do("east", "review_project", project_id=project["id"], decision="pass")
    scenario.do("district", "approve_project", project_id=project["id"], decision="return", opinion="与去年重复")
    scenario.do("first", "declare_again", project_id=project["id"])
    with refused("review_missing"):
        scenario.do("district", "approve_project", project_id=project["id"])


def test_an_unknown_decision_is_refused(scenario: ProjectsScenario) -> None:
    project = scenario.declared()
    with refused("decision_unknown"):
        scenario.do("east", "review_project", project_id=project["id"], decision="maybe")


def test_a_withdrawn_project_needs_a_reason_and_stands_still(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    with refused("text_missing"):
        scenario.do("first", "withdraw_project", project_id=project["id"], reason="  ")
    withdrawn = scenario.do("first", "withdraw_project", project_id=project["id"], reason="与街道项目合并")
    assert (withdrawn["status"], withdrawn["standing"], withdrawn["at_risk_from"]) == ("withdrawn", None, None)
    with refused("step_not_possible"):
        scenario.do("first", "start_project", project_id=project["id"])
    assert scenario.events("project_withdrawn")[0].withdrawn_on == scenario.day


def test_a_step_may_be_entered_later_but_neither_ahead_nor_before_the_last(scenario: ProjectsScenario) -> None:
    project = scenario.declared(on=date(2026, 2, 25))
    assert project["declared_on"] == date(2026, 2, 25)
    with refused("day_before_last_step"):
        scenario.do("east", "review_project", project_id=project["id"], decision="pass", on=date(2026, 2, 24))
    with refused("day_in_the_future"):
        scenario.do("east", "review_project", project_id=project["id"], decision="pass", on=date(2026, 3, 3))
    scenario.do("east", "review_project", project_id=project["id"], decision="pass", on=date(2026, 2, 26))
    assert scenario.events("project_reviewed")[0].reviewed_on == date(2026, 2, 26)
    with refused("day_in_the_future"):
        scenario.declared(on=date(2026, 3, 3))


def test_a_change_of_something_else_than_was_seen_is_refused(scenario: ProjectsScenario) -> None:
    project = scenario.declared()
    scenario.do("first", "amend_project", project_id=project["id"], expected_version=1, title="邻里文化节")
    with refused("changed_meanwhile"):
        scenario.do("first", "amend_project", project_id=project["id"], expected_version=1, title="百家宴")
    with refused("changed_meanwhile"):
        scenario.do("east", "review_project", project_id=project["id"], decision="pass", expected_version=1)


def test_of_two_who_decide_at_once_on_the_same_version_one_does(scenario: ProjectsScenario) -> None:
    project = scenario.declared()
    reviewed = scenario.do("east", "review_project", project_id=project["id"], decision="pass")

    def decide(who: str, decision: str) -> str:
        asked = {"project_id": project["id"], "decision": decision, "opinion": "已核"}
        try:
            return str(scenario.do(who, "approve_project", **asked, expected_version=reviewed["version"])["status"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as threads:
        said = list(threads.map(decide, ("district", "colleague"), ("pass", "return")))
    assert "changed_meanwhile" in said
    stands = scenario.ask("district", "project", project_id=project["id"])
    assert {stands["status"], "changed_meanwhile"} == set(said)
    assert stands["version"] == reviewed["version"] + 1


def test_an_amendment_of_nothing_and_one_after_the_approval_are_refused(scenario: ProjectsScenario) -> None:
    project = scenario.declared()
    with refused("nothing_to_change"):
        scenario.do("first", "amend_project", project_id=project["id"])
    done = scenario.approved()
    with refused("step_not_possible"):
        scenario.do("first", "amend_project", project_id=done["id"], title="百家宴")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"year": 1999}, "year_out_of_range"),
        ({"year": 2028}, "year_out_of_range"),
        ({"kind": "practical_matter"}, "kind_not_declared"),
        ({"category": "other"}, "category_unknown"),
        ({"category": None}, "category_unknown"),
        ({"title": " "}, "text_missing"),
        ({"title": "长" * 101}, "text_too_long"),
        ({"title": "邻\u0000里"}, "text_has_control_characters"),
        ({"lead_post": "长" * 51}, "text_too_long"),
        ({"content": "长" * 4001}, "text_too_long"),
    ],
)  # fmt: skip
def test_a_declaration_that_cannot_be_kept_is_refused_and_leaves_nothing(
    scenario: ProjectsScenario, asked: dict, code: str
) -> None:
    with refused(code):
        scenario.declared(**asked)
    assert scenario.ask("district", "projects", organization_id="district")["items"] == []
    assert scenario.events() == []


@pytest.mark.parametrize("title", ["长" * 100, "𠮷田社区\ue000议事", "Ⅱ期（试点）"])
def test_names_of_real_life_are_kept_letter_for_letter(scenario: ProjectsScenario, title: str) -> None:
    project = scenario.declared(title=title)
    assert scenario.ask("first", "project", project_id=project["id"])["title"] == title


@pytest.mark.parametrize("unknown", ["nowhere", "no\u0000where", "\ud800", "x" * 65])
def test_an_organization_nobody_knows_is_said_to_be_unknown(scenario: ProjectsScenario, unknown: str) -> None:
    with refused("organization_unknown"):
        scenario.declared(unknown, who="first")
    with refused("organization_unknown"):
        scenario.ask("district", "projects", organization_id=unknown)


@pytest.mark.parametrize("unknown", ["nothing", "no\u0000thing", "\ud800"])
def test_a_project_nobody_knows_is_said_to_be_unknown(scenario: ProjectsScenario, unknown: str) -> None:
    for command in ("start_project", "declare_again", "amend_project"):
        with refused("project_unknown"):
            scenario.do("first", command, project_id=unknown)
    with refused("project_unknown"):
        scenario.ask("first", "project", project_id=unknown)


def test_more_or_fewer_projects_than_usual_are_answered_with_a_warning_and_never_refused(
    scenario: ProjectsScenario,
) -> None:
    counts = {}
    for number in range(1, 5):
        warnings = scenario.declared(title=f"项目 {number}")["warnings"]
        counts[number] = [warning["rule"] for warning in warnings]
    assert counts == {1: ["projects_per_secretary"], 2: [], 3: [], 4: ["projects_per_secretary"]}


def test_returned_and_withdrawn_projects_do_not_count_towards_the_year(scenario: ProjectsScenario) -> None:
    for number in range(3):
        last = scenario.declared(title=f"项目 {number}")
    scenario.do("first", "withdraw_project", project_id=last["id"], reason="不办了")
    assert scenario.declared(title="另一个")["warnings"] == []
