"""Responsibility letters name what is assigned already, within the letter of the one above, signed by both sides."""

from datetime import date
from typing import Any

import msgspec
import pytest

from services.supervision import reactions
from shared.events.activities import ObligationMet, ObligationsSet, ObligationState
from shared.events.projects import (
    MatterAssigned,
    MatterReleased,
    MilestoneReached,
    MilestoneSet,
    ProjectApproved,
)
from tests.expect import refused
from tests.scenarios.in_process import DISTRICT_ID
from tests.scenarios.supervision import SupervisionScenario, milestone, project, project_event


def test_the_longest_titles_of_a_project_and_its_milestone_make_one_whole_title(scenario: SupervisionScenario) -> None:
    led, one = project("p-first", "first", title="项" * 100), milestone("m-first", "first", title="节" * 100)
    fact = project_event(MilestoneSet, led, milestone_id=one.milestone_id, milestone=one)
    scenario.react(reactions.update_duties_on_project_event, fact)
    (duty,) = scenario.ask("first", "duties", organization_id="first", year=2026)["items"]
    assert duty["title"] == f"{'项' * 100}：{'节' * 100}"


def obligation(unit: str, revision: int = 1, **more: Any) -> ObligationState:
    """Return the theme day of March, not held yet."""
    days = {"opens_on": date(2026, 3, 1), "due_on": date(2026, 3, 31), "late_from": date(2026, 4, 1)}
    asked: dict[str, Any] = {"kind": "theme_day", "period": "2026-03", "year": 2026, "status": "expected"} | days
    asked |= {"missed_from": date(2026, 5, 1)}
    return ObligationState(obligation_id=f"o-{unit}", revision=revision, organization_id=unit, **asked | more)


def named_by(
    scenario: SupervisionScenario, letter: dict[str, Any], who: str = "district", limit: int = 2
) -> list[dict[str, Any]]:
    """Read the duties that a letter names, page by page."""
    found: list[dict[str, Any]] = []
    after = None
    while found == [] or after is not None:
        page = scenario.ask(who, "letter_duties", letter_id=letter["id"], limit=limit, after=after)
        assert len(page["items"]) <= limit
        found, after = found + page["items"], page["next_after"]
    return found


def test_a_letter_cascades_from_the_district_to_a_branch(scenario: SupervisionScenario) -> None:
    scenario.set_duties("east", "first", "cell", "second", "third")
    street = scenario.signed("district", "east")
    assert [duty["id"] for duty in named_by(scenario, street)] == [
        "milestone:m-cell",
        "milestone:m-east",
        "milestone:m-first",
        "milestone:m-second",
    ]
    community = scenario.signed("east", "first")
    assert {duty["organization_id"] for duty in named_by(scenario, community)} == {"first", "cell"}
    branch = scenario.signed("first", "cell")
    assert [duty["id"] for duty in named_by(scenario, branch)] == ["milestone:m-cell"]
    assert (branch["status"], branch["issuer_id"], branch["parent_letter_id"]) == ("signed", "first", community["id"])
    signatures = [(event.side, event.post) for event in scenario.events("letter_signed")]
    assert signatures == [("issuer", "街道书记"), ("unit", "社区书记")] * 3


def test_nobody_below_promises_what_the_one_above_has_not(scenario: SupervisionScenario) -> None:
    scenario.set_duties("first", "second")
    with refused("parent_letter_missing"):
        scenario.drafted("east", "first")
    scenario.signed("district", "east", duties=["milestone:m-first"])
    scenario.set_duties("cell")
    with refused("duty_not_in_parent"):
        scenario.drafted("east", "first", duties=["milestone:m-first", "milestone:m-cell"])
    with refused("duty_not_assigned"):
        scenario.drafted("east", "first", duties=["milestone:m-second"])
    assert [duty["id"] for duty in named_by(scenario, scenario.drafted("east", "first"))] == ["milestone:m-first"]
    with refused("no_duty"):
        scenario.drafted("east", "second")


def test_a_letter_adds_no_duty_that_is_not_assigned(scenario: SupervisionScenario) -> None:
    with refused("no_duty"):
        scenario.drafted("district", "east")
    with refused("nobody_above"):
        scenario.drafted("district", "district")
    with refused("organization_unknown"):
        scenario.drafted("district", "nobody")


def test_a_unit_is_asked_for_two_letters_a_year_and_not_for_three(scenario: SupervisionScenario) -> None:
    scenario.set_duties("third", "first")
    first = scenario.signed("district", "west")
    drafted_one = scenario.drafted("district", "west")
    with refused("too_many_letters"):
        scenario.drafted("district", "west")
    scenario.do("district", "withdraw_letter", letter_id=drafted_one["id"], reason="内容有误")
    second = scenario.signed("district", "west")
    with refused("too_many_letters"):
        scenario.drafted("district", "west")
    before = scenario.ask("west", "letter", letter_id=first["id"])
    assert (before["status"], before["superseded_by"]) == ("superseded", second["id"])
    assert [event.by for event in scenario.events("letter_superseded")] == [second["id"]]
    scenario.set_duties("west")
    scenario.day = date(2027, 1, 4)
    with refused("no_duty"):
        scenario.drafted("district", "west", year=2027)


def test_both_sides_sign_once_and_each_for_itself(scenario: SupervisionScenario) -> None:
    scenario.set_duties("third")
    letter = scenario.drafted("district", "west")
    sign = {"letter_id": letter["id"]}
    with refused("grant_does_not_reach"):
        scenario.do("west", "sign_letter", **sign, side="issuer")
    with refused("grant_does_not_reach"):
        scenario.do("east", "sign_letter", **sign, side="unit")
    with refused("letter_side_unknown"):
        scenario.do("district", "sign_letter", **sign, side="both")
    half = scenario.do("west", "sign_letter", **sign, side="unit", post="代理书记")
    assert (half["status"], half["unit_signed_on"], half["issuer_signed_on"]) == ("drafted", scenario.day, None)
    with refused("letter_already_signed"):
        scenario.do("west", "sign_letter", **sign, side="unit")
    assert scenario.do("district", "sign_letter", **sign, side="issuer")["status"] == "signed"
    with refused("step_not_possible"):
        scenario.do("district", "withdraw_letter", **sign, reason="误")


def test_a_letter_shows_each_duty_as_it_stands(scenario: SupervisionScenario) -> None:
    scenario.set_duties("third")
    part = project("matter", "district", kind="practical_matter", title="社区食堂")
    keep = reactions.update_duties_on_project_event
    scenario.react(keep, project_event(MatterAssigned, part, assigned_organization_id="third", post="书记"))
    scenario.react(
        reactions.update_duties_on_obligations_set,
        ObligationsSet(district_id=DISTRICT_ID, organization_id="third", year=2026, obligations=(obligation("third"),)),
    )
    scenario.issued(unit="third")
    letter = scenario.signed("district", "west")

    def standings() -> dict[str, str]:
        return {duty["kind"]: duty["standing"] for duty in named_by(scenario, letter, "west")}

    kinds = ("milestone", "matter_part", "obligation", "rectification")
    assert standings() == dict(zip(kinds, ("on_track", "on_track", "due", "open"), strict=True))
    scenario.day = date(2026, 5, 26)
    assert standings() == dict(zip(kinds, ("at_risk", "on_track", "missed", "overdue"), strict=True))
    reached = milestone("m-third", "third", 2, status="reached", reached_on=scenario.day)
    led = project("p-third", "third", 2)
    scenario.react(
        keep, project_event(MilestoneReached, led, milestone_id="m-third", milestone=reached, reached_on=scenario.day)
    )
    late = project("matter", "district", 3, kind="practical_matter", overdue_from=date(2026, 5, 1))
    scenario.react(keep, project_event(ProjectApproved, late, approved_on=scenario.day))
    met = obligation("third", 2, status="met", met_on=date(2026, 3, 31))
    here = {"district_id": DISTRICT_ID, "organization_id": "third"}
    fact = ObligationMet(**here, obligation_id="o-third", obligation=met, activity_id="a-third")
    scenario.react(reactions.update_duty_on_obligation_event, fact)
    now = standings()
    assert (now["milestone"], now["matter_part"], now["obligation"]) == ("reached_on_time", "overdue", "met_on_time")


def test_what_is_heard_late_does_not_undo_what_is_known(scenario: SupervisionScenario) -> None:
    keep = reactions.update_duties_on_project_event
    newer = milestone("m", "first", 3, title="新")
    older = milestone("m", "second", 2, title="旧")
    for revision, one in ((3, newer), (2, older)):
        scenario.react(
            keep, project_event(MilestoneSet, project("p", "first", revision), milestone_id="m", milestone=one)
        )
    (duty,) = scenario.ask("first", "duties", organization_id="first", year=2026)["items"]
    assert duty["title"] == "邻里节：新"
    assert scenario.ask("second", "duties", organization_id="second", year=2026)["items"] == []


def test_a_part_that_was_released_is_no_duty_any_more(scenario: SupervisionScenario) -> None:
    keep = reactions.update_duties_on_project_event
    led = project("matter", "district", kind="practical_matter")
    scenario.react(keep, project_event(MatterAssigned, led, assigned_organization_id="first", post="书记"))
    assert len(scenario.ask("first", "duties", organization_id="first", year=2026)["items"]) == 1
    released = msgspec.structs.replace(led, revision=2)
    scenario.react(keep, project_event(MatterReleased, released, released_organization_id="first"))
    assert scenario.ask("first", "duties", organization_id="first", year=2026)["items"] == []


@pytest.mark.parametrize("who", ["first", "second", "west", "auditor"])
def test_only_the_one_directly_above_drafts(scenario: SupervisionScenario, who: str) -> None:
    scenario.set_duties("first")
    with refused("grant_does_not_reach"):
        scenario.drafted(who, "east" if who in {"first", "second"} else "first")
