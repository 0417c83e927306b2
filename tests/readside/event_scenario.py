"""A small district told by events: what a test says happened, as envelopes in their streams' order."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import msgspec
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
        """Open an organization."""
        version = Version(valid_from=on, parent_id=parent_id, level=level, name=f"{organization_id}名")
        self.timelines[organization_id] = Timeline(organization_id=organization_id, versions=(version,))
        return self._tree(organizations_events.OrganizationOpened, organization_id, on, level=level)

    def move(self, organization_id: str, parent_id: str, on: date) -> list[Envelope]:
        """Hang an organization under another parent from a day on."""
        before = self.timelines[organization_id].versions[-1].parent_id
        self._cut(organization_id, on, parent_id=parent_id)
        names = {"from_parent_id": before, "to_parent_id": parent_id}
        return self._tree(organizations_events.OrganizationMoved, organization_id, on, **names)

    def rename(self, organization_id: str, name: str, on: date) -> list[Envelope]:
        """Return an organization another name from a day on."""
        self._cut(organization_id, on, name=name)
        return self._tree(organizations_events.OrganizationRenamed, organization_id, on)

    def close(self, organization_id: str, on: date) -> list[Envelope]:
        """Close an organization."""
        *before, last = self.timelines[organization_id].versions
        closed = msgspec.structs.replace(last, valid_until=on)
        self.timelines[organization_id] = Timeline(organization_id=organization_id, versions=(*before, closed))
        return self._tree(organizations_events.OrganizationClosed, organization_id, on)

    def _cut(self, organization_id: str, on: date, **changes: Any) -> None:
        *before, last = self.timelines[organization_id].versions
        following = msgspec.structs.replace(last, valid_from=on, **changes)
        versions = (*before, msgspec.structs.replace(last, valid_until=on), following)
        self.timelines[organization_id] = Timeline(organization_id=organization_id, versions=versions)

    def _tree(self, event: type[Any], organization_id: str, on: date, **more: Any) -> list[Envelope]:
        changed = (self.timelines[organization_id],)
        ids = {"district_id": self.district_id, "organization_id": organization_id}
        return self.emit(event(**ids, effective_on=on, changed=changed, **more))

    # ------------------------------------------------------------ members, tiers, terms

    def register(
        self, member_id: str, organization_id: str, status: str = "full", on: date = LONG_AGO
    ) -> list[Envelope]:
        """Enter a member in a roll."""
        return self._member(organizations_events.MemberRegistered, member_id, organization_id, status, on)

    def transfer(self, member_id: str, organization_id: str, to: str, on: date) -> list[Envelope]:
        """Let a member pass from one roll to another."""
        out = {"to_organization_id": to}
        events = self._member(organizations_events.MemberTransferredOut, member_id, organization_id, "full", on, **out)
        came = {"from_organization_id": organization_id}
        return events + self._member(organizations_events.MemberTransferredIn, member_id, to, "full", on, **came)

    def _member(
        self, event: type[Any], member_id: str, organization_id: str, status: str, on: date, **more: Any
    ) -> list[Envelope]:
        ids = {"district_id": self.district_id, "organization_id": organization_id, "member_id": member_id}
        return self.emit(event(**ids, status=status, member_class="ordinary", effective_on=on, **more))

    def rate(self, organization_id: str, tier: str, period: str = "2026") -> list[Envelope]:
        """Assign a tier."""
        ids = {"district_id": self.district_id, "organization_id": organization_id}
        return self.emit(organizations_events.TierAssigned(**ids, period=period, tier=tier))

    def begin_term(self, term_id: str, organization_id: str, due_on: date, remind_from: date) -> list[Envelope]:
        """Begin a committee's term."""
        ids = {"district_id": self.district_id, "organization_id": organization_id, "term_id": term_id}
        days = {"began_on": LONG_AGO, "due_on": due_on, "remind_from": remind_from}
        return self.emit(organizations_events.TermBegan(**ids, **days))

    # ------------------------------------------------------------ projects

    def declare(self, project_id: str, organization_id: str, year: int = 2026, **fields: Any) -> list[Envelope]:
        """Declare a secretary project."""
        given: dict[str, Any] = {"kind": "secretary_project", "category": "work_innovation", "status": "declared"}
        given |= {"title": f"{project_id}项目", "lead_post": "书记"} | fields
        state = ProjectState(project_id=project_id, revision=1, organization_id=organization_id, year=year, **given)
        self.projects[project_id] = state
        said = {name: getattr(state, name) for name in ("year", "kind", "category", "title", "lead_post")}
        return self.emit(projects_events.ProjectDeclared(**self._of(project_id), **said))

    def change(
        self, project_id: str, event: type[Any] = projects_events.ProjectAmended, **fields: Any
    ) -> list[Envelope]:
        """Take a project one revision on."""
        said = {name: fields[name] for name in event.__struct_fields__ if name in fields and name not in IDS}
        stands = {name: value for name, value in fields.items() if name in ProjectState.__struct_fields__}
        before = self.projects[project_id]
        self.projects[project_id] = msgspec.structs.replace(before, revision=before.revision + 1, **stands)
        return self.emit(event(**self._of(project_id), **said))

    def start(self, project_id: str, **days: date) -> list[Envelope]:
        """Let a project run."""
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
        """Report progress."""
        said = {"report_id": report_id, "reporting_organization_id": organization_id, "report_kind": "report"}
        said |= {"reported_on": date(2026, 3, 2), "corrects": corrects, "difficulties_solved": 1}
        before = self.projects[project_id]
        self.projects[project_id] = msgspec.structs.replace(before, revision=before.revision + 1, **days)
        return self.emit(
            projects_events.ProgressReported(**self._of(project_id), **said, percent=None, people_served=people)
        )

    def plan(self, milestone_id: str, project_id: str, organization_id: str, due_on: date) -> list[Envelope]:
        """Set a milestone; it is at risk a week before its deadline and overdue the day after."""
        days = {"at_risk_from": due_on - timedelta(days=7), "overdue_from": due_on + timedelta(days=1)}
        state = MilestoneState(
            milestone_id=milestone_id, revision=1, organization_id=organization_id, post="书记", title="节点",
            status="open", deadline=due_on, due_on=due_on, **days,
        )  # fmt: skip
        self.milestones[milestone_id], self.parents[milestone_id] = state, project_id
        ids = {"milestone_id": milestone_id, "milestone": state}
        return self.emit(projects_events.MilestoneSet(**self._of(project_id), **ids))

    def reach(self, milestone_id: str, on: date) -> list[Envelope]:
        """Reach a milestone."""
        before = self.milestones[milestone_id]
        state = msgspec.structs.replace(before, revision=before.revision + 1, status="reached", reached_on=on)
        self.milestones[milestone_id] = state
        ids = {"milestone_id": milestone_id, "milestone": state, "reached_on": on}
        return self.emit(projects_events.MilestoneReached(**self._of(self.parents[milestone_id]), **ids))

    def _of(self, project_id: str) -> dict[str, Any]:
        state = self.projects[project_id]
        ids = {"district_id": self.district_id, "organization_id": state.organization_id}
        return ids | {"project_id": project_id, "project": state}


IDS = frozenset(projects_events.ProjectEvent.__struct_fields__)


def small_district(seed: int = 1) -> EventScenario:
    """Return a district of two streets with two communities each."""
    scenario = EventScenario(seed=seed)
    scenario.open("district", None, "district")
    for street in ("east", "west"):
        scenario.open(street, "district", "street")
        for number in (1, 2):
            scenario.open(f"{street}{number}", street, "community")
    return scenario


def write_logs(scenario: EventScenario, engines: Mapping[str, Engine]) -> None:
    """Write what was told into the services' outboxes, as their relays left it."""
    for source, engine in engines.items():
        told = [item for item in scenario.emitted if item.source_name == source]
        kept = [
            {
                "district_id": item.districtid,
                "partition_key": item.partitionkey,
                "sequence": item.number,
                "name": item.event_name,
                "envelope": item.encode().decode(),
                "published_at": item.time,
            }
            for item in told
        ]
        last = {item.partitionkey: item for item in told}
        reached = [
            {"district_id": item.districtid, "partition_key": key, "last": item.number} for key, item in last.items()
        ]
        with databases.transaction(engine) as session:
            session.execute(delete(outbox))
            session.execute(delete(outbox_sequence))
            if kept:
                session.execute(insert(outbox), kept)
                session.execute(insert(outbox_sequence), reached)


def spoilt(item: Envelope) -> Envelope:
    """Return an event whose data cannot be read."""
    return msgspec.structs.replace(item, data=msgspec.Raw(b'{"district_id": 5}'))


def unwritable(item: Envelope) -> Envelope:
    """Return an event that can be read, but not written by any database: its number is too large."""
    report = msgspec.json.decode(item.data)
    report["people_served"] = 2**70
    return msgspec.structs.replace(item, data=msgspec.Raw(msgspec.json.encode(report)))
