"""Reporting rates by unit, the silent ones first; and the one thing that is only ever a reminder."""

from datetime import date

import pytest

from services.activities import reactions
from shared.events.organizations import PostLeft, PostTaken
from shared.trees import Timeline, Version
from tests.expect import refused
from tests.scenarios.activities import ActivitiesScenario
from tests.scenarios.in_process import DISTRICT_ID, OPENED


def lines(
    scenario: ActivitiesScenario, organization: str, period: str, who: str = "district", **more: object
) -> list[dict[str, object]]:
    """Return an organization's reporting rates, every page of them."""
    asked = {"organization_id": organization, "period": period} | more
    return list(scenario.ask(who, "reporting_rates", **asked)["items"])


def test_silent_units_come_first_and_each_counts_what_is_below_it(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.held("theme_day", "cell")
    scenario.held("voluntary_service", "third")
    named = [(line["organization"], line["silent"]) for line in lines(scenario, "district", "2026-03")]
    assert named == [("office", True), ("east", False), ("west", False)]
    named = [(line["organization"], line["silent"]) for line in lines(scenario, "east", "2026-03")]
    assert named == [("second", True), ("first", False)]
    first = next(line for line in lines(scenario, "east", "2026-03") if line["organization"] == "first")
    assert (first["expected"], first["actual"], first["on_time"], first["records"]) == (5, 1, 1, 1)
    assert first["share_on_time"] == 0.2


def test_an_organization_s_own_line_stands_beside_those_below(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.held("theme_day", "first")
    shown = [(line["organization"], line["own"], line["expected"]) for line in lines(scenario, "first", "2026-03")]
    assert shown == [("cell", False, 3), ("first", True, 2)]
    assert [line["own"] for line in lines(scenario, "cell", "2026-03", "cell")] == [True]


@pytest.mark.parametrize(
    ("period", "expected"), [("2026-01", 2), ("2026-03", 2), ("2026-04", 0), ("2026Q1", 7), ("2026", 7)]
)
def test_an_obligation_is_asked_about_where_its_own_period_lies_wholly(
    scenario: ActivitiesScenario, period: str, expected: int
) -> None:
    scenario.open_all()
    (line,) = lines(scenario, "third", period) or [{"expected": 0}]
    assert line["expected"] == expected


def test_pages_go_on_where_the_last_ended(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    whole = lines(scenario, "district", "2026")
    paged, after = [], None
    while True:
        page = scenario.ask(
            "district", "reporting_rates", organization_id="district", period="2026", after=after, limit=1
        )
        paged += page["items"]
        after = page["next_after"]
        if after is None:
            break
    assert paged == whole
    assert len(whole) == 3


def test_whoever_reaches_elsewhere_is_told_nothing(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    with refused("grant_does_not_reach"):
        lines(scenario, "east", "2026", "west")
    with refused("period_unreadable"):
        lines(scenario, "east", "2026Q0")


def test_a_secretary_who_gave_no_party_class_is_reminded_of_late_in_the_year(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    version = Version(valid_from=OPENED, parent_id="east", level="community", name="first", party_form="committee")
    scenario.open(Timeline(organization_id="first", versions=(version,)))
    scenario.join("first", "s", "other")

    def warned(year: int = 2026) -> list[str]:
        asked = {"organization_id": "district", "year": year}
        return [one["organization_id"] for one in scenario.ask("district", "activity_warnings", **asked)["items"]]

    scenario.day = date(2026, 10, 1)
    assert warned() == []
    post = {"district_id": DISTRICT_ID, "organization_id": "first", "post_id": "p", "title": "secretary"}
    scenario.react(reactions.replicate_secretaries_on_post_taken, PostTaken(**post, member_id="s", from_on=OPENED))
    scenario.day = date(2026, 9, 30)
    assert warned() == []
    scenario.day = date(2026, 10, 1)
    assert warned() == ["first"]
    scenario.held("party_class", speakers=["other"])
    assert warned() == ["first"]
    scenario.held("party_class", "cell", speakers=["s"])
    with refused("not_on_roll"):
        scenario.held("party_class", "cell", speakers=["other"])
    given = scenario.held("party_class", speakers=["s"])
    assert warned() == []
    scenario.do("first", "cancel_activity", activity_id=given["id"], reason="录错")
    assert warned() == ["first"]
    scenario.react(reactions.replicate_secretaries_on_post_left, PostLeft(**post, until_on=date(2026, 9, 1)))
    scenario.held("party_class", speakers=["s"])
    assert warned() == ["first"]
    scenario.held("party_class", speakers=["s"], held_on=date(2026, 9, 1))
    assert warned() == []


def test_a_party_class_knows_its_secretary_even_where_the_post_is_entered_later(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.join("first", "s")
    given, other = (scenario.held(kind, speakers=["s"]) for kind in ("party_class", "theme_day"))
    post = {"district_id": DISTRICT_ID, "organization_id": "first", "post_id": "p", "title": "secretary"}

    def recognised() -> list[tuple[str, bool]]:
        told = [event.activity for event in scenario.events("secretary_class_settled")]
        return [(activity.activity_id, activity.by_secretary) for activity in told]

    taken = PostTaken(**post, member_id="s", from_on=OPENED)
    scenario.react(reactions.replicate_secretaries_on_post_taken, taken)
    scenario.react(reactions.replicate_secretaries_on_post_taken, taken)
    assert recognised() == [(given["id"], True)]
    scenario.do("first", "amend_activity", activity_id=other["id"], title="主题党日")
    left = PostLeft(**post, until_on=OPENED)
    scenario.react(reactions.replicate_secretaries_on_post_left, left)
    assert recognised() == [(given["id"], True), (given["id"], False)]


def test_every_unit_below_has_a_line_and_each_says_how_many_right_below_it_are_silent(
    scenario: ActivitiesScenario,
) -> None:
    scenario.open_all()
    scenario.held("theme_day", "cell")
    found = {line["organization"]: line for line in lines(scenario, "district", "2026-03", below=True)}
    assert {"east", "first", "second", "cell", "west", "third", "office"} <= found.keys()
    assert [found[name]["silent"] for name in ("cell", "first", "east", "second", "west")] == [False] * 3 + [True] * 2
    assert (found["east"]["units"], found["east"]["silent_units"]) == (2, 1)
    assert (found["first"]["records"], found["first"]["level"]) == (1, "community")
    flat = {line["organization"]: line for line in lines(scenario, "east", "2026-03")}
    assert flat["first"] == found["first"]


def test_silent_units_alone_are_listed(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.held("theme_day", "cell")
    quiet = [line["organization"] for line in lines(scenario, "district", "2026-03", below=True, silent=True)]
    assert "second" in quiet
    assert not {"cell", "first", "east"} & set(quiet)
    heard = {line["organization"] for line in lines(scenario, "district", "2026-03", below=True, silent=False)}
    assert {"cell", "first", "east"} <= heard
