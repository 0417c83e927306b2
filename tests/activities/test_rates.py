"""Reporting rates by unit, the silent ones first; and the one thing that is only ever a reminder."""

from datetime import date

import pytest

from services.activities import reactions
from shared.events.organizations import PostLeft, PostTaken
from shared.trees import Timeline, Version
from tests.activities.world import World
from tests.worlds import DISTRICT_ID, OPENED, refused


def lines(
    world: World, organization: str, period: str, who: str = "district", **more: object
) -> list[dict[str, object]]:
    """Return an organization's reporting rates, every page of them."""
    asked = {"organization_id": organization, "period": period} | more
    return list(world.see(who, "reporting_rates", **asked)["items"])


def test_silent_units_come_first_and_each_counts_what_is_below_it(world: World) -> None:
    world.hear_of_everyone()
    world.held("theme_day", "cell")
    world.held("voluntary_service", "third")
    named = [(line["organization"], line["silent"]) for line in lines(world, "district", "2026-03")]
    assert named == [("office", True), ("east", False), ("west", False)]
    named = [(line["organization"], line["silent"]) for line in lines(world, "east", "2026-03")]
    assert named == [("second", True), ("first", False)]
    first = next(line for line in lines(world, "east", "2026-03") if line["organization"] == "first")
    assert (first["expected"], first["actual"], first["on_time"], first["records"]) == (5, 1, 1, 1)
    assert first["share_on_time"] == 0.2


def test_an_organization_s_own_line_stands_beside_those_below(world: World) -> None:
    world.hear_of_everyone()
    world.held("theme_day", "first")
    shown = [(line["organization"], line["own"], line["expected"]) for line in lines(world, "first", "2026-03")]
    assert shown == [("cell", False, 3), ("first", True, 2)]
    assert [line["own"] for line in lines(world, "cell", "2026-03", "cell")] == [True]


@pytest.mark.parametrize(
    ("period", "expected"), [("2026-01", 2), ("2026-03", 2), ("2026-04", 0), ("2026Q1", 7), ("2026", 7)]
)
def test_an_obligation_is_asked_about_where_its_own_period_lies_wholly(
    world: World, period: str, expected: int
) -> None:
    world.hear_of_everyone()
    (line,) = lines(world, "third", period) or [{"expected": 0}]
    assert line["expected"] == expected


def test_pages_go_on_where_the_last_ended(world: World) -> None:
    world.hear_of_everyone()
    whole = lines(world, "district", "2026")
    paged, after = [], None
    while True:
        page = world.see("district", "reporting_rates", organization_id="district", period="2026", after=after, limit=1)
        paged += page["items"]
        after = page["next_after"]
        if after is None:
            break
    assert paged == whole
    assert len(whole) == 3


def test_whoever_reaches_elsewhere_is_told_nothing(world: World) -> None:
    world.hear_of_everyone()
    with refused("grant_does_not_reach"):
        lines(world, "east", "2026", "west")
    with refused("period_unreadable"):
        lines(world, "east", "2026Q0")


def test_a_secretary_who_gave_no_party_class_is_reminded_of_late_in_the_year(world: World) -> None:
    world.hear_of_everyone()
    version = Version(valid_from=OPENED, parent_id="east", level="community", name="first", party_form="committee")
    world.open(Timeline(organization_id="first", versions=(version,)))
    world.join("first", "s", "other")

    def warned(year: int = 2026) -> list[str]:
        asked = {"organization_id": "district", "year": year}
        return [one["organization_id"] for one in world.see("district", "activity_warnings", **asked)["items"]]

    world.day = date(2026, 10, 1)
    assert warned() == []
    post = {"district_id": DISTRICT_ID, "organization_id": "first", "post_id": "p", "title": "secretary"}
    world.hear(reactions.know_secretaries_on_post_taken, PostTaken(**post, member_id="s", from_on=OPENED))
    world.day = date(2026, 9, 30)
    assert warned() == []
    world.day = date(2026, 10, 1)
    assert warned() == ["first"]
    world.held("party_class", speakers=["other"])
    assert warned() == ["first"]
    given = world.held("party_class", speakers=["s"])
    assert warned() == []
    world.do("first", "cancel_activity", activity_id=given["id"], reason="录错")
    assert warned() == ["first"]
    world.hear(reactions.know_secretaries_on_post_left, PostLeft(**post, until_on=date(2026, 9, 1)))
    world.held("party_class", speakers=["s"])
    assert warned() == ["first"]
    world.held("party_class", speakers=["s"], held_on=date(2026, 9, 1))
    assert warned() == []
