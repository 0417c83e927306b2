"""Mergers and closings carry decisions on; what was still to be reported is asked of nobody."""

from datetime import date

import pytest

from shared.events.organizations import OrganizationClosed, OrganizationsMerged, TreeChanged
from shared.trees import Timeline
from tests.expect import refused
from tests.scenarios.in_process import DISTRICT_ID, OPENED, version
from tests.scenarios.meetings import MeetingsScenario

DAY = date(2026, 3, 2)


def ended(name: str, parent: str, level: str) -> Timeline:
    """Return the timeline of an organization that ends on the scenario's day."""
    return Timeline(organization_id=name, versions=(version(name, level, parent, OPENED, DAY),))


def merged(source: str, target: str, parent: str = "east", level: str = "community", **records: str) -> TreeChanged:
    """Return the fact that one organization goes on in another."""
    return OrganizationsMerged(
        district_id=DISTRICT_ID, organization_id=target, effective_on=DAY, changed=(ended(source, parent, level),),
        merged=(source,), records=records,
    )  # fmt: skip


def test_a_decision_goes_on_under_the_heir_of_who_is_responsible(scenario: MeetingsScenario) -> None:
    decision = scenario.decided(scenario.held(), "second")
    scenario.deliver(merged("second", "first"))
    seen = scenario.ask("first", "decision", decision_id=decision["id"])
    assert (seen["responsible_organization_id"], seen["status"]) == ("first", "in_progress")


def test_a_decision_of_a_street_goes_on_under_its_heir_which_may_withdraw_it(scenario: MeetingsScenario) -> None:
    decision = scenario.decided(scenario.held("east", "first"))
    scenario.deliver(merged("east", "west", "district", "street"))
    withdrawn = scenario.do("west", "withdraw_decision", decision_id=decision["id"], reason="并入")
    assert (withdrawn["organization_id"], withdrawn["status"]) == ("west", "withdrawn")


def test_a_closing_that_closes_projects_ends_the_decision_and_what_was_settled_stays(
    scenario: MeetingsScenario,
) -> None:
    meeting = scenario.held("first", "cell")
    open_one, settled = scenario.decided(meeting, "cell"), scenario.decided(meeting, text="另一项")
    scenario.do("first", "withdraw_decision", decision_id=settled["id"], reason="不再需要")
    closed = OrganizationClosed(
        district_id=DISTRICT_ID, organization_id="first", effective_on=DAY,
        changed=(ended("first", "east", "community"),), records={},
    )  # fmt: skip
    scenario.deliver(closed)
    found = {each["id"]: each for each in scenario.ask("east", "decisions", organization_id="east")["items"]}
    assert (found[open_one["id"]]["status"], found[open_one["id"]]["settled_on"]) == ("ended", DAY)
    assert found[settled["id"]]["status"] == "withdrawn"


def test_a_responsible_unit_that_closed_leaves_the_decision_with_who_made_it(scenario: MeetingsScenario) -> None:
    decision = scenario.decided(scenario.held("first", "cell"), "cell")
    scenario.deliver(
        OrganizationClosed(
            district_id=DISTRICT_ID,
            organization_id="cell",
            effective_on=DAY,
            changed=(ended("cell", "first", "branch"),),
            records={},
        )
    )
    assert scenario.ask("first", "decision", decision_id=decision["id"])["responsible_organization_id"] == "first"


def test_what_a_merged_unit_had_still_to_report_ends_and_what_it_handed_in_stays(scenario: MeetingsScenario) -> None:
    silent, written = scenario.opened("district", "second"), scenario.opened("east", "second")
    scenario.handed_in(written, "second")
    scenario.deliver(merged("second", "first"))
    states = {
        meeting["id"]: scenario.ask("district", "report_backs", meeting_id=meeting["id"])["items"][0]["status"]
        for meeting in (silent, written)
    }
    assert states == {silent["id"]: "ended", written["id"]: "handed_in"}
    with refused("unit_not_asked"):
        scenario.do("district", "hold_meeting", meeting_id=silent["id"], spoke=["second"])


@pytest.mark.parametrize("how", ["prepared", "held"])
def test_a_meeting_that_is_prepared_ends_with_its_organization_and_one_that_was_held_stays(
    scenario: MeetingsScenario, how: str
) -> None:
    meeting = scenario.opened("east", "first") if how == "prepared" else scenario.held("east", "first")
    scenario.deliver(merged("east", "west", "district", "street"))
    seen = scenario.ask("district", "meeting", meeting_id=meeting["id"])
    (reported,) = scenario.ask("district", "report_backs", meeting_id=meeting["id"])["items"]
    assert (seen["status"], reported["status"]) == {"prepared": ("ended", "ended"), "held": ("held", "given")}[how]
    assert seen["organization_id"] == "east"


def test_a_unit_that_has_closed_is_not_asked_to_report(scenario: MeetingsScenario) -> None:
    closed = OrganizationClosed(
        district_id=DISTRICT_ID, organization_id="second", effective_on=DAY,
        changed=(ended("second", "east", "community"),), records={},
    )  # fmt: skip
    scenario.deliver(closed)
    with refused("meeting_unit_not_open") as refusal:
        scenario.opened("district", "first", "second")
    assert refusal.value.field == "units"
