"""A vote's outcome follows from the numbers by the voting rule: below, at and above each threshold."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.model import Resolution
from shared.errors import Refusal
from tests.expect import refused
from tests.scenarios.activities import ActivitiesScenario


def outcome(entitled: int, present: int, votes_for: int, *, election: bool = False) -> str:
    """Return what a vote comes to, all others being against."""
    numbers = {"entitled": entitled, "present": present, "votes_for": votes_for, "abstained": 0}
    vote = Resolution(held_on=date(2026, 3, 2), election=election, votes_against=present - votes_for, **numbers)
    vote.derive()
    return vote.outcome


@pytest.mark.parametrize(
    ("entitled", "present", "votes_for", "expected"),
    [
        (10, 4, 4, "no_quorum"),
        (10, 5, 5, "not_passed"),
        (10, 6, 5, "not_passed"),
        (10, 6, 6, "passed"),
        (11, 5, 5, "no_quorum"),
        (11, 6, 5, "not_passed"),
        (11, 6, 6, "passed"),
        (1, 0, 0, "no_quorum"),
        (1, 1, 1, "passed"),
    ],
)
def test_half_of_the_entitled_is_a_quorum_and_more_than_half_of_them_pass(
    entitled: int, present: int, votes_for: int, expected: str
) -> None:
    assert outcome(entitled, present, votes_for) == expected


@pytest.mark.parametrize(
    ("entitled", "present", "votes_for", "expected"),
    [
        (10, 7, 7, "no_quorum"),
        (10, 8, 5, "not_passed"),
        (10, 8, 6, "passed"),
        (10, 9, 6, "passed"),
        (11, 8, 8, "no_quorum"),
        (11, 9, 6, "passed"),
    ],
)
def test_an_election_needs_four_fifths_of_the_entitled(
    entitled: int, present: int, votes_for: int, expected: str
) -> None:
    assert outcome(entitled, present, votes_for, election=True) == expected


@given(st.data())
def test_more_votes_for_never_make_less_of_it_and_those_absent_count_against(data: st.DataObject) -> None:
    entitled = data.draw(st.integers(1, 300))
    present = data.draw(st.integers(0, entitled))
    fewer, more = sorted(data.draw(st.lists(st.integers(0, present), min_size=2, max_size=2)))
    election = data.draw(st.booleans())
    merit = ["no_quorum", "not_passed", "passed"]
    assert merit.index(outcome(entitled, present, fewer, election=election)) <= merit.index(
        outcome(entitled, present, more, election=election)
    )
    assert (outcome(entitled, present, more, election=election) == "passed") <= (more > entitled - more)


@pytest.fixture
def meeting(scenario: ActivitiesScenario) -> dict[str, Any]:
    """Return a members' meeting of a community with four full members and one on probation."""
    scenario.join("first", "a", "b", "c", "d")
    scenario.join("first", "e", status="probationary")
    return scenario.held("members_meeting")


def voted(scenario: ActivitiesScenario, meeting: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Record a vote of three for and none against."""
    numbers = {"subject": "接收预备党员", "present": 3, "votes_for": 3, "votes_against": 0, "abstained": 0}
    return scenario.do("first", "record_resolution", activity_id=meeting["id"], **numbers | more)


def test_full_members_on_the_roll_are_entitled_unless_another_number_is_given(
    scenario: ActivitiesScenario, meeting: dict[str, Any]
) -> None:
    vote = voted(scenario, meeting)
    assert (vote["entitled"], vote["outcome"]) == (4, "passed")
    assert voted(scenario, meeting, entitled=6)["outcome"] == "not_passed"
    assert "接收预备党员" not in repr(scenario.events("resolution_voted"))
    committee = scenario.held("committee_meeting")
    with refused("entitled_missing"):
        voted(scenario, committee)
    assert voted(scenario, committee, entitled=5)["outcome"] == "passed"
    with refused("does_not_vote"):
        voted(scenario, scenario.held("theme_day"))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"entitled": 0}, "figure_out_of_range"),
        ({"entitled": 100_001}, "figure_out_of_range"),
        ({"abstained": -1}, "figure_out_of_range"),
        ({"entitled": 2}, "more_present_than_entitled"),
        ({"votes_for": 2}, "votes_do_not_add_up"),
        ({"abstained": 1}, "votes_do_not_add_up"),
        ({"subject": " "}, "text_missing"),
    ],
)
def test_numbers_that_do_not_agree_are_refused(
    scenario: ActivitiesScenario, meeting: dict[str, Any], wrong: dict[str, Any], code: str
) -> None:
    with refused(code):
        voted(scenario, meeting, **wrong)
    assert scenario.events("resolution_voted") == []


def test_a_vote_is_corrected_with_a_reason_and_void_with_its_meeting(
    scenario: ActivitiesScenario, meeting: dict[str, Any]
) -> None:
    vote = voted(scenario, meeting)
    asked = {"activity_id": meeting["id"], "resolution_id": vote["id"]}
    with refused("nothing_to_change"):
        scenario.do("first", "correct_resolution", **asked, reason="计票有误")
    with refused("text_missing"):
        scenario.do("first", "correct_resolution", **asked, reason=" ", votes_for=2, abstained=1)
    corrected = scenario.do("first", "correct_resolution", **asked, reason="计票有误", votes_for=2, abstained=1)
    assert (corrected["outcome"], corrected["version"]) == ("not_passed", 2)
    with refused("resolution_unknown"):
        other = scenario.held("members_meeting")
        scenario.do("first", "correct_resolution", **asked | {"activity_id": other["id"]}, reason="x", present=1)
    scenario.do("first", "cancel_activity", activity_id=meeting["id"], reason="重复录入")
    (void,) = scenario.ask("first", "resolutions", activity_id=meeting["id"])["items"]
    assert (void["status"], void["version"]) == ("void", 3)


def test_everyone_is_told_only_what_could_be_derived(scenario: ActivitiesScenario, meeting: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        voted(scenario, meeting, present=5, entitled=4, votes_for=5)
    voted(scenario, meeting)
    (event,) = scenario.events("resolution_voted")
    assert (event.resolution.outcome, event.resolution.rule_version) == ("passed", "2024-01")
