"""What a meeting decides is carried out as a project; its state flows back, and the next meeting opens with it."""

from datetime import date
from typing import Any

import pytest

from shared.events.projects import (
    MilestoneAmended,
    MilestoneHandedOn,
    MilestoneReached,
    MilestoneReopened,
    MilestoneSet,
    MilestoneState,
    ProjectCarried,
    ProjectEnded,
    ProjectState,
    ProjectWithdrawn,
)
from tests.expect import refused
from tests.scenarios.in_process import DISTRICT_ID
from tests.scenarios.meetings import MeetingsScenario

DEADLINE = date(2026, 3, 27)


def project_of(decision: dict[str, Any], revision: int, status: str = "in_progress", **more: Any) -> ProjectState:
    """Return the project that carries a decision out."""
    given: dict[str, Any] = {"organization_id": decision["organization_id"], "category": None, "year": 2026}
    given |= {"kind": "meeting_decision", "title": decision["text"], "lead_post": decision["post"]}
    return ProjectState(project_id=decision["id"], revision=revision, status=status, **given | more)


def milestone_of(decision: dict[str, Any], revision: int, status: str = "open", **more: Any) -> MilestoneState:
    """Return the one milestone of that project."""
    given: dict[str, Any] = {"organization_id": "first", "post": "社区书记", "title": "建成", "deadline": DEADLINE}
    given |= {"due_on": DEADLINE, "at_risk_from": date(2026, 3, 20), "overdue_from": date(2026, 3, 28)}
    return MilestoneState(milestone_id=f"m-{decision['id']}"[:60], revision=revision, status=status, **given | more)


def told(kind: Any, decision: dict[str, Any], revision: int, status: str = "open", **more: Any) -> Any:
    """Return a fact about the milestone of a decision's project."""
    of_milestone = {name: more.pop(name) for name in ("organization_id", "deadline", "due_on") if name in more}
    of_milestone |= {"overdue_from": more.pop("overdue_from")} if "overdue_from" in more else {}
    milestone = milestone_of(decision, revision, status, **of_milestone | {"reached_on": more.get("reached_on")})
    ids = {"district_id": DISTRICT_ID, "organization_id": decision["organization_id"], "project_id": decision["id"]}
    project = project_of(decision, revision + 2)
    return kind(**ids, project=project, milestone_id=milestone.milestone_id, milestone=milestone, **more)


def ended(kind: Any, decision: dict[str, Any], revision: int, status: str, **more: Any) -> Any:
    """Return a fact that ends a decision's project."""
    ids = {"district_id": DISTRICT_ID, "organization_id": decision["organization_id"], "project_id": decision["id"]}
    return kind(**ids, project=project_of(decision, revision, status), **more)


def standing(scenario: MeetingsScenario, decision: dict[str, Any]) -> tuple[str, str, date | None]:
    """Return how far a decision is."""
    seen = scenario.ask("district", "decision", decision_id=decision["id"])
    return seen["status"], seen["standing"], seen["settled_on"]


def test_a_decision_follows_its_milestone_to_its_end_and_back(scenario: MeetingsScenario) -> None:
    decision = scenario.decided(scenario.held())
    assert (decision["number"], decision["status"], decision["project_id"]) == (1, "in_progress", decision["id"])
    scenario.deliver(told(MilestoneSet, decision, 1))
    assert scenario.events("decision_state_changed") == [], "nothing became another"
    reached = date(2026, 3, 20)
    scenario.deliver(told(MilestoneReached, decision, 2, "reached", reached_on=reached))
    assert standing(scenario, decision) == ("done", "done", reached)
    scenario.deliver(told(MilestoneReopened, decision, 3))
    assert standing(scenario, decision) == ("in_progress", "in_progress", None)
    scenario.day = date(2026, 3, 28)
    assert standing(scenario, decision) == ("in_progress", "overdue", None)


def test_an_older_fact_that_is_heard_later_changes_nothing(scenario: MeetingsScenario) -> None:
    decision = scenario.decided(scenario.held())
    scenario.deliver(told(MilestoneReached, decision, 5, "reached", reached_on=date(2026, 3, 20)))
    scenario.deliver(told(MilestoneSet, decision, 1))
    assert standing(scenario, decision)[0] == "done"


def test_a_later_deadline_and_another_organization_are_taken_over(scenario: MeetingsScenario) -> None:
    decision, later = scenario.decided(scenario.held()), date(2026, 4, 30)
    moved = {"deadline": later, "due_on": later, "overdue_from": date(2026, 5, 1)}
    scenario.deliver(told(MilestoneAmended, decision, 2, previous_deadline=DEADLINE, **moved))
    handed = {"from_organization_id": "first", "to_organization_id": "second", "organization_id": "second"}
    scenario.deliver(told(MilestoneHandedOn, decision, 3, **handed | moved))
    seen = scenario.ask("district", "decision", decision_id=decision["id"])
    assert (seen["due_on"], seen["responsible_organization_id"]) == (later, "second")


def test_a_project_that_was_withdrawn_or_ended_takes_its_decision_with_it(scenario: MeetingsScenario) -> None:
    meeting = scenario.held()
    one, other = scenario.decided(meeting), scenario.decided(meeting, "second")
    scenario.deliver(ended(ProjectWithdrawn, one, 4, "withdrawn", withdrawn_on=date(2026, 3, 5)))
    scenario.deliver(ended(ProjectEnded, other, 4, "ended_with_organization", ended_on=date(2026, 3, 6)))
    assert standing(scenario, one) == ("withdrawn", "withdrawn", date(2026, 3, 5))
    assert standing(scenario, other) == ("ended", "ended", date(2026, 3, 6))


def test_what_was_done_stays_done_with_who_decided_it_whatever_becomes_of_the_project(
    scenario: MeetingsScenario,
) -> None:
    decision = scenario.decided(scenario.held("east", "first"))
    scenario.deliver(told(MilestoneReached, decision, 2, "reached", reached_on=scenario.day))
    elsewhere = project_of(decision, 6, organization_id="west")
    ids = {"district_id": DISTRICT_ID, "organization_id": "west", "project_id": decision["id"], "project": elsewhere}
    moved = {"from_organization_id": "east", "to_organization_id": "west", "effective_on": scenario.day}
    scenario.deliver(ProjectCarried(**ids, **moved))
    scenario.deliver(ended(ProjectEnded, decision, 7, "ended_with_organization", ended_on=scenario.day))
    seen = scenario.ask("district", "decision", decision_id=decision["id"])
    assert (seen["status"], seen["organization_id"]) == ("done", "east")


def test_a_withdrawn_decision_stays_so_whatever_its_project_tells(scenario: MeetingsScenario) -> None:
    decision = scenario.decided(scenario.held())
    withdrawn = scenario.do("district", "withdraw_decision", decision_id=decision["id"], reason="并入下次")
    assert (withdrawn["status"], withdrawn["settled_on"]) == ("withdrawn", scenario.day)
    scenario.deliver(told(MilestoneReached, decision, 2, "reached", reached_on=scenario.day))
    assert standing(scenario, decision)[0] == "withdrawn"
    with refused("step_not_possible"):
        scenario.do("district", "withdraw_decision", decision_id=decision["id"], reason="再次")


def test_a_meeting_is_not_followed_up_while_a_decision_is_in_progress(scenario: MeetingsScenario) -> None:
    meeting = scenario.held()
    decision = scenario.decided(meeting)
    with refused("meeting_decisions_open"):
        scenario.do("district", "follow_up_meeting", meeting_id=meeting["id"])
    scenario.deliver(told(MilestoneReached, decision, 2, "reached", reached_on=scenario.day))
    followed = scenario.do("district", "follow_up_meeting", meeting_id=meeting["id"])
    assert followed["status"] == "followed_up"


def test_the_next_meeting_opens_with_what_is_open_or_was_settled_since_the_last(scenario: MeetingsScenario) -> None:
    first = scenario.held(quarter="2025Q4")
    long_done, done_since, still_open = (scenario.decided(first, text=f"第{number}项") for number in range(3))
    scenario.deliver(told(MilestoneReached, long_done, 2, "reached", reached_on=date(2026, 3, 5)))
    scenario.day = date(2026, 3, 10)
    second = scenario.held(quarter="2026Q1")
    scenario.deliver(told(MilestoneReached, done_since, 2, "reached", reached_on=date(2026, 3, 20)))
    scenario.day = date(2026, 4, 1)
    third = scenario.opened(quarter="2026Q2", meet_on=date(2026, 4, 10))

    def opening_of(meeting: dict[str, Any]) -> set[str]:
        return {
            each["id"] for each in scenario.ask("district", "previous_decisions", meeting_id=meeting["id"])["items"]
        }

    assert opening_of(first) == set()
    assert opening_of(second) == {long_done["id"], done_since["id"], still_open["id"]}
    assert opening_of(third) == {done_since["id"], still_open["id"]}


@pytest.mark.parametrize(
    ("field", "code", "given"),
    [
        ("deadline", "decision_deadline_outside", {"deadline": date(2026, 3, 2)}),
        ("deadline", "decision_deadline_outside", {"deadline": date(2028, 1, 1)}),
        ("post", "text_missing", {"post": " "}),
        ("text", "text_too_long", {"text": "一" * 501}),
        ("responsible_organization_id", "unit_outside_meeting", {"responsible_organization_id": "third"}),
        ("on", "day_before_last_step", {"on": date(2026, 3, 1)}),
    ],
)
def test_a_decision_that_cannot_be_is_refused_by_field(
    scenario: MeetingsScenario, field: str, code: str, given: dict[str, Any]
) -> None:
    meeting = scenario.held("east")
    with refused(code) as refusal:
        scenario.decided(meeting, **given)
    assert refusal.value.field == field
    assert scenario.ask("east", "decisions", organization_id="east")["items"] == []


def test_nothing_is_decided_before_the_meeting_is_held(scenario: MeetingsScenario) -> None:
    with refused("step_not_possible"):
        scenario.decided(scenario.opened())


def test_the_responsible_side_reads_the_decision_and_an_equal_one_is_named(scenario: MeetingsScenario) -> None:
    meeting = scenario.held()
    decision = scenario.decided(meeting)
    assert scenario.ask("first", "decision", decision_id=decision["id"])["text"] == decision["text"]
    again = scenario.decided(meeting)
    assert [warning["record_id"] for warning in again["warnings"]] == [decision["id"]]
    seen = scenario.ask("first", "decisions_of", meeting_id=meeting["id"])["items"]
    assert [(each["number"], each["reduced"]) for each in seen] == [(1, True), (2, True)]
