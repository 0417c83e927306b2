"""A small district told by events: what a test says happened, as envelopes in their streams' order."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Engine, delete, insert

from shared import databases
from shared.events import organizations as organizations_events
from shared.events import projects as projects_events
from shared.events.projects import MilestoneState, ProjectState
from shared.messaging.events import Envelope, Event, envelope
from shared.messaging.tables import outbox, outbox_sequence
from shared.trees import Timeline, Version

BEGAN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)


class EventScenario:
    """Emits events and numbers them as the services' outboxes do."""

    def __init__(self, district_id: str = "district", seed: int = 1) -> None:
        self.district_id = district_id
        self.draw = Random(seed)
        self.emitted: list[Envelope] = []
        self.numbers: dict[tuple[str, str], int] = defaultdict(int)
        self.timelines: dict[str, Timeline] = {}
        self.projects: dict[str, ProjectState] = {}
        self.milestones: dict[str, MilestoneState] = {}
        self.parents: dict[str, str] = {}

    def emit(self, *events: Event) -> list[Envelope]:
        """Put events into their streams."""
        items = []
        for event in events:
            stream = event.source, event.partition_key
            self.numbers[stream] += 1
            time = BEGAN + timedelta(seconds=len(self.emitted))
            id_ = str(uuid.UUID(int=self.draw.getrandbits(128)))
            items.append(envelope(event, id=id_, time=time, number=self.numbers[stream]))
            self.emitted.append(items[-1])
        return items

    # ------------------------------------------------------------ the tree

    def open(self, organization_id: str, parent_id: str | None, level: str, on: date = LONG_AGO) -> list[Envelope]:
        version = Version(valid_from=on, parent_id=parent_id, level=level, name=f"{organization_id}名")
        self.timelines[organization_id] = Timeline(organization_id=organization_id, versions=(version,))
        return self._tree(organizations_events.OrganizationOpened, organization_id, on, level=level)

    def move(self, organization_id: str, parent_id: str, on: date) -> list[Envelope]:
        """Hang an organization under another parent from a day on."""
        last = self.timelines[organization_id].versions[-1]
        self._end(organization_id, on, replace(last, valid_from=on, parent_id=parent_id))
        parents = {"from_parent_id": last.parent_id, "to_parent_id": parent_id}
        return self._tree(organizations_events.OrganizationMoved, organization_id, on, **parents)

    def close(self, organization_id: str, on: date) -> list[Envelope]:
        self._end(organization_id, on)
        return self._tree(organizations_events.OrganizationClosed, organization_id, on)

    def _end(self, organization_id: str, on: date, *following: Version) -> None:
        *before, last = self.timelines[organization_id].versions
        versions = (*before, replace(last, valid_until=on), *following)
        self.timelines[organization_id] = Timeline(organization_id=organization_id, versions=versions)

    def _tree(self, event: type[Any], organization_id: str, on: date, **more: Any) -> list[Envelope]:
        changed = (self.timelines[organization_id],)
        return self._of_organization(event, organization_id, effective_on=on, changed=changed, **more)

    def _of_organization(self, event: type[Any], organization_id: str, **fields: Any) -> list[Envelope]:
        return self.emit(event(district_id=self.district_id, organization_id=organization_id, **fields))

    # ------------------------------------------------------------ members, tiers, terms

    def register(
        self, member_id: str, organization_id: str, status: str = "full", on: date = LONG_AGO
    ) -> list[Envelope]:
        return self._member(organizations_events.MemberRegistered, member_id, organization_id, on, status=status)

    def transfer(self, member_id: str, organization_id: str, to: str, on: date) -> list[Envelope]:
        """Let a member pass from one roll to another."""
        out, came = organizations_events.MemberTransferredOut, organizations_events.MemberTransferredIn
        events = self._member(out, member_id, organization_id, on, to_organization_id=to)
        return events + self._member(came, member_id, to, on, from_organization_id=organization_id)

    def _member(self, event: type[Any], member_id: str, organization_id: str, on: date, **more: Any) -> list[Envelope]:
        state = {"status": "full", "member_class": "ordinary", "effective_on": on} | more
        return self._of_organization(event, organization_id, member_id=member_id, **state)

    def rate(self, organization_id: str, tier: str, period: str = "2026") -> list[Envelope]:
        return self._of_organization(organizations_events.TierAssigned, organization_id, period=period, tier=tier)

    def begin_term(self, term_id: str, organization_id: str, due_on: date, remind_from: date) -> list[Envelope]:
        days = {"began_on": LONG_AGO, "due_on": due_on, "remind_from": remind_from}
        return self._of_organization(organizations_events.TermBegan, organization_id, term_id=term_id, **days)

    # ------------------------------------------------------------ projects

    def declare(self, project_id: str, organization_id: str, year: int = 2026, **fields: Any) -> list[Envelope]:
        given: dict[str, Any] = {"kind": "secretary_project", "category": "work_innovation", "status": "declared"}
        given |= {"title": f"{project_id}项目", "lead_post": "书记", "year": year} | fields
        self.projects[project_id] = ProjectState(
            project_id=project_id, revision=0, organization_id=organization_id, **given
        )
        return self.change(project_id, projects_events.ProjectDeclared, **given)

    def change(
        self, project_id: str, event: type[Any] = projects_events.ProjectAmended, **fields: Any
    ) -> list[Envelope]:
        """Take a project one revision on, to the fields of its state among those named; the event has the others."""
        state = {name: fields[name] for name in ProjectState.__struct_fields__ if name in fields}
        before = self.projects[project_id]
        self.projects[project_id] = replace(before, revision=before.revision + 1, **state)
        emitted = {name: fields[name] for name in event.__struct_fields__ if name in fields and name not in IDS}
        return self._of_project(event, project_id, **emitted)

    def start(self, project_id: str, **days: date) -> list[Envelope]:
        given = {"status": "in_progress", "approved_on": date(2026, 3, 1)} | days
        return self.change(project_id, projects_events.ProjectStarted, **given, started_on=date(2026, 3, 2))

    def report(
        self,
        report_id: str,
        project_id: str,
        organization_id: str,
        people: int = 0,
        corrects: str | None = None,
        **days: date,
    ) -> list[Envelope]:
        """Report progress; the days are those of the project's state afterwards."""
        before = self.projects[project_id]
        self.projects[project_id] = replace(before, revision=before.revision + 1, **days)
        figures = {"percent": None, "people_served": people, "difficulties_solved": 1}
        ids = {"report_id": report_id, "reporting_organization_id": organization_id, "corrects": corrects}
        given = {"report_kind": "report", "reported_on": date(2026, 3, 2)} | ids | figures
        return self._of_project(projects_events.ProgressReported, project_id, **given)

    def plan(self, milestone_id: str, project_id: str, organization_id: str, due_on: date) -> list[Envelope]:
        """Set a milestone; it is at risk a week before its deadline and overdue the day after."""
        days = {"at_risk_from": due_on - timedelta(days=7), "overdue_from": due_on + timedelta(days=1)}
        self.parents[milestone_id] = project_id
        self.milestones[milestone_id] = MilestoneState(
            milestone_id=milestone_id, revision=1, organization_id=organization_id, post="书记", title="节点",
            status="open", deadline=due_on, due_on=due_on, **days,
        )  # fmt: skip
        return self._of_milestone(projects_events.MilestoneSet, milestone_id)

    def reach(self, milestone_id: str, on: date) -> list[Envelope]:
        before = self.milestones[milestone_id]
        reached = {"revision": before.revision + 1, "status": "reached", "reached_on": on}
        self.milestones[milestone_id] = replace(before, **reached)
        return self._of_milestone(projects_events.MilestoneReached, milestone_id, reached_on=on)

    def _of_milestone(self, event: type[Any], milestone_id: str, **more: Any) -> list[Envelope]:
        state = {"milestone_id": milestone_id, "milestone": self.milestones[milestone_id]}
        return self._of_project(event, self.parents[milestone_id], **state, **more)

    def _of_project(self, event: type[Any], project_id: str, **fields: Any) -> list[Envelope]:
        state = self.projects[project_id]
        ids = {"project_id": project_id, "project": state}
        return self._of_organization(event, state.organization_id, **ids, **fields)


IDS = frozenset(projects_events.ProjectEvent.__struct_fields__) - {"effective_on"}


def small_district(seed: int = 1) -> EventScenario:
    """Return a district of two streets with two communities each."""
    scenario = EventScenario(seed=seed)
    scenario.open("district", None, "district")
    for street in ("east", "west"):
        scenario.open(street, "district", "street")
        for number in (1, 2):
            scenario.open(f"{street}{number}", street, "community")
    return scenario


def heard_in_pieces(told: list[Envelope], draw: Random) -> Iterator[list[Envelope]]:
    """Deliver everything in pieces: shuffled across streams or altogether, and some of it twice."""
    order = [*told, *draw.sample(told, len(told) // 3)]
    if draw.random() < 0.5:
        draw.shuffle(order)
    else:
        order.sort(
            key=lambda item: (item.partitionkey, item.source, item.number) if draw.random() < 0.9 else ("", "", 0)
        )
    while order:
        size = draw.choice([1, 2, 7, 50])
        yield order[:size]
        order = order[size:]


def write_logs(scenario: EventScenario, engines: Mapping[str, Engine]) -> None:
    """Write what was emitted into the services' outboxes, as their relays left it."""
    for source, engine in engines.items():
        emitted = [item for item in scenario.emitted if item.source_name == source]
        rows = [
            {
                "district_id": item.districtid,
                "partition_key": item.partitionkey,
                "sequence": item.number,
                "name": item.event_name,
                "envelope": item.encode().decode(),
                "published_at": item.time,
            }
            for item in emitted
        ]
        last = {row["partition_key"]: {"district_id": row["district_id"], "last": row["sequence"]} for row in rows}
        streams = [{"partition_key": key} | found for key, found in last.items()]
        with databases.transaction(engine) as session:
            for table, found in ((outbox, rows), (outbox_sequence, streams)):
                session.execute(delete(table))
                if found:
                    session.execute(insert(table), found)


def spoilt(item: Envelope) -> Envelope:
    """Return an event whose data cannot be read."""
    return replace(item, data=msgspec.Raw(b'{"district_id": 5}'))


def unwritable(item: Envelope) -> Envelope:
    """Return an event that can be read, but not written by any database: its number is too large."""
    report = msgspec.json.decode(item.data)
    report["people_served"] = 2**70
    return replace(item, data=msgspec.Raw(msgspec.json.encode(report)))
