"""What is recorded elsewhere gives points once, corrected when the record is, in whichever order facts are heard."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.member_points import reactions
from shared.events.observation_visits import VisitHeld
from shared.events.organizations import PostLeft
from shared.events.projects import ProjectAccepted, ProjectState
from tests.member_points.world import ITEMS, World
from tests.worlds import DISTRICT_ID, refused

PLACE = {"district_id": DISTRICT_ID, "organization_id": "first"}


def test_who_attended_gets_points_once_however_often_it_is_heard(world: World) -> None:
    world.join()
    world.scheme()
    fact = world.activity()
    for _ in range(2):
        world.hear(reactions.derive_points_on_activity_event, fact)
    world.attend(title="三月党员大会（更正）")
    assert world.standing() == [("meeting", 500)]
    assert [len(event.entries) for event in world.told("points_awarded")] == [1]
    entry = world.entries()[0]
    assert (entry["evidence_type"], entry["evidence_id"], entry["source"]) == ("activity", "a1", "derived")
    assert entry["rule_version"] == "2026-ordinary-v1"


def test_a_corrected_attendance_takes_back_what_no_longer_holds_and_adds_what_is_new(world: World) -> None:
    for member in ("m1", "m2", "m3"):
        world.join(member)
    world.scheme()
    world.attend(attended=("m1", "m2"))
    world.attend(attended=("m2", "m3"))
    assert [world.standing(member) for member in ("m1", "m2", "m3")] == [[], [("meeting", 500)], [("meeting", 500)]]
    world.attend(attended=("m1", "m2", "m3"))
    assert world.standing("m1") == [("meeting", 500)]
    assert sorted(entry["hundredths"] for entry in world.entries("m1")) == [-500, 500, 500]
    assert world.total("m1")["total"] == 500


def test_an_older_state_of_an_activity_changes_nothing(world: World) -> None:
    world.join()
    world.scheme()
    world.attend(revision=3, attended=())
    world.attend(revision=2, attended=("m1",))
    assert world.entries() == []


def test_a_cancelled_activity_takes_all_back_and_an_activity_moved_to_another_day_is_booked_anew(world: World) -> None:
    world.join()
    world.scheme()
    world.attend()
    world.attend(held_on=date(2026, 2, 1))
    days = {entry["occurred_on"]: entry["hundredths"] for entry in world.entries() if not entry["reversed_by"]}
    assert days == {date(2026, 3, 2): -500, date(2026, 2, 1): 500}
    world.attend(held_on=date(2026, 2, 1), status="cancelled")
    assert (world.standing(), world.total()["total"]) == ([], 0)


def test_what_was_recorded_before_the_scheme_or_the_member_was_known_is_derived_when_it_is(world: World) -> None:
    world.attend()
    world.scheme()
    world.join()
    assert world.standing() == [("meeting", 500)]
    world.attend("a2", attended=("m2",))
    world.join("m2", member_class="core")
    assert world.standing("m2") == []
    world.scheme(member_class="core")
    assert world.standing("m2") == [("meeting", 500)]


def test_more_facts_than_a_page_are_derived_when_the_scheme_is_published(world: World) -> None:
    world.join()
    for number in range(60):
        world.attend(f"a{number:03}")
    world.scheme()
    assert len(world.standing()) == 60
    assert [event.after for event in world.told("derivation_continued")] == ["a049"]


def test_service_and_speaking_count_by_their_kind_of_activity(world: World) -> None:
    world.join()
    world.scheme()
    world.attend("s1", "voluntary_service")
    world.attend("c1", "party_class", attended=(), speakers=("m1",))
    world.attend("c2", "session", mode="party_class", attended=(), speakers=("m1",))
    world.attend("c3", "session", mode="fixed", attended=("m1",), speakers=("m1",))
    assert world.standing() == [("service", 200), ("speaking", 300), ("speaking", 300)]


def test_hosting_and_visiting_count_for_each_side_where_they_are_on_the_roll(world: World) -> None:
    world.join()
    world.join("m2", "third")
    world.scheme()
    said = {"visit_id": "v1", "round_id": "r1", "visiting_organization_id": "third", "held_on": world.day}
    visit = VisitHeld(**PLACE, **said, hosts=("m1",), visitors=("m2",))
    for _ in range(2):
        world.hear(reactions.derive_points_on_visit_held, visit)
    assert world.standing() == [("hosting", 100)]
    assert [entry["organization_id"] for entry in world.entries("m2", "third")] == ["third"]
    assert [len(event.entries) for event in world.told("points_awarded")] == [2]


def accepted(project_id: str = "p1", kind: str = "secretary_project") -> ProjectAccepted:
    """Return the fact that a project of the first community was accepted on 2 March 2026."""
    said = {"organization_id": "first", "kind": kind, "year": 2026, "category": "brand_building", "title": "邻里节"}
    state = ProjectState(project_id=project_id, revision=9, status="accepted", lead_post="书记", **said)
    return ProjectAccepted(**PLACE, project_id=project_id, project=state, accepted_on=date(2026, 3, 2))


def test_an_accepted_project_counts_for_who_holds_the_secretary_s_post_on_that_day(world: World) -> None:
    world.join()
    world.join("m2")
    world.scheme()
    world.hear(reactions.derive_points_on_project_accepted, accepted(), accepted("p2", "practical_matter"))
    assert world.standing() == []
    world.secretary("m1")
    world.secretary("m2", since=date(2026, 3, 3))
    assert (world.standing("m1"), world.standing("m2")) == ([("project", 500)], [])
    left = PostLeft(**PLACE, post_id="post of m1", title="secretary", until_on=date(2026, 3, 1))
    world.hear(reactions.know_post_on_post_left, left)
    assert world.standing("m1") == []


def test_points_are_given_where_the_member_was_on_the_roll_and_by_the_class_of_that_day(world: World) -> None:
    world.join(organization="cell")
    world.scheme()
    world.attend(organization_id="first")
    assert [entry["organization_id"] for entry in world.entries(who="cell")] == ["cell"]


def test_a_scheme_that_holds_from_a_later_day_gives_nothing_for_the_days_before(world: World) -> None:
    world.join()
    world.scheme(valid_from=date(2026, 3, 2))
    world.attend("before", held_on=date(2026, 3, 1))
    world.attend("on the day", held_on=date(2026, 3, 2))
    assert [entry["evidence_id"] for entry in world.entries()] == ["on the day"]


@pytest.mark.parametrize("item", [item for item in ITEMS if "derives_from" in item], ids=lambda item: item["code"])
def test_what_is_derived_is_asked_for_nowhere_else(world: World, item: dict[str, object]) -> None:
    world.join()
    world.scheme()
    with refused("item_is_derived"):
        world.declared(item=item["code"])


def test_a_derived_entry_is_corrected_in_its_record_and_not_by_hand(world: World) -> None:
    world.join()
    world.scheme()
    world.attend()
    with refused("entry_is_derived"):
        world.do("east", "reverse_entry", entry_id=world.entries()[0]["id"], reason="重复")


def test_attendance_of_a_large_branch_is_told_in_few_facts(world: World) -> None:
    members = tuple(f"m{number:04}" for number in range(620))
    for member in members[::31]:
        world.join(member)
    world.scheme()
    world.attend(attended=members)
    assert [len(event.entries) for event in world.told("points_awarded")] == [20]
    for member in members[1:3]:
        world.join(member)
    assert [len(event.entries) for event in world.told("points_awarded")] == [20, 1, 1]


@pytest.mark.parametrize("deed", ["UPDATE point_entry SET hundredths = 1", "DELETE FROM point_entry"])
def test_the_database_itself_refuses_to_change_or_remove_an_entry(world: World, deed: str) -> None:
    world.join()
    world.scheme()
    world.attend()
    with pytest.raises(DBAPIError, match="only added to"), world.executor.engine.begin() as connection:
        connection.execute(text(deed))
    assert world.standing() == [("meeting", 500)]
