"""Whatever is done in whichever order, the books balance: totals are sums, caps hold, and heard twice is once."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from services.member_points import reactions
from services.member_points.model.ledger import PointEntry
from shared import databases
from shared.errors import Refusal
from shared.events.activities import ActivityEvent
from shared.events.organizations import MemberTransferredIn, MemberTransferredOut
from tests.scenarios.in_process import DISTRICT_ID
from tests.scenarios.member_points import ITEMS, MemberPointsScenario

pytestmark = pytest.mark.slow
MEMBERS = ("m1", "m2", "m3")
PLACES = ("first", "second", "third")
ABOVE = {"first": "east", "second": "east", "third": "west"}
KINDS = ("members_meeting", "voluntary_service", "party_class")


class Books(RuleBasedStateMachine):
    """Random step_labels on one small district, and a plain account kept beside it of what must stand in the ledger."""

    def __init__(self) -> None:
        super().__init__()
        self.opening = _fresh()
        self.scenario = self.opening.__enter__()
        self.places = dict.fromkeys(MEMBERS, "first")
        self.activities: dict[str, ActivityEvent] = {}
        self.counted: dict[str, tuple[str, int]] = {}
        self.before: dict[str, tuple[Any, ...]] = {}
        for member in MEMBERS:
            self.scenario.join(member)
        self.scenario.scheme(objection_days=1)

    def teardown(self) -> None:
        """Close the scenario."""
        self.opening.__exit__(None, None, None)

    @rule(id_=st.sampled_from("abc"), kind=st.sampled_from(KINDS), who=st.sets(st.sampled_from(MEMBERS)))
    def attend(self, id_: str, kind: str, who: set[str]) -> None:
        """Record an activity, or correct its attendance."""
        known = self.activities.get(id_)
        kind = known.activity.kind if known else kind
        held_on = known.activity.held_on if known else self.scenario.day
        fact = self.scenario.activity(id_, kind, tuple(sorted(who)), speakers=tuple(sorted(who)), held_on=held_on)
        self.scenario.react(reactions.derive_points_on_activity_event, fact)
        self.activities[id_] = fact

    @precondition(lambda self: self.activities)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """Cancel an activity that was recorded by mistake."""
        id_ = data.draw(st.sampled_from(sorted(self.activities)))
        old = self.activities[id_].activity
        fact = self.scenario.activity(id_, old.kind, (), held_on=old.held_on, status="cancelled")
        self.scenario.react(reactions.derive_points_on_activity_event, fact)
        self.activities[id_] = fact

    @precondition(lambda self: self.activities)
    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        """Deliver an event again."""
        fact = self.activities[data.draw(st.sampled_from(sorted(self.activities)))]
        told = len(self.scenario.events())
        self.scenario.react(reactions.derive_points_on_activity_event, fact)
        assert len(self.scenario.events()) == told

    @rule(member=st.sampled_from(MEMBERS), item=st.sampled_from(("helping", "absent")), times=st.integers(1, 3))
    def declare(self, member: str, item: str, times: int) -> None:
        """Points are declared and go all their way."""
        scenario, place = self.scenario, self.places[member]
        asked = {"member_id": member, "item": item, "times": times, "occurred_on": scenario.day}
        made = scenario.declared(place, **asked)
        scenario.step(place, "discuss", made, meeting_on=scenario.day, present=5, agreed=5)
        scenario.step(place, "verify", made)
        scenario.step(ABOVE[place], "approve", made)
        scenario.step(place, "publish", made)
        scenario.pass_days(11)
        entry_id = scenario.step(place, "count", made)["entry_id"]
        self.counted[entry_id] = (member, made["hundredths"])

    @precondition(lambda self: self.counted)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        """Reverse an entry, and a second time in vain."""
        entry_id = data.draw(st.sampled_from(sorted(self.counted)))
        member, _ = self.counted.pop(entry_id)
        who = ABOVE[self.places[member]]
        self.scenario.do(who, "reverse_entry", entry_id=entry_id, reason="有误")
        with pytest.raises(Refusal):
            self.scenario.do(who, "reverse_entry", entry_id=entry_id, reason="有误")

    @rule(member=st.sampled_from(MEMBERS), to=st.sampled_from(PLACES), swapped=st.booleans())
    def transfer(self, member: str, to: str, *, swapped: bool) -> None:
        """Transfer a member to another organization; the two events come in either order."""
        place = self.places[member]
        if to == place:
            return
        self.scenario.pass_days(1)
        said = {"district_id": DISTRICT_ID, "member_id": member, "status": "full", "member_class": "ordinary"}
        said["effective_on"] = self.scenario.day
        out = MemberTransferredOut(**said, organization_id=place, to_organization_id=to)
        came = MemberTransferredIn(**said, organization_id=to, from_organization_id=place)
        self.scenario.react(reactions.replicate_member_on_member_event, *((came, out) if swapped else (out, came)))
        self.places[member] = to

    @rule(factor=st.integers(1, 4))
    def change_scheme(self, factor: int) -> None:
        """Publish a scheme with other points from tomorrow on; points already credited stay."""
        self.scenario.pass_days(1)
        items = [item | {"cap": 4000, "hundredths": item["hundredths"] * factor} for item in ITEMS]
        self.scenario.scheme(items=items, valid_from=self.scenario.day)

    @invariant()
    def the_books_balance(self) -> None:
        """Each total is the sum of the ledger and of what must stand in it; nothing written was ever changed."""
        entries = _entries(self.scenario)
        sums: dict[str, int] = defaultdict(int)
        for entry in entries.values():
            sums[entry.member_id] += entry.hundredths
        for member, place in self.places.items():
            line = self.scenario.total(member, place, place)
            assert line["total"] == sums[member] == self._expected(entries, member)
            assert line["counts"] <= 10_000
        written = {id_: _row(entry) for id_, entry in entries.items()}
        assert self.before.items() <= written.items()
        self.before = written
        told = [entry for event in self.scenario.events() if hasattr(event, "entries") for entry in event.entries]
        assert sorted(entry.entry_id for entry in told) == sorted(entries)
        assert sum(entry.hundredths for entry in told) == sum(sums.values())

    def _expected(self, entries: dict[str, PointEntry], member: str) -> int:
        """Return what was declared and not reversed, and once for each item what each activity says now."""
        declared = sum(points for who, points in self.counted.values() if who == member)
        gone = {entry.reverses for entry in entries.values()}
        standing = [each for each in entries.values() if each.source == "derived" and each.id not in gone]
        mine = [(each.evidence_id, each.item) for each in standing if each.member_id == member]
        said = [(id_, item) for id_, fact in self.activities.items() for item in _says(fact, member)]
        assert sorted(mine) == sorted(said)
        return declared + sum(each.hundredths for each in standing if each.member_id == member)


def _says(fact: ActivityEvent, member: str) -> Iterator[str]:
    activity = fact.activity
    if activity.status == "held" and member in activity.attended:
        yield {"members_meeting": "meeting", "voluntary_service": "service", "party_class": "speaking"}[activity.kind]


def _entries(scenario: MemberPointsScenario) -> dict[str, PointEntry]:
    with databases.reading(scenario.executor.engine) as session:
        return {entry.id: entry for entry in session.scalars(select(PointEntry))}


def _row(entry: PointEntry) -> tuple[Any, ...]:
    return tuple(getattr(entry, column.key) for column in PointEntry.__table__.columns)


PLANTED: list[Path] = []


@contextmanager
def _fresh() -> Iterator[MemberPointsScenario]:
    path = copy(PLANTED[0], PLANTED[0].with_name("books.sqlite3"))
    with MemberPointsScenario.on(f"sqlite:///{path}") as scenario:
        scenario.day = date(2026, 3, 2)
        yield scenario


def test_the_books_balance_whatever_is_done_in_whichever_order(planted_files: Callable[[str], Path]) -> None:
    PLANTED[:] = [planted_files("member_points")]
    few = settings(
        max_examples=15, stateful_step_count=12, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Books, settings=few)
