"""Complaints and suggestions: from anyone of a unit, named or not, answered by whom they are addressed to, in time."""

from datetime import date

import pytest

from tests.expect import refused
from tests.scenarios.supervision import SupervisionScenario


@pytest.mark.parametrize("to", ["cell", "first", "east", "district"])
def test_it_is_addressed_to_ones_own_unit_or_anyone_above(scenario: SupervisionScenario, to: str) -> None:
    suggestion = scenario.handed_in("cell", to)
    who = "first" if to == "cell" else to
    answered = scenario.do(who, "answer_suggestion", suggestion_id=suggestion["id"], answer="已办")
    assert (answered["standing"], answered["answer"]) == ("answered_on_time", "已办")
    (own,) = scenario.ask("cell", "own_suggestions")["items"]
    assert (own["id"], own["answer"], own["own"]) == (suggestion["id"], "已办", True)


@pytest.mark.parametrize("to", ["second", "west", "cell"])
def test_it_is_not_addressed_past_whom_one_is_below(scenario: SupervisionScenario, to: str) -> None:
    with refused("addressee_not_above"):
        scenario.handed_in("first", to)


def test_who_wishes_is_not_shown_to_whoever_answers(scenario: SupervisionScenario) -> None:
    suggestion = scenario.handed_in(named=False)
    for seen in (
        scenario.ask("east", "suggestion", suggestion_id=suggestion["id"]),
        scenario.ask("district", "suggestions", organization_id="east")["items"][0],
        scenario.do("east", "answer_suggestion", suggestion_id=suggestion["id"], answer="已合并报表"),
    ):
        assert (seen["from_organization_id"], seen["sender_name"], seen["own"]) == (None, None, False)
    own = scenario.ask("first", "suggestion", suggestion_id=suggestion["id"])
    assert (own["own"], own["from_organization_id"], own["sender_name"]) == (True, None, None)
    assert not any("first" in repr(event) for event in scenario.events())
    named = scenario.handed_in()
    assert scenario.ask("east", "suggestion", suggestion_id=named["id"])["from_organization_id"] == "first"


def test_it_is_answered_within_fifteen_working_days_and_overdue_the_day_after(scenario: SupervisionScenario) -> None:
    suggestion = scenario.handed_in()
    assert suggestion["due_on"] == date(2026, 3, 23)
    scenario.day = date(2026, 3, 23)
    assert scenario.ask("first", "suggestion", suggestion_id=suggestion["id"])["standing"] == "open"
    scenario.day = date(2026, 3, 24)
    assert scenario.ask("first", "suggestion", suggestion_id=suggestion["id"])["standing"] == "overdue"
    late = scenario.do("east", "answer_suggestion", suggestion_id=suggestion["id"], answer="已办")
    assert late["standing"] == "answered_late"
    with refused("step_not_possible"):
        scenario.do("east", "answer_suggestion", suggestion_id=suggestion["id"], answer="再答")


def test_nobody_answers_their_own_and_nobody_else_s_business_is_seen(scenario: SupervisionScenario) -> None:
    suggestion = scenario.handed_in("east", "east")
    with refused("own_suggestion"):
        scenario.do("east", "answer_suggestion", suggestion_id=suggestion["id"], answer="同意")
    for who in ("first", "west", "auditor"):
        if who != "auditor":
            with refused("grant_does_not_reach"):
                scenario.ask(who, "suggestion", suggestion_id=suggestion["id"])
        with refused("grant_does_not_reach"):
            scenario.do(who, "answer_suggestion", suggestion_id=suggestion["id"], answer="代答")
    counted = scenario.ask("auditor", "suggestion", suggestion_id=suggestion["id"])
    assert counted["reduced"]
    assert counted.keys() & {"title", "text", "answer", "own", "named", "from_organization_id", "sender_name"} == set()
    assert scenario.ask("auditor", "own_suggestions")["items"] == []
    with refused("grant_does_not_reach"):
        scenario.handed_in("first", who="auditor")
    with refused("suggestion_about_unknown"):
        scenario.handed_in(about="praise")
