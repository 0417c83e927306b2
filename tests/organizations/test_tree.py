"""The tree valid over time: every change holds from its day on, and none leaves a tree that is not one on some day."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.organizations.model import timelines
from shared.errors import Refusal
from shared.trees import Timeline, Version
from tests.expect import refused
from tests.scenarios.in_process import OPENED, TREE_LEVELS
from tests.scenarios.organizations import OrganizationsScenario

DAY = date(2026, 4, 1)
EVE = date(2026, 3, 31)
RARE = "𠮷祥社区\ue000（试点）"


def on(scenario: OrganizationsScenario, place: str, day: date) -> dict[str, Any]:
    """Return an organization as it stands on a day."""
    return scenario.ask("district", "organization", organization_id=place, as_of=day)


def below(scenario: OrganizationsScenario, place: str, day: date) -> set[str]:
    """Return the names of those directly below an organization on a day."""
    listed = scenario.ask("district", "organizations", parent_id=place, as_of=day)["items"]
    return {item["name"].removesuffix(" 组织") for item in listed}


def opening(**more: Any) -> dict[str, Any]:
    """Return what opens one more community."""
    return {"parent_id": "east", "name": "新社区", "level": "community", "effective_on": DAY} | more


def test_an_organization_stands_from_its_first_day_on_with_its_way_up(scenario: OrganizationsScenario) -> None:
    opened = scenario.do("district", "open_organization", **opening(division_code="990001001"))
    assert (opened["version"], opened["counts"]["organizations"]) == (1, 1)
    shown = on(scenario, opened["id"], DAY)
    assert [step["id"] for step in shown["path"]] == [scenario.ids["east"], scenario.ids["district"]]
    assert shown["division_code"] == "990001001000"
    with refused("organization_not_open"):
        on(scenario, opened["id"], EVE)
    assert (below(scenario, "east", EVE), below(scenario, "east", DAY)) == (
        {"first", "second"},
        {"first", "second", "新社区"},
    )


def test_names_of_real_life_are_kept_letter_for_letter_up_to_thirty_two_characters(
    scenario: OrganizationsScenario,
) -> None:
    for name in (RARE, "社" * 32, "𠮷" * 32):
        opened = scenario.do("district", "open_organization", **opening(name=name))
        assert on(scenario, opened["id"], DAY)["name"] == name
    (rare,) = scenario.do("district", "open_organization", **opening(name=RARE), dry_run=True)["warnings"][:1]
    assert rare["rule"] == "private_use_character"


def test_an_organization_that_cannot_be_is_refused_and_leaves_nothing(scenario: OrganizationsScenario) -> None:
    scenario.do("district", "open_organization", **opening(division_code="990001001"))
    told = len(scenario.events())
    for wrong, code in (
        ({"name": "社" * 33}, "name_too_long"),
        ({"name": " "}, "name_missing"),
        ({"name": "社\u0000区"}, "name_has_control_characters"),
        ({"name": "社\ud800区"}, "name_has_control_characters"),
        ({"division_code": "990001001000"}, "code_taken"),
        ({"division_code": "九九"}, "code_malformed"),
        ({"effective_on": date(2019, 12, 31)}, "parent_not_open"),
        ({"effective_on": date(1, 1, 1)}, "day_out_of_range"),
        ({"parent_id": "first"}, "level_does_not_fit"),
        ({"parent_id": None}, "parent_does_not_fit_level"),
        ({"parent_id": "nowhere"}, "organization_unknown"),
        ({"level": "village"}, "word_unknown"),
        ({"kind": "two_new"}, "kind_does_not_fit"),
        ({"lon_gcj02": 24.4, "lat_gcj02": 118.1}, "coordinates_outside"),
        ({"lon_gcj02": 118.1}, "coordinates_incomplete"),
    ):
        with refused(code):
            scenario.do("district", "open_organization", **opening(**wrong))
    assert len(scenario.events()) == told
    with refused("grant_does_not_reach"):
        scenario.do("east", "open_organization", **opening())


def test_a_code_is_free_again_once_its_holder_has_ended(scenario: OrganizationsScenario) -> None:
    first = scenario.do("district", "open_organization", **opening(division_code="990001001"))["id"]
    scenario.do("district", "close_organization", organization_id=first, effective_on=date(2026, 8, 1))
    again = opening(division_code="990001001", effective_on=date(2026, 7, 31))
    with refused("code_taken"):
        scenario.do("district", "open_organization", **again)
    assert scenario.do("district", "open_organization", **again | {"effective_on": date(2026, 8, 1)})["version"] == 1


def test_a_rename_holds_from_its_day_and_one_dated_back_only_up_to_the_next(scenario: OrganizationsScenario) -> None:
    asked = {"organization_id": "first"}
    renamed = scenario.do("district", "rename_organization", **asked, name="湖滨社区", effective_on=DAY)
    scenario.do("district", "rename_organization", **asked, name="湖东社区", effective_on=date(2025, 1, 1))
    names = [on(scenario, "first", day)["name"] for day in (date(2024, 12, 31), date(2025, 1, 1), EVE, DAY)]
    assert names == ["first 组织", "湖东社区", "湖东社区", "湖滨社区"]
    history = scenario.ask("district", "history", organization_id="first")["items"]
    assert [(line["kind"], line["effective_on"]) for line in history] == [
        ("renamed", date(2025, 1, 1)), ("renamed", DAY), ("opened", OPENED),
    ]  # fmt: skip
    for wrong, code in (
        ({"expected_version": renamed["version"]}, "changed_meanwhile"),
        ({"effective_on": date(2019, 1, 1)}, "effective_before_opening"),
        ({"name": "湖滨社区"}, "nothing_changes"),
    ):
        with refused(code):
            scenario.do("district", "rename_organization", **asked | {"name": "x", "effective_on": DAY} | wrong)


def test_a_move_takes_everything_below_along_from_its_day_on(scenario: OrganizationsScenario) -> None:
    scenario.do("district", "move_organization", organization_id="first", parent_id="west", effective_on=DAY)
    assert (below(scenario, "east", EVE), below(scenario, "east", DAY)) == ({"first", "second"}, {"second"})
    path = [step["id"] for step in on(scenario, "cell", DAY)["path"]]
    assert path == [scenario.ids[name] for name in ("first", "west", "district")]
    (event,) = scenario.events("organization_moved")
    assert (event.from_parent_id, event.to_parent_id) == (scenario.ids["east"], scenario.ids["west"])


def test_a_move_that_would_break_the_tree_on_any_day_is_refused(scenario: OrganizationsScenario) -> None:
    scenario.do("district", "close_organization", organization_id="third", effective_on=date(2026, 5, 1))
    scenario.do("district", "close_organization", organization_id="west", effective_on=date(2026, 6, 1))
    for moved, parent, day, code in (
        ("east", "first", DAY, "move_makes_cycle"),
        ("first", "first", DAY, "move_makes_cycle"),
        ("first", "west", DAY, "parent_not_open"),
        ("first", "second", DAY, "level_does_not_fit"),
        ("district", "east", DAY, "district_cannot_move"),
        ("first", "east", DAY, "nothing_changes"),
        ("first", "west", date(2019, 1, 1), "effective_before_opening"),
        ("third", "east", date(2026, 5, 1), "organization_closed"),
    ):
        with refused(code):
            asked = {"organization_id": moved, "parent_id": parent, "effective_on": day}
            scenario.do("district", "move_organization", **asked)
    assert scenario.events("organization_moved") == []


def test_what_has_an_end_cannot_end_on_an_earlier_day_once_more(scenario: OrganizationsScenario) -> None:
    """Members and records have their place by the first end; a second one would give them another beside it."""
    ended = {"organization_id": "cell", "effective_on": DAY}
    scenario.do("district", "close_organization", **ended)
    for day in (EVE, date(2024, 5, 1)):
        with refused("organization_ended_already"):
            scenario.do("district", "close_organization", **ended | {"effective_on": day})
    assert [event.effective_on for event in scenario.events("organization_closed")] == [DAY]


def test_nothing_ends_over_the_heads_of_children_or_members(scenario: OrganizationsScenario) -> None:
    member = scenario.member("cell", who="cell")
    asked = {"organization_id": "cell", "effective_on": DAY}
    with refused("members_need_a_place"):
        scenario.do("district", "close_organization", **asked)
    with refused("members_to_ends_too"):
        scenario.do("district", "close_organization", **asked, members_to="cell")
    with refused("children_still_open"):
        scenario.do("district", "close_organization", organization_id="first", effective_on=DAY, members_to="second")
    with refused("closes_before_it_opens"):
        scenario.do("district", "close_organization", organization_id="cell", effective_on=OPENED)
    scenario.do("district", "close_organization", **asked, members_to="second")
    (out,), (arrived,) = map(scenario.events, ("member_transferred_out", "member_transferred_in"))
    assert (out.effective_on, arrived.effective_on) == (DAY, DAY)
    for day, place in ((EVE, "cell"), (DAY, "second")):
        listed = scenario.ask("district", "members", organization_id=place, as_of=day)["items"]
        assert [item["id"] for item in listed] == [member["id"]]


def _with_people(scenario: OrganizationsScenario) -> str:
    member = scenario.member("second")
    post = {"organization_id": "second", "title": "secretary", "member_id": member["id"], "from_on": OPENED}
    scenario.do("second", "assign_post", **post)
    scenario.do("second", "begin_term", organization_id="second", began_on=date(2024, 1, 1))
    return str(member["id"])


def test_a_merge_hands_on_children_and_members_and_ends_posts_and_terms(scenario: OrganizationsScenario) -> None:
    member = _with_people(scenario)
    asked = {"organization_id": "second", "sources": ["first"], "effective_on": DAY, "new": {"name": "湖滨联合社区"}}
    merged = scenario.do("district", "merge_organizations", **asked, records={"projects": "close"})
    assert below(scenario, merged["id"], DAY) == {"cell"}
    assert below(scenario, "east", DAY) == {"湖滨联合社区"}
    listed = scenario.ask("district", "members", organization_id=merged["id"], as_of=DAY)["items"]
    assert [item["id"] for item in listed] == [member]
    (event,) = scenario.events("organizations_merged")
    assert set(event.merged) == {scenario.ids["first"], scenario.ids["second"]}
    assert event.records == {
        "projects": "close",
        "notices": "carry",
        "points": "carry",
        "visits": "carry",
        "halls": "carry",
    }
    assert [left.until_on for left in scenario.events("post_left")] == [EVE]
    assert [ended.ended_on for ended in scenario.events("term_ended")] == [EVE]


def test_a_merge_or_split_that_cannot_be_is_refused(scenario: OrganizationsScenario) -> None:
    merge = {"organization_id": "first", "sources": ["second"], "effective_on": DAY}
    split = {"organization_id": "first", "parts": [{"name": "甲"}, {"name": "乙"}], "effective_on": DAY}
    for command, wrong, code in (
        ("merge", {"sources": []}, "merge_needs_two"),
        ("merge", {"sources": ["first"]}, "merge_target_among_sources"),
        ("merge", {"sources": ["second", "second"]}, "merge_source_twice"),
        ("merge", {"sources": ["west"]}, "merge_levels_differ"),
        ("merge", {"organization_id": "district", "sources": ["west"]}, "district_cannot_merge"),
        ("merge", {"records": {"projects": "burn"}}, "word_unknown"),
        ("split", {"parts": [{"name": "甲"}]}, "split_needs_parts"),
        ("split", {"heir": 2}, "split_heir_unknown"),
        ("split", {"parts": [{"name": "甲", "children": ["second"]}, {"name": "乙"}]}, "split_child_elsewhere"),
        ("split", {"parts": [{"name": "甲", "members": ["nobody"]}, {"name": "乙"}]}, "split_member_elsewhere"),
        ("split", {"parts": [{"name": one, "children": ["cell"]} for one in "甲乙"]}, "split_names_twice"),
        ("split", {"organization_id": "district"}, "district_cannot_split"),
    ):
        with refused(code):
            if command == "merge":
                scenario.do("district", "merge_organizations", **merge | wrong)
            else:
                scenario.do("district", "split_organization", **split | wrong)
    assert scenario.events() == []


def test_a_split_gives_each_part_what_it_names_and_the_heir_the_rest(scenario: OrganizationsScenario) -> None:
    one, other = scenario.member()["id"], scenario.member()["id"]
    parts = [{"name": "甲社区", "members": [one]}, {"name": "乙社区", "children": ["cell"]}]
    asked = {"organization_id": "first", "parts": parts, "effective_on": DAY, "heir": 1}
    split = scenario.do("district", "split_organization", **asked)
    first, second = split["into"]
    assert split["heir_id"] == second
    assert (below(scenario, first, DAY), below(scenario, second, DAY)) == (set(), {"cell"})
    places = {
        item: scenario.ask("district", "members", organization_id=item, as_of=DAY)["items"] for item in (first, second)
    }
    assert [[person["id"] for person in found] for found in places.values()] == [[one], [other]]
    with refused("organization_not_open"):
        on(scenario, "first", DAY)
    assert below(scenario, "east", EVE) == {"first", "second"}


def test_a_dry_run_says_what_would_happen_and_changes_nothing(scenario: OrganizationsScenario) -> None:
    _with_people(scenario)
    told = len(scenario.events())
    before = [on(scenario, name, day) for name, *_ in TREE_LEVELS for day in (EVE, DAY)]
    runs = {
        "open_organization": opening(),
        "rename_organization": {"organization_id": "second", "name": "湖滨社区"},
        "amend_organization": {"organization_id": "second", "changes": {"party_form": "general_branch"}},
        "move_organization": {"organization_id": "second", "parent_id": "west"},
        "close_organization": {"organization_id": "second", "members_to": "first"},
        "merge_organizations": {"organization_id": "first", "sources": ["second"]},
        "split_organization": {"organization_id": "second", "parts": [{"name": "甲"}, {"name": "乙"}]},
    }
    for command, asked in runs.items():
        said = scenario.do("district", command, **{"effective_on": DAY} | asked, dry_run=True)
        assert (said["dry_run"], "version" in said) == (True, False)
        counts = said["counts"]
        assert (counts["members"], counts["posts"]) == ((0, 0) if command == "open_organization" else (1, 1)), command
    assert [on(scenario, name, day) for name, *_ in TREE_LEVELS for day in (EVE, DAY)] == before
    assert len(scenario.events()) == told


def test_whatever_is_moved_and_closed_the_tree_is_one_on_every_day(scenario: OrganizationsScenario) -> None:
    draw, names, kept = Random(5), [name for name, *_ in TREE_LEVELS], 0
    for _ in range(40):
        place, day = draw.choice(names), OPENED + timedelta(days=draw.randrange(3000))
        close = draw.random() < 0.15
        asked = {} if close else {"parent_id": draw.choice(names)}
        try:
            command = "close_organization" if close else "move_organization"
            scenario.do("district", command, organization_id=place, effective_on=day, **asked)
        except Refusal:
            continue
        kept += 1
    assert kept >= 5
    days = {line.effective_on for line in scenario.events()} | {OPENED}
    for day in sorted(days | {day - timedelta(days=1) for day in days if day > OPENED}):
        items = scenario.ask("operator", "organizations", as_of=day, limit=50)["items"]
        above = {item["id"]: item["parent_id"] for item in items}
        for step in above:
            way = [step]
            while above[way[-1]] is not None:
                assert above[way[-1]] in above, "the parent is open on every day of its child"
                assert above[way[-1]] not in way, "nobody stands below itself"
                way.append(above[way[-1]])
            assert way[-1] == scenario.ids["district"]


OFFSETS = st.integers(0, 60)
NAMES = st.sampled_from("甲乙丙")


@given(changes=st.lists(st.tuples(st.sampled_from(["name", "parent_id"]), OFFSETS, NAMES), max_size=8))
def test_a_change_holds_up_to_the_next_change_of_the_same_attribute(changes: list[tuple[str, int, str]]) -> None:
    timeline = Timeline(
        organization_id="o", versions=(Version(valid_from=OPENED, parent_id="甲", level="community", name="甲"),)
    )
    expected = {attribute: ["甲"] * 62 for attribute in ("name", "parent_id")}
    for attribute, offset, value in changes:
        timeline = timelines.changed(timeline, OPENED + timedelta(days=offset), **{attribute: value})
        days, before = expected[attribute], expected[attribute][offset]
        end = next((number for number in range(offset, 62) if days[number] != before), 62)
        days[offset:end] = [value] * (end - offset)
    for attribute, days in expected.items():
        found = [getattr(timeline.on(OPENED + timedelta(days=number)), attribute) for number in range(62)]
        assert found == days
    versions = timeline.versions
    assert all(one.valid_until == two.valid_from for one, two in pairwise(versions))
    assert versions[-1].valid_until is None
