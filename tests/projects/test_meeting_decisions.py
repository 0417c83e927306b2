"""A decision of a quarterly meeting is carried out as a project with one milestone, opened and withdrawn by event."""

from datetime import date
from typing import Any

import msgspec
import pytest

from shared.events.meetings import DecisionMade, DecisionState, DecisionWithdrawn
from tests.expect import refused
from tests.scenarios.in_process import DISTRICT_ID
from tests.scenarios.projects import ProjectsScenario

DECIDED = DecisionState(
    decision_id="d-1", revision=1, organization_id="east", meeting_id="m-1", year=2026, quarter="2026Q1", number=1,
    text="大讲堂三月底前建成", responsible_organization_id="first", post="社区书记", status="in_progress",
    made_on=date(2026, 3, 2), deadline=date(2026, 3, 28), due_on=date(2026, 3, 30), overdue_from=date(2026, 3, 31),
)  # fmt: skip
"""Its deadline is a Saturday."""


def fact(kind: Any, decision: DecisionState = DECIDED, **more: Any) -> Any:
    """Return a fact about a decision."""
    state = msgspec.structs.replace(decision, **more)
    return kind(
        district_id=DISTRICT_ID, organization_id=state.organization_id, decision_id=state.decision_id, decision=state
    )


def test_a_decision_opens_a_running_project_with_one_milestone_once(scenario: ProjectsScenario) -> None:
    scenario.deliver(fact(DecisionMade), fact(DecisionMade))
    project = scenario.ask("east", "project", project_id="d-1")
    assert (project["kind"], project["status"], project["organization_id"]) == (
        "meeting_decision",
        "in_progress",
        "east",
    )
    (milestone,) = project["plan"]
    assert (milestone["organization_id"], milestone["post"], milestone["due_on"]) == (
        "first", "社区书记", date(2026, 3, 30),
    )  # fmt: skip
    assert [event.name for event in scenario.events()] == ["project_approved", "project_started", "milestone_set"]


def test_the_responsible_unit_reaches_the_milestone_by_its_report(scenario: ProjectsScenario) -> None:
    scenario.deliver(fact(DecisionMade))
    (milestone,) = scenario.ask("first", "plan", project_id="d-1")["items"]
    scenario.report({"id": "d-1"}, "first", organization_id="first", milestones_reached=[milestone["id"]])
    (reached,) = scenario.events("milestone_reached")
    assert (reached.milestone.status, reached.project.overdue_from) == ("reached", None)


def test_nobody_is_asked_to_report_on_it_beside_its_deadline(scenario: ProjectsScenario) -> None:
    scenario.deliver(fact(DecisionMade, deadline=date(2027, 12, 31)))
    scenario.day = date(2026, 12, 1)
    project = scenario.ask("east", "project", project_id="d-1")
    assert (project["silent_from"], project["standing"]) == (None, "on_track")
    warned = scenario.ask("east", "warnings", organization_id="east", year=2026)["items"]
    assert [each for each in warned if each["project_id"] == "d-1"] == []


@pytest.mark.parametrize("facts", [(DecisionMade, DecisionWithdrawn), (DecisionWithdrawn, DecisionMade)])
def test_a_withdrawn_decision_withdraws_its_project_in_whichever_order_both_are_heard(
    scenario: ProjectsScenario, facts: tuple[Any, ...]
) -> None:
    settled = {"settled_on": date(2026, 3, 2), "status": "withdrawn", "revision": 2}
    for kind in facts:
        scenario.deliver(fact(kind, **settled if kind is DecisionWithdrawn else {}))
    assert scenario.ask("east", "project", project_id="d-1")["status"] == "withdrawn"
    assert len(scenario.events("project_withdrawn")) == 1
    scenario.deliver(fact(DecisionWithdrawn, **settled))
    assert len(scenario.events("project_withdrawn")) == 1


def test_a_long_text_is_cut_in_the_title_and_whole_in_the_content(scenario: ProjectsScenario) -> None:
    scenario.deliver(fact(DecisionMade, text="建" * 500))
    project = scenario.ask("east", "project", project_id="d-1")
    assert (len(project["title"]), project["title"][-1], project["content"]) == (100, "…", "建" * 500)


def test_its_plan_is_one_milestone_whose_deadline_may_be_moved(scenario: ProjectsScenario) -> None:
    scenario.deliver(fact(DecisionMade))
    (milestone,) = scenario.ask("east", "plan", project_id="d-1")["items"]
    key = {"project_id": "d-1", "milestone_id": milestone["id"]}
    with refused("decision_has_one_milestone"):
        scenario.milestone({"id": "d-1"}, "east")
    with refused("decision_has_one_milestone"):
        scenario.do("east", "drop_milestone", **key, reason="不要了")
    moved = scenario.do("east", "amend_milestone", **key, deadline=date(2026, 4, 30), reason="材料未到")
    assert moved["due_on"] == date(2026, 4, 30)
