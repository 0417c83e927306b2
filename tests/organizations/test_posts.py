"""Posts: one secretary at a time, one person in several posts, and nobody beyond the organization's end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from shared.errors import Refusal
from tests.expect import refused
from tests.scenarios.organizations import OrganizationsScenario


def taken(scenario: OrganizationsScenario, who: str = "first", **more: Any) -> dict[str, Any]:
    """Return a post that somebody outside the roll takes in 2022 unless named otherwise."""
    asked: dict[str, Any] = {"organization_id": "first", "title": "secretary", "from_on": date(2022, 1, 1)}
    if "member_id" not in more:
        asked["person_name"] = "李四"
    return scenario.do(who, "assign_post", **asked | more)


def test_a_post_is_taken_and_left_with_its_days(scenario: OrganizationsScenario) -> None:
    member = scenario.member()
    post = taken(scenario, member_id=member["id"])
    assert (post["held"], post["person_name"]) == (True, member["name"])
    left = scenario.do("first", "relieve_post", post_id=post["id"], until_on=date(2026, 2, 28))
    assert (left["held"], left["until_on"]) == (False, date(2026, 2, 28))
    took, leaves = scenario.events("post_taken", "post_left")
    assert (took.title, took.member_id, took.from_on) == ("secretary", member["id"], date(2022, 1, 1))
    assert (leaves.post_id, leaves.until_on) == (post["id"], date(2026, 2, 28))
    with refused("post_left_already"):
        scenario.do("first", "relieve_post", post_id=post["id"])


def test_a_secretary_follows_another_and_never_stands_beside_one(scenario: OrganizationsScenario) -> None:
    first = taken(scenario)
    for day in (date(2021, 6, 1), date(2026, 3, 2)):
        with refused("post_is_held"):
            taken(scenario, person_name="王五", from_on=day)
    scenario.do("first", "relieve_post", post_id=first["id"], until_on=date(2025, 12, 31))
    with refused("post_is_held"):
        taken(scenario, person_name="王五", from_on=date(2025, 12, 31))
    taken(scenario, person_name="王五", from_on=date(2026, 1, 1))
    taken(scenario, person_name="赵六", from_on=date(2021, 1, 1), until_on=date(2021, 12, 31))
    held = scenario.ask("first", "posts", organization_id="first", as_of=date(2026, 3, 2))["items"]
    assert [post["person_name"] for post in held] == ["王五"]


def test_one_person_holds_several_posts_but_each_once(scenario: OrganizationsScenario) -> None:
    member = scenario.member()
    for place, who, title in (("first", "first", "secretary"), ("first", "first", "organization_member"),
                              ("cell", "first", "secretary")):  # fmt: skip
        taken(scenario, who, organization_id=place, title=title, member_id=member["id"])
    posts = scenario.ask("first", "member", member_id=member["id"])["posts"]
    assert sorted(post["title"] for post in posts) == ["organization_member", "secretary", "secretary"]
    with refused("post_held_already"):
        taken(scenario, title="organization_member", member_id=member["id"], from_on=date(2024, 1, 1))
    taken(scenario, title="organization_member", person_name="王五")


def test_a_post_that_cannot_be_is_refused(scenario: OrganizationsScenario) -> None:
    for wrong, code in (
        ({"title": "boss"}, "word_unknown"),
        ({"member_id": None, "person_name": None}, "post_needs_one_person"),
        ({"member_id": "someone", "person_name": "李四"}, "post_needs_one_person"),
        ({"member_id": "someone"}, "member_unknown"),
        ({"from_on": date(2019, 12, 31)}, "effective_before_opening"),
        ({"until_on": date(2021, 12, 31)}, "ends_before_it_begins"),
        ({"from_on": date(1, 1, 1)}, "day_out_of_range"),
        ({"person_name": "李\u0007四"}, "text_has_control_characters"),
    ):
        with refused(code):
            taken(scenario, **wrong)
    assert scenario.events() == []


def test_nobody_is_in_a_post_after_leaving_the_roll_or_beyond_the_organization(scenario: OrganizationsScenario) -> None:
    member = scenario.member()
    scenario.do("first", "leave_member", member_id=member["id"], reason="deceased", effective_on=date(2025, 1, 1))
    with refused("member_has_left"):
        taken(scenario, member_id=member["id"], from_on=date(2025, 1, 1))
    scenario.do("district", "close_organization", organization_id="cell", effective_on=date(2026, 6, 1))
    with refused("organization_ends"):
        taken(scenario, organization_id="cell")
    assert taken(scenario, organization_id="cell", until_on=date(2026, 5, 31))["held"]


def test_posts_are_kept_by_communities_and_above_and_read_by_auditors_too(scenario: OrganizationsScenario) -> None:
    for who in ("cell", "second", "west", "auditor"):
        with refused("grant_does_not_reach"):
            taken(scenario, who, organization_id="cell")
    post = taken(scenario, "east", organization_id="cell")
    with refused("grant_does_not_reach"):
        scenario.do("second", "relieve_post", post_id=post["id"])
    listed = scenario.ask("auditor", "posts", organization_id="district", below=True, title="secretary")
    assert [item["id"] for item in listed["items"]] == [post["id"]]


def test_posts_come_in_pages_by_their_first_day(scenario: OrganizationsScenario) -> None:
    days = [date(2024, 5, 1), date(2021, 5, 1), date(2023, 5, 1)]
    for day in days:
        taken(scenario, title="committee_member", person_name=f"某{day.year}", from_on=day)
    first = scenario.ask("first", "posts", organization_id="first", limit=2)
    rest = scenario.ask("first", "posts", organization_id="first", limit=2, after=first["next_after"])
    assert [post["from_on"] for post in first["items"] + rest["items"]] == sorted(days)
    with refused("cursor_malformed"):
        scenario.ask("first", "posts", organization_id="first", after="[1]")


def attempted(scenario: OrganizationsScenario, who: str, command: str, **asked: Any) -> str:
    """Return what came of a command: `done`, or the code it was refused with."""
    try:
        scenario.do(who, command, **asked)
    except Refusal as refusal:
        return refusal.code
    return "done"


def test_of_two_who_make_a_secretary_at_the_same_moment_one_is_refused(scenario: OrganizationsScenario) -> None:
    asked = {"organization_id": "first", "title": "secretary", "from_on": date(2022, 1, 1)}
    with ThreadPoolExecutor(4) as pool:
        tries = [
            pool.submit(attempted, scenario, "first", "assign_post", **asked, person_name=name) for name in "甲乙丙丁"
        ]
        assert sorted(done.result() for done in tries) == ["done", "post_is_held", "post_is_held", "post_is_held"]


def test_nobody_enters_an_organization_that_is_being_closed(scenario: OrganizationsScenario) -> None:
    for number in range(4):
        asked = {"parent_id": "first", "name": f"第{number}支部", "level": "branch", "effective_on": date(2021, 1, 1)}
        place = scenario.do("district", "open_organization", **asked)["id"]
        close = {"organization_id": place, "effective_on": date(2026, 4, 1)}
        with ThreadPoolExecutor(2) as pool:
            closes = pool.submit(attempted, scenario, "district", "close_organization", **close)
            enters = pool.submit(
                attempted, scenario, "first", "register_member", organization_id=place, **scenario.person()
            )
        assert (closes.result(), enters.result()) in {
            ("done", "organization_ends"),
            ("members_need_a_place", "done"),
        }
