"""What is recorded elsewhere gives points once, corrected when the record is, in whichever order facts are heard."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.member_points import reactions
from shared.events.observation_visits import VisitHeld
from shared.events.organizations import PostLeft
from shared.events.projects import ProjectAccepted, ProjectState
from tests.expect import refused
from tests.scenarios.in_process import DISTRICT_ID
from tests.scenarios.member_points import ITEMS, MemberPointsScenario

PLACE = {"district_id": DISTRICT_ID, "organization_id": "first"}


def test_who_attended_gets_points_once_however_often_it_is_heard(scenario: MemberPointsScenario) -> None:
    scenario.join()
    scenario.scheme()
    fact = scenario.activity()
    for _ in range(2):
        scenario.react(reactions.derive_points_on_activity_event, fact)
    scenario.attend(title="三月党员大会（更正）")
    assert scenario.standing() == [("meeting", 500)]
    assert [len(event.entries) for event in scenario.events("points_awarded")] == [1]
    entry = scenario.entries()[0]
    assert (entry["evidence_type"], entry["evidence_id"], entry["source"]) == ("activity", "a1", "derived")
    assert entry["rule_version"] == "2026-ordinary-v1"


def test_a_corrected_attendance_takes_back_what_no_longer_holds_and_adds_what_is_new(
    scenario: MemberPointsScenario,
) -> None:
    for member in ("m1", "m2", "m3"):
        scenario.join(member)
    scenario.scheme()
    scenario.attend(attended=("m1", "m2"))
    scenario.attend(attended=("m2", "m3"))
    assert [scenario.standing(member) for member in ("m1", "m2", "m3")] == [[], [("meeting", 500)], [("meeting", 500)]]
    scenario.attend(attended=("m1", "m2", "m3"))
    assert scenario.standing("m1") == [("meeting", 500)]
    assert sorted(entry["hundredths"] for entry in scenario.entries("m1")) == [-500, 500, 500]
    assert scenario.total("m1")["total"] == 500


def test_an_older_state_of_an_activity_changes_nothing(scenario: MemberPointsScenario) -> None:
    scenario.join()
    scenario.scheme()
    scenario.attend(revision=3, attended=())
    scenario.attend(revision=2, attended=("m1",))
    assert scenario.entries() == []


def test_a_cancelled_activity_takes_all_back_and_an_activity_moved_to_another_day_is_booked_anew(
    scenario: MemberPointsScenario,
) -> None:
    scenario.join()
    scenario.scheme()
    scenario.attend()
    scenario.attend(held_on=date(2026, 2, 1))
    days = {entry["occurred_on"]: entry["hundredths"] for entry in scenario.entries() if not entry["reversed_by"]}
    assert days == {date(2026, 3, 2): -500, date(2026, 2, 1): 500}
    scenario.attend(held_on=date(2026, 2, 1), status="cancelled")
    assert (scenario.standing(), scenario.total()["total"]) == ([], 0)


def test_what_was_recorded_before_the_scheme_or_the_member_was_known_is_derived_when_it_is(
    scenario: MemberPointsScenario,
) -> None:
    scenario.attend()
    scenario.scheme()
    scenario.join()
    assert scenario.standing() == [("meeting", 500)]
    scenario.attend("a2", attended=("m2",))
    scenario.join("m2", member_class="core")
    assert scenario.standing("m2") == []
    scenario.scheme(member_class="core")
    assert scenario.standing("m2") == [("meeting", 500)]


def test_more_facts_than_a_page_are_derived_when_the_scheme_is_published(scenario: MemberPointsScenario) -> None:
    scenario.join()
    for number in range(60):
        scenario.attend(f"a{number:03}")
    scenario.scheme()
    assert len(scenario.standing()) == 60
    assert [event.after for event in scenario.events("derivation_continued")] == ["a049"]


def test_service_and_speaking_count_by_their_kind_of_activity(scenario: MemberPointsScenario) -> None:
    scenario.join()
    scenario.scheme()
    scenario.attend("s1", "voluntary_service")
    scenario.attend("c1", "party_class", attended=(), speakers=("m1",))
    scenario.attend("c2", "session", mode="party_class", attended=(), speakers=("m1",))
    scenario.attend("c3", "session", mode="fixed", attended=("m1",), speakers=("m1",))
    assert scenario.standing() == [("service", 200), ("speaking", 300), ("speaking", 300)]


def test_hosting_and_visiting_count_for_each_side_where_they_are_on_the_roll(scenario: MemberPointsScenario) -> None:
    scenario.join()
    scenario.join("m2", "third")
    scenario.scheme()
    said = {"visit_id": "v1", "round_id": "r1", "visiting_organization_id": "third", "held_on": scenario.day}
    visit = VisitHeld(**PLACE, **said, hosts=("m1",), visitors=("m2",))
    for _ in range(2):
        scenario.react(reactions.derive_points_on_visit_held, visit)
    assert scenario.standing() == [("hosting", 100)]
    assert [entry["organization_id"] for entry in scenario.entries("m2", "third")] == ["third"]
    assert [len(event.entries) for event in scenario.events("points_awarded")] == [2]


def accepted(project_id: str = "p1", kind: str = "secretary_project") -> ProjectAccepted:
    """Return the fact that a project of the first community was accepted on 2 March 2026."""
    said = {"organization_id": "first", "kind": kind, "year": 2026, "category": "brand_building", "title": "邻里节"}
    state = ProjectState(project_id=project_id, revision=9, status="accepted", lead_post="书记", **said)
    return ProjectAccepted(**PLACE, project_id=project_id, project=state, accepted_on=date(2026, 3, 2))


def test_an_accepted_project_counts_for_who_holds_the_secretary_s_post_on_that_day(
    scenario: MemberPointsScenario,
) -> None:
    scenario.join()
    scenario.join("m2")
    scenario.scheme()
    scenario.react(reactions.derive_points_on_project_accepted, accepted(), accepted("p2", "practical_matter"))
    assert scenario.standing() == []
    scenario.secretary("m1")
    scenario.secretary("m2", since=date(2026, 3, 3))
    assert (scenario.standing("m1"), scenario.standing("m2")) == ([("project", 500)], [])
    left = PostLeft(**PLACE, post_id="post of m1", title="secretary", until_on=date(2026, 3, 1))
    scenario.react(reactions.replicate_post_on_post_left, left)
    assert scenario.standing("m1") == []


def test_points_are_given_where_the_member_was_on_the_roll_and_by_the_class_of_that_day(
    scenario: MemberPointsScenario,
) -> None:
    scenario.join(organization="cell")
    scenario.scheme()
    scenario.attend(organization_id="first")
    assert [entry["organization_id"] for entry in scenario.entries(who="cell")] == ["cell"]


def test_a_scheme_that_holds_from_a_later_day_gives_nothing_for_the_days_before(scenario: MemberPointsScenario) -> None:
    scenario.join()
    scenario.scheme(valid_from=date(2026, 3, 2))
    scenario.attend("before", held_on=date(2026, 3, 1))
    scenario.attend("on the day", held_on=date(2026, 3, 2))
    assert [entry["evidence_id"] for entry in scenario.entries()] == ["on the day"]


@pytest.mark.parametrize("item", [item for item in ITEMS if "derives_from" in item], ids=lambda item: item["code"])
def test_what_is_derived_is_asked_for_nowhere_else(scenario: MemberPointsScenario, item: dict[str, object]) -> None:
    scenario.join()
    scenario.scheme()
    with refused("item_is_derived"):
        scenario.declared(item=item["code"])


def test_a_derived_entry_is_corrected_in_its_record_and_not_by_hand(scenario: MemberPointsScenario) -> None:
    scenario.join()
    scenario.scheme()
    scenario.attend()
    with refused("entry_is_derived"):
        scenario.do("east", "reverse_entry", entry_id=scenario.entries()[0]["id"], reason="重复")


def test_attendance_of_a_large_branch_is_told_in_few_facts(scenario: MemberPointsScenario) -> None:
    members = tuple(f"m{number:04}" for number in range(620))
    for member in members[::31]:
        scenario.join(member)
    scenario.scheme()
    scenario.attend(attended=members)
    assert [len(event.entries) for event in scenario.events("points_awarded")] == [20]
    for member in members[1:3]:
        scenario.join(member)
    assert [len(event.entries) for event in scenario.events("points_awarded")] == [20, 1, 1]


@pytest.mark.parametrize("deed", ["UPDATE point_entry SET hundredths = 1", "DELETE FROM point_entry"])
def test_the_database_itself_refuses_to_change_or_remove_an_entry(scenario: MemberPointsScenario, deed: str) -> None:
    scenario.join()
    scenario.scheme()
    scenario.attend()
    with pytest.raises(DBAPIError, match="only added to"), scenario.executor.engine.begin() as connection:
        connection.execute(text(deed))
    assert scenario.standing() == [("meeting", 500)]
