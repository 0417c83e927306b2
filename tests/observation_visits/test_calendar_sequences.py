"""Whatever changes what a calendar shows raises its SEQUENCE (RFC 5545, 3.8.7.4): programs keep the highest."""

from datetime import date, timedelta
from random import Random
from typing import Any

import icalendar
import pytest

from services.observation_visits import reactions
from shared.events.organizations import OrganizationAmended, OrganizationRenamed
from shared.trees import Timeline, Version
from tests.scenarios.observation_visits import MONDAY, TUESDAY, ObservationVisitsScenario, visit
from visit_solver.schedule import Break, DayPlan

APART = ("SEQUENCE", "DTSTAMP")
Shown = dict[str, tuple[int, Any]]


def shown(scenario: ObservationVisitsScenario, one: dict[str, Any]) -> Shown:
    """Every event of every calendar of a round by its UID: its sequence, and all the rest of it."""
    found: Shown = {}
    files = [scenario.ask("district", "calendar_of_organization", organization_id=who) for who in ("first", "second")]
    sends = scenario.ask("district", "delegations", round_id=one["id"])["items"]
    for file in ("calendar_of_delegation", "calendar_of_itinerary"):
        files += [scenario.ask("district", file, delegation_id=sent["id"]) for sent in sends]
    for file in files:
        for event in icalendar.Calendar.from_ical(file["content"]).walk("VEVENT"):
            rest = tuple(sorted((name, value.to_ical()) for name, value in event.items() if name not in APART))
            # A visit reads alike in the calendar of its host and in that of its visitors.
            assert found.setdefault(str(event["UID"]), (event["SEQUENCE"], rest)) == (event["SEQUENCE"], rest)
    return found


def with_days(scenario: ObservationVisitsScenario) -> dict[str, Any]:
    """Return a published round whose itinerary has a day for each delegation."""
    one = scenario.drafted()
    sends = {host: scenario.delegation(one, host) for host in ("first", "second")}
    parts = scenario.parts_of(one)
    scenario.planned(one)
    visits = [visit(sends["first"], parts["second"], MONDAY, 540), visit(sends["second"], parts["first"], TUESDAY, 600)]
    scenario.solved(*visits, day_plans=tuple(map(day_plan, visits)))
    return scenario.do("east", "publish_round", round_id=one["id"])


def day_plan(made: Any) -> DayPlan:
    """Return a day with one visit."""
    return DayPlan(
        delegation_id=made.delegation_id,
        day=made.day,
        leave=made.begin - 10,
        back=made.end + 10,
        travel_minutes=20,
        visits=1,
        review=Break(begin=made.end + 10, end=made.end + 40, place_id=f"{made.delegation_id}-end"),
    )


def moved_in_the_tree(scenario: ObservationVisitsScenario, name: str, **more: Any) -> Timeline:
    versions = (Version(valid_from=date(2020, 1, 1), parent_id="east", level="community", name=name, **more),)
    return Timeline(organization_id="first", versions=versions)


class Changes:
    """Everything that may happen to what a calendar shows; each refuses where it is not possible any more."""

    def __init__(self, scenario: ObservationVisitsScenario, one: dict[str, Any], seed: int) -> None:
        self.scenario, self.one, self.random, self.count = scenario, one, Random(seed), 0

    def any(self) -> str:
        names = [name for name in vars(Changes) if not name.startswith("_") and name != "any"]
        name = self.random.choice(names)
        self.count += 1
        getattr(self, name)()
        return name

    def confirm(self) -> None:
        self._answer("confirm_visit", "announced")

    def decline(self) -> None:
        self._answer("decline_visit", "announced", reason="停电")

    def hold(self) -> None:
        self._answer("hold_visit", "confirmed")

    def hold_unconfirmed(self) -> None:
        self._answer("hold_visit", "announced")

    def withdraw(self) -> None:
        self._answer("withdraw_visit", "declined", reason="改期")

    def rename_stop(self) -> None:
        self._amend_stop(name=f"观摩点{self.count}")

    def move_stop(self) -> None:
        self._amend_stop(longitude=118.0 + self.count / 100, latitude=24.4)

    def enlarge_stop(self) -> None:
        self._amend_stop(group_capacity=30 + self.count)

    def rename_host(self) -> None:
        changed = (moved_in_the_tree(self.scenario, f"first{self.count}", longitude=118.1, latitude=24.4),)
        self._hear(OrganizationRenamed, "first", changed)

    def move_host(self) -> None:
        changed = (moved_in_the_tree(self.scenario, "first", longitude=118.0 + self.count / 100, latitude=24.4),)
        self._hear(OrganizationAmended, "first", changed)

    def rename_delegation(self) -> None:
        sent = self.scenario.ask("district", "delegations", round_id=self.one["id"])["items"][0]
        self.scenario.do("district", "amend_delegation", delegation_id=sent["id"], name=f"观摩团{self.count}")

    def _answer(self, command: str, status: str, **more: Any) -> None:
        for each in self.scenario.visits_of(self.one).values():
            if each["status"] == status:
                self.scenario.do("east", command, visit_id=each["id"], **more)
                return

    def _amend_stop(self, **more: Any) -> None:
        part = self.scenario.parts_of(self.one)["first"]
        self.scenario.do("first", "amend_stop", stop_id=part["stop_id"], **more)

    def _hear(self, fact: Any, who: str, changed: tuple[Timeline, ...]) -> None:
        event = fact(district_id="district", organization_id=who, effective_on=date(2020, 1, 1), changed=changed)
        self.scenario.react(reactions.replicate_organizations_on_tree_changed, event)


@pytest.mark.parametrize("seed", range(4))
def test_content_that_changed_has_a_higher_sequence_and_none_ever_falls(scenario: ObservationVisitsScenario, seed: int):
    one = with_days(scenario)
    scenario.day = TUESDAY
    before, changes = shown(scenario, one), Changes(scenario, one, seed)
    assert {sequence for sequence, _ in before.values()} == {0}
    assert len(before) == 4
    for _ in range(12):
        what = changes.any()
        after = shown(scenario, one)
        assert after.keys() == before.keys(), what
        for uid, (sequence, content) in after.items():
            assert (sequence > before[uid][0]) == (content != before[uid][1]), (what, uid)
        before = after


def test_a_visit_moved_by_a_new_publication_and_its_day_are_announced_anew(scenario: ObservationVisitsScenario):
    one = with_days(scenario)
    before = shown(scenario, one)
    sends = {each["organization_id"]: each for each in scenario.ask("east", "delegations", round_id=one["id"])["items"]}
    parts = scenario.parts_of(one)
    scenario.planned(one)
    stays, moves = (
        visit(sends["first"], parts["second"], MONDAY, 540),
        visit(sends["second"], parts["first"], MONDAY, 840),
    )
    scenario.solved(stays, moves, day_plans=(day_plan(stays), day_plan(moves)))
    scenario.do("east", "publish_round", round_id=one["id"])
    after = shown(scenario, one)
    changed = {uid for uid in before if after[uid][1] != before[uid][1]}
    # The visit has moved; the day it was on is given up, and there is another one.
    assert len(changed) == 2
    assert all(after[uid][0] > before[uid][0] for uid in changed)
    assert len(after) == len(before) + 1
    (gone,) = [dict(after[uid][1])["STATUS"] for uid in changed if uid.startswith("itinerary")]
    assert gone == b"CANCELLED"


def street_at(longitude: float, since: date) -> OrganizationAmended:
    """Locate the street and replicate it."""
    version = Version(
        valid_from=date(2020, 1, 1),
        parent_id="district",
        level="street",
        name="east",
        longitude=longitude,
        latitude=24.5,
    )
    changed = (Timeline(organization_id="east", versions=(version,)),)
    return OrganizationAmended(district_id="district", organization_id="east", effective_on=since, changed=changed)


def test_a_stop_that_stands_where_its_street_does_follows_the_street(scenario: ObservationVisitsScenario):
    for host in ("first", "second"):
        scenario.stop(host, longitude=None, latitude=None)
    scenario.react(reactions.replicate_organizations_on_tree_changed, street_at(118.2, date(2020, 1, 1)))
    one = scenario.drafted(stops=False)
    sent = scenario.delegation(one, "second")
    scenario.planned(one)
    scenario.solved(visit(sent, scenario.parts_of(one)["first"], MONDAY, 540))
    scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    before = shown(scenario, one)
    scenario.react(reactions.replicate_organizations_on_tree_changed, street_at(118.3, MONDAY - timedelta(days=30)))
    after = shown(scenario, one)
    assert [after[uid][0] - before[uid][0] for uid in before] == [1]
    assert [after[uid][1] == before[uid][1] for uid in before] == [False]
