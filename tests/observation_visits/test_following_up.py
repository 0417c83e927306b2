"""What follows: reviews with gaps and strengths, promises, stops that come by events, organizations that end."""

import threading
from datetime import date
from typing import Any

import pytest

from services.observation_visits import reactions
from services.observation_visits.commands.planning_jobs import note_progress, take_job
from services.observation_visits.planner.worker import Worker
from shared import databases
from shared.events.demonstration_points import Blackout, PointEvent, PointState
from shared.events.organizations import OrganizationClosed, OrganizationsMerged
from shared.events.projects import ProjectStarted, ProjectState
from tests.expect import refused
from tests.scenarios.in_process import timeline
from tests.scenarios.observation_visits import MONDAY, TUESDAY, ObservationVisitsScenario, visit

LATER = date(2026, 6, 30)
GAP = {"text": "缺阅览区", "clause": "阵地建设", "deadline": LATER}
PROMISE = {"text": "补建阅览区", "post": "书记", "due_on": date(2026, 3, 20)}


def reviewed(scenario: ObservationVisitsScenario, **more: Any) -> dict[str, Any]:
    """Return the review of the visit that the first received."""
    asked = {"strengths": [{"text": "百家宴"}], "gaps": [GAP], "commitments": [PROMISE]} | more
    return scenario.do("east", "review_visit", visit_id=scenario.held()["id"], **asked)


def test_gaps_strengths_and_promises_are_told_to_those_who_follow_them_up(scenario: ObservationVisitsScenario):
    review = reviewed(scenario, summary="总体较好")
    (gap,), (strength,) = scenario.events("gap_recorded"), scenario.events("strength_recorded")
    assert (gap.organization_id, gap.text, gap.clause) == ("first", "缺阅览区", "阵地建设")
    assert (gap.recorded_on, gap.deadline) == (TUESDAY, LATER)
    assert (strength.organization_id, strength.text, strength.recorded_on) == ("first", "百家宴", TUESDAY)
    (promise,) = review["commitments"]
    assert (promise["standing"], promise["post"], promise["due_on"]) == ("due", "书记", date(2026, 3, 20))
    assert {each["id"] for each in review["findings"]} == {gap.gap_id, strength.strength_id}
    assert scenario.ask("second", "review", visit_id=review["visit_id"])["summary"] == "总体较好"
    with refused("visit_reviewed_already"):
        scenario.do("east", "review_visit", visit_id=review["visit_id"], gaps=[GAP])
    with refused("grant_does_not_reach"):
        scenario.do("first", "review_visit", visit_id=review["visit_id"], gaps=[GAP])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"strengths": [], "gaps": [], "commitments": []}, "review_empty"),
        ({"gaps": [GAP | {"deadline": TUESDAY}]}, "deadline_out_of_reach"),
        ({"gaps": [GAP | {"deadline": date(2028, 1, 1)}]}, "deadline_out_of_reach"),
        ({"gaps": [GAP | {"text": " "}]}, "text_missing"),
        ({"commitments": [PROMISE | {"post": ""}]}, "text_missing"),
        ({"commitments": [PROMISE] * 51}, "figure_out_of_range"),
        ({"reviewed_on": MONDAY}, "day_before_last_step"),
        ({"reviewed_on": date(2026, 3, 11)}, "day_in_the_future"),
    ],
)
def test_a_review_that_says_nothing_or_wrong_days_is_refused_whole(
    scenario: ObservationVisitsScenario, more: dict, code: str
):
    with refused(code):
        reviewed(scenario, **more)
    assert (
        scenario.events("gap_recorded")
        == scenario.events("strength_recorded")
        == scenario.events("commitment_made")
        == []
    )


def test_the_longest_review_comes_back_whole_and_is_told_whole(scenario: ObservationVisitsScenario):
    longest, clause, post = "长" * 1000, "条" * 200, "职" * 50
    found = {"text": longest, "clause": clause}
    review = reviewed(
        scenario,
        summary=longest,
        strengths=[found],
        gaps=[GAP | found],
        commitments=[PROMISE | {"text": longest, "post": post}],
    )
    seen = scenario.ask("second", "review", visit_id=review["visit_id"])
    assert seen["summary"] == longest
    assert [(one["text"], one["clause"]) for one in seen["findings"]] == [(longest, clause)] * 2
    assert [(one["text"], one["post"]) for one in seen["commitments"]] == [(longest, post)]
    assert [fact.commitment.title for fact in scenario.events("commitment_made")] == [longest]


def test_only_what_was_held_is_reviewed_and_scored(scenario: ObservationVisitsScenario):
    received = scenario.visits_of(scenario.published())["first"]
    for command, asked in (("review_visit", {"gaps": [GAP]}), ("open_sheet", {})):
        with refused("step_not_possible"):
            scenario.do("east", command, visit_id=received["id"], **asked)


def test_a_promise_is_due_until_its_day_overdue_after_it_and_kept_by_its_host(scenario: ObservationVisitsScenario):
    (promise,) = reviewed(scenario)["commitments"]
    asked = {"commitment_id": promise["id"]}
    for day, standing in ((date(2026, 3, 20), "due"), (date(2026, 3, 21), "overdue")):
        scenario.day = day
        assert scenario.ask("east", "commitment", **asked)["standing"] == standing
        listed = scenario.ask("east", "commitments", organization_id="east", standing=standing)["items"]
        assert [each["id"] for each in listed] == [promise["id"]]
    with refused("grant_does_not_reach"):
        scenario.do("second", "keep_commitment", outcome="已建", **asked)
    kept = scenario.do("first", "keep_commitment", outcome="已建", evidence="照片可不交", **asked)
    assert (kept["standing"], kept["done_on"]) == ("kept", date(2026, 3, 21))
    with refused("step_not_possible"):
        scenario.do("first", "drop_commitment", reason="不必", **asked)
    assert [event.commitment.revision for event in scenario.events() if hasattr(event, "commitment")] == [1, 2]


def project(status: str, revision: int) -> ProjectStarted:
    """Return a fact about a project of the first."""
    state = ProjectState(
        project_id="p1", revision=revision, organization_id="first", kind="secretary_project", year=2026,
        category="brand_building", title="邻里节", status=status, lead_post="书记",
    )  # fmt: skip
    ids = {"district_id": "district", "organization_id": "first", "project_id": "p1"}
    return ProjectStarted(**ids, project=state, started_on=date(2026, 3, 1))


def point(status: str, revision: int, **more: Any) -> PointEvent:
    """Return a fact about a demonstration point of the second."""
    facts: dict[str, Any] = {"group_capacity": 25, "visit_minutes": 45, "longitude": 118.2, "latitude": 24.5}
    facts |= {
        "name": "百家宴示范点",
        "bookable": ("tue_am",),
        "blackouts": (Blackout(first=MONDAY, last=MONDAY),),
    } | more
    state = PointState(
        point_id="d1", revision=revision, organization_id="second", status=status,
        scope="district", year=2026, vetting_level="street", **facts,
    )  # fmt: skip
    return PointEvent(district_id="district", organization_id="second", point_id="d1", point=state)


def stops(scenario: ObservationVisitsScenario, organization: str) -> list[dict[str, Any]]:
    """Return the stops of an organization."""
    return list(scenario.ask("district", "stops", organization_id=organization)["items"])


def test_a_project_with_a_site_is_a_stop_while_it_runs_and_an_older_fact_changes_nothing(
    scenario: ObservationVisitsScenario,
):
    for status, revision, expected in (
        ("approved", 1, []),
        ("in_progress", 3, ["active"]),
        ("approved", 2, ["active"]),
        ("withdrawn", 4, ["inactive"]),
        ("in_progress", 3, ["inactive"]),
    ):
        scenario.react(reactions.update_stop_on_project_event, project(status, revision))
        assert [each["status"] for each in stops(scenario, "first")] == expected
    (stop,) = stops(scenario, "first")
    assert (stop["source"], stop["source_id"], stop["name"], stop["located_by"]) == (
        "project",
        "p1",
        "邻里节",
        "nowhere",
    )


def test_an_active_point_is_a_stop_with_its_own_host_facts(scenario: ObservationVisitsScenario):
    world_point(scenario, point("confirmed", 1))
    assert stops(scenario, "second") == []
    world_point(scenario, point("active", 3))
    (stop,) = stops(scenario, "second")
    assert (stop["name"], stop["group_capacity"], stop["visit_minutes"]) == ("百家宴示范点", 25, 45)
    assert (stop["bookable"], stop["blackouts"][0]["first"], stop["located_by"]) == (["tue_am"], "2026-03-09", "own")
    with refused("stop_follows_point"):
        scenario.do("second", "amend_stop", stop_id=stop["id"], visit_minutes=60)
    one = scenario.drafted(hosts=("second",), stops=False)
    scenario.delegation(one)
    (host,) = scenario.problem(scenario.planned(one)).hosts
    assert [(window.day, window.begin, window.end) for window in host.windows] == [(TUESDAY, 510, 720)]
    world_point(scenario, point("withdrawn", 4))
    assert [each["status"] for each in stops(scenario, "second")] == ["inactive"]
    world_point(scenario, point("active", 3))
    assert [each["status"] for each in stops(scenario, "second")] == ["inactive"]


def world_point(scenario: ObservationVisitsScenario, event: PointEvent) -> None:
    """Lets the service hear a fact about a point, of whichever name."""
    with databases.transaction(scenario.executor.engine) as session:
        reactions.update_stop_on_point_event(scenario.executor.react(session), event)


def test_the_longest_name_of_a_point_is_the_name_of_its_stop(scenario: ObservationVisitsScenario):
    world_point(scenario, point("active", 1, name="名" * 100))
    assert "名" * 100 in {one["name"] for one in stops(scenario, "second")}


def test_a_stop_that_is_named_wrong_is_refused(scenario: ObservationVisitsScenario):
    for more, code in (
        ({"visit_minutes": 9}, "figure_out_of_range"),
        ({"visit_minutes": 481}, "figure_out_of_range"),
        ({"group_capacity": 0}, "figure_out_of_range"),
        ({"latitude": 91.0}, "stop_point_off_the_globe"),
        ({"latitude": None}, "stop_point_incomplete"),
        ({"bookable": ["someday"]}, "visit_half_day_unknown"),
        ({"blackouts": [{"first": TUESDAY, "last": MONDAY}]}, "visit_blackout_backwards"),
        ({"name": "点\u0000"}, "text_has_control_characters"),
    ):
        with refused(code):
            scenario.stop("first", **more)
    stop = scenario.stop("first", name="𠮷祥里")
    assert stop["located_by"] == "own"
    changed = scenario.do("first", "amend_stop", stop_id=stop["id"], bookable=["mon_am", "mon_am"])
    assert (changed["bookable"], changed["version"]) == (["mon_am"], 2)
    with refused("nothing_to_change"):
        scenario.do("first", "amend_stop", stop_id=stop["id"])
    scenario.do("first", "retire_stop", stop_id=stop["id"], reason="装修")
    with refused("stop_retired_already"):
        scenario.do("first", "retire_stop", stop_id=stop["id"], reason="装修")
    with refused("visit_half_day_unknown"):
        scenario.do("first", "set_calendar", organization_id="first", opens=["x"], closes=[], blackouts=[])
    with refused("half_day_contradicts"):
        scenario.do("first", "set_calendar", organization_id="first", opens=["mon_am"], closes=["mon_am"], blackouts=[])


def merged(records: dict[str, str], on: date = date(2026, 3, 5)) -> OrganizationsMerged:
    """Merge the first into the second on a day."""
    changed = (timeline("first", "community", "east", until=on),)
    return OrganizationsMerged(
        district_id="district", organization_id="second", effective_on=on, changed=changed, merged=("first",),
        records=records,
    )  # fmt: skip


def test_a_merger_carries_what_is_to_come_and_nobody_visits_themselves(scenario: ObservationVisitsScenario):
    one = scenario.drafted("district", hosts=("first", "second", "third"), kind="cross")
    sends = {who: scenario.delegation(one, who) for who in ("first", "second", "third")}
    parts = scenario.parts_of(one)
    scenario.planned(one, "district")
    scenario.solved(
        visit(sends["third"], parts["first"], MONDAY, 540),
        visit(sends["first"], parts["third"], TUESDAY, 540),
        visit(sends["second"], parts["first"], TUESDAY, 660),
    )
    scenario.do("district", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    scenario.react(reactions.hand_on_visits_on_organization_ended, merged({"visits": "carry"}))
    before = scenario.ask("district", "visits", organization_id="district", round_id=one["id"])["items"]
    assert {each["organization_id"] for each in before} == {"first", "third"}
    scenario.day = date(2026, 3, 5)
    scenario.do("district", "pin_visit", round_id=one["id"], stop_id=parts["third"]["stop_id"],
             delegation_id=sends["first"]["id"])  # fmt: skip
    after = scenario.ask("district", "visits", organization_id="district", round_id=one["id"])["items"]
    found = sorted((each["organization_id"], each["visiting_organization_id"], each["status"]) for each in after)
    assert found == [
        ("first", "second", "withdrawn"),
        ("second", "third", "announced"),
        ("third", "second", "announced"),
    ]
    assert {
        each["organization_id"] for each in scenario.ask("district", "delegations", round_id=one["id"])["items"]
    } == {
        "second",
        "third",
    }
    assert scenario.ask("district", "round_", round_id=one["id"])["organizations"] == 2
    statuses = {part.organization_id: part.status for event in scenario.events("participants_set")
                for part in event.participants}  # fmt: skip
    assert statuses == {"first": "left_out", "second": "expected", "third": "expected"}
    assert [(event.from_organization_id, event.to_organization_id) for event in scenario.events("visit_carried")] == [
        ("first", "second")
    ] * 2
    assert received_by_host(scenario) == {"first": 0, "second": 1, "third": 1}


def received_by_host(scenario: ObservationVisitsScenario) -> dict[str, int]:
    """How many visits each host receives in the quarter, as it was told last."""
    events = [event for event in scenario.events() if hasattr(event, "burden")]
    told = [one for event in events for one in (event.burden, getattr(event, "burden_before", None)) if one]
    return {one.organization_id: one.received for one in sorted(told, key=lambda one: one.revision)}


def test_a_merger_that_closes_ends_what_is_to_come_and_keeps_what_was_held(scenario: ObservationVisitsScenario):
    scenario.held()
    one = scenario.events("round_drafted")[0].round_id
    (promise,) = scenario.do("east", "review_visit", visit_id=scenario.events("visit_held")[0].visit_id,
                          commitments=[PROMISE])["commitments"]  # fmt: skip
    scenario.day = TUESDAY
    scenario.react(reactions.hand_on_visits_on_organization_ended, merged({"visits": "close"}, TUESDAY))
    received = scenario.visits_of({"id": one})
    assert (received["first"]["status"], received["second"]["status"]) == ("held", "withdrawn")
    assert scenario.ask("district", "round_", round_id=one)["status"] == "held", "no visit of it is to come"
    assert [each["status"] for each in stops(scenario, "first")] == ["inactive"]
    assert scenario.ask("district", "commitment", commitment_id=promise["id"])["organization_id"] == "second"


def test_a_street_that_closes_hands_its_rounds_upwards_or_ends_them(scenario: ObservationVisitsScenario):
    carried = scenario.published()
    on = date(2026, 3, 3)
    changed = (timeline("east", "street", "district", until=on),)
    closed = OrganizationClosed(
        district_id="district", organization_id="east", effective_on=on, changed=changed, records={"visits": "carry"}
    )
    scenario.day = on
    scenario.react(reactions.hand_on_visits_on_organization_ended, closed)
    assert scenario.ask("district", "round_", round_id=carried["id"])["organization_id"] == "district"
    (told,) = scenario.events("round_carried")
    assert (told.from_organization_id, told.to_organization_id) == ("east", "district")


def test_a_street_that_closes_with_what_it_has_cancels_its_rounds(scenario: ObservationVisitsScenario):
    one = scenario.published()
    on = date(2026, 3, 3)
    changed = (timeline("east", "street", "district", until=on),)
    closed = OrganizationClosed(district_id="district", organization_id="east", effective_on=on, changed=changed)
    scenario.day = on
    scenario.react(reactions.hand_on_visits_on_organization_ended, closed)
    assert scenario.ask("district", "round_", round_id=one["id"])["status"] == "cancelled"
    assert {each["status"] for each in scenario.visits_of(one).values()} == {"withdrawn"}
    newest = {
        part.organization_id: part for event in scenario.events("participants_set") for part in event.participants
    }
    assert {part.status for part in newest.values()} == {"left_out"}


def closing(on: date, **more: Any) -> OrganizationClosed:
    """Close the east on a day."""
    changed = (timeline("east", "street", "district", until=on),)
    return OrganizationClosed(district_id="district", organization_id="east", effective_on=on, changed=changed, **more)


def being_planned(scenario: ObservationVisitsScenario) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a round of the east whose job a planner has taken, and what it is told by."""
    one = scenario.drafted(hosts=("first", "second"))
    for host in ("first", "second"):
        scenario.delegation(one, host)
    job_id = scenario.planned(one)
    taken = Worker(scenario.executor.engine, threading.Event(), clock=scenario.now).execute(take_job)
    return one, {"district_id": "district", "job_id": job_id, "attempt": taken.attempts}


def assert_overtaken(scenario: ObservationVisitsScenario, one: dict[str, Any], held: dict[str, Any]) -> None:
    """Assert that the job has ended with a reason, and that its planner cannot write to it any more."""
    job = scenario.ask("district", "planning", round_id=one["id"], job_id=held["job_id"])
    assert (job["state"], "重新排程" in job["reason"]["zh"], "plan anew" in job["reason"]["en"]) == (
        "cancelled",
        True,
        True,
    )
    planner = Worker(scenario.executor.engine, threading.Event(), clock=scenario.now)
    assert planner.execute(note_progress, **held, percent=5) == {"held": False, "cancel": True}
    (ended,) = scenario.events("planning_ended")
    assert (ended.job_id, ended.outcome) == (held["job_id"], "cancelled")
    assert scenario.ask("district", "round_", round_id=one["id"])["job_id"] is None


@pytest.mark.parametrize(
    ("records", "status", "owner"), [({"visits": "carry"}, "drafted", "district"), ({}, "cancelled", "east")]
)
def test_a_street_that_closes_ends_the_planning_of_its_rounds_with_a_reason(
    scenario: ObservationVisitsScenario, records: dict[str, str], status: str, owner: str
):
    one, held = being_planned(scenario)
    scenario.day = date(2026, 3, 3)
    scenario.react(reactions.hand_on_visits_on_organization_ended, closing(scenario.day, records=records))
    assert_overtaken(scenario, one, held)
    after = scenario.ask("district", "round_", round_id=one["id"])
    assert (after["status"], after["organization_id"]) == (status, owner)


def test_a_street_that_closes_with_its_rounds_lets_nobody_expect_a_visit(scenario: ObservationVisitsScenario):
    scenario.published()
    scenario.day = date(2026, 3, 3)
    scenario.react(reactions.hand_on_visits_on_organization_ended, closing(scenario.day))
    last = scenario.events("participants_set")[-1].participants
    assert {part.organization_id: part.status for part in last} == {"first": "left_out", "second": "left_out"}


@pytest.mark.parametrize("how", ["carry", "close"])
def test_a_merger_within_a_round_ends_its_planning_and_it_is_planned_anew(
    scenario: ObservationVisitsScenario, how: str
):
    one, held = being_planned(scenario)
    scenario.day = date(2026, 3, 5)
    scenario.react(reactions.hand_on_visits_on_organization_ended, merged({"visits": how}))
    assert_overtaken(scenario, one, held)
    assert scenario.ask("east", "round_", round_id=one["id"])["status"] == "drafted"
    again = scenario.problem(scenario.planned(one))
    assert {host.organization_id for host in again.hosts} == {"second"}
    assert {each.organization_id for each in again.delegations} == {"second"}


def test_a_merger_gives_up_what_was_proposed_for_those_before_it(scenario: ObservationVisitsScenario):
    one = scenario.drafted(hosts=("first", "second"))
    sends = {host: scenario.delegation(one, host) for host in ("first", "second")}
    scenario.planned(one)
    scenario.solved(visit(sends["first"], scenario.parts_of(one)["second"], MONDAY, 540))
    assert scenario.ask("east", "round_", round_id=one["id"])["has_proposal"]
    scenario.day = date(2026, 3, 5)
    scenario.react(reactions.hand_on_visits_on_organization_ended, merged({"visits": "close"}))
    after = scenario.ask("east", "round_", round_id=one["id"])
    assert (after["status"], after["has_proposal"]) == ("drafted", False)
    with refused("schedule_missing"):
        scenario.ask("east", "proposal", round_id=one["id"])
