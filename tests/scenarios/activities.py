"""Halls, activities and campaigns, and the obligations that organizations have."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from shared.events.organizations import (
    MemberTransferredOut,
    OrganizationClosed,
    OrganizationOpened,
    OrganizationsMerged,
    TreeChanged,
)
from shared.trees import Timeline
from tests.scenarios import Builders
from tests.scenarios.in_process import DISTRICT_ID, OPENED, TREE, InProcessScenario, timeline, tree_event

ITEMS = (
    "venue", "sign", "equipment", "lecturers", "plan", "archive",
    "study_system", "lecturer_system", "notice_system", "record_system", "feedback_system",
)  # fmt: skip


class ActivityBuilders(Builders):
    """Makes halls, activities and campaigns."""

    name: ClassVar[str] = "activities"

    def held(self, kind: str = "theme_day", organization: str = "first", **more: Any) -> dict[str, Any]:
        """Record an activity of an organization, today unless named otherwise."""
        params = {"organization_id": organization, "kind": kind, "title": "主题学习"} | more
        return self.do(more.pop("who", organization), "record_activity", **params)

    def trained(self, organization: str = "east", training: str = "new_secretary", **more: Any) -> dict[str, Any]:
        """Record a training of Party workers that an organization held."""
        return self.held("training", organization, **{"training": training, "hours": 24, "title": "任职培训"} | more)

    def offered(self, hall: dict[str, Any], who: str = "first", **more: Any) -> dict[str, Any]:
        """Put a class on a hall's menu."""
        return self.do(who, "offer_class", hall_id=hall["id"], **{"title": "二十大精神", "material": "课件1号"} | more)

    def lecturer(self, hall: dict[str, Any], who: str = "first", **more: Any) -> dict[str, Any]:
        """List a lecturer of a hall."""
        return self.do(who, "appoint_lecturer", hall_id=hall["id"], **{"name": "郑老师", "unit": "市委党校"} | more)

    def requested(self, offered: dict[str, Any], organization: str = "first", **more: Any) -> dict[str, Any]:
        """Ask for a class in a unit's name."""
        params = {"organization_id": organization, "hall_class_id": offered["id"]} | more
        return self.do(organization, "request_class", **params)

    def planned(self, organization: str = "first", **more: Any) -> dict[str, Any]:
        return self.do(organization, "plan_hall", organization_id=organization, title="大讲堂", **more)

    def checked(self, hall: dict[str, Any], items: Iterable[str] = ITEMS, who: str = "first") -> dict[str, Any]:
        return self.do(who, "check_items", hall_id=hall["id"], items=list(items), evidence="现场核对")

    def equipped(self, organization: str = "first") -> dict[str, Any]:
        """Bring an organization's hall to where it may be established."""
        hall = self.planned(organization)
        self.do(organization, "begin_hall", hall_id=hall["id"])
        return self.checked(hall, who=organization)

    def established(self, organization: str = "first") -> dict[str, Any]:
        """Bring an organization's hall to where it is established."""
        return self.do(organization, "establish_hall", hall_id=self.equipped(organization)["id"])

    def campaign(self, organization: str = "east", *units: str, **more: Any) -> dict[str, Any]:
        """Open a campaign of this year with units in it."""
        params = {"kind": "heritage", "title": "学习传承", "basis": "年度计划"} | more
        opened = self.do("east", "open_campaign", organization_id=organization, **params)
        for unit in units:
            self.do("east", "join_campaign", campaign_id=opened["id"], organization_id=unit)
        return opened


@dataclass
class ActivitiesScenario(ActivityBuilders, InProcessScenario):
    """The activities service over one database, with a clock that stands where a test puts it."""

    trees: list[TreeChanged] = field(default_factory=list)

    def tree(self, event: TreeChanged) -> None:
        """Let everything take effect that an event about the tree moves."""
        self.trees.append(event)
        self.deliver(event)
        self.deliver_own()

    def open_all(self) -> None:
        """Deliver the opening of every organization of the small district."""
        for one in TREE:
            self.open(one)

    def open(self, one: Timeline) -> None:
        first = one.versions[0]
        self.tree(tree_event(OrganizationOpened, one.organization_id, first.valid_from, one, level=first.level))

    def close(self, name: str, level: str, parent: str, on: date, records: dict[str, str] | None = None) -> None:
        ended = timeline(name, level, parent, until=on)
        self.tree(tree_event(OrganizationClosed, name, on, ended, records=records or {}))

    def merge(self, into: str, merged: Iterable[str], on: date, records: dict[str, str] | None = None) -> None:
        """Deliver that communities of the east are merged from a day on."""
        changed = [timeline(one, "community", "east", until=on) for one in merged]
        changed.append(timeline(into, "community", "east"))
        self.tree(tree_event(OrganizationsMerged, into, on, *changed, merged=tuple(merged), records=records or {}))

    def join(self, organization: str, *members: str, status: str = "full", since: date = OPENED) -> list[str]:
        for member in members:
            self.register(member, organization, since, status=status)
        return list(members)

    def leave(self, organization: str, member: str, on: date) -> None:
        state = {"member_id": member, "status": "full", "member_class": "ordinary", "effective_on": on}
        event = MemberTransferredOut(
            district_id=DISTRICT_ID, organization_id=organization, to_organization_id="x", **state
        )
        self.deliver(event)

    def obligations(self, organization: str = "first", who: str = "district", **more: Any) -> dict[str, Any]:
        """Return the obligations of an organization by kind and period, and nothing of those below."""
        found: list[dict[str, Any]] = []
        after: str | None = None
        while True:
            page = self.ask(who, "obligations", organization_id=organization, after=after, limit=200, **more)
            found += page["items"]
            after = page["next_after"]
            if after is None:
                own = [one for one in found if one["organization_id"] == organization]
                return {f"{one['kind']} {one['period']}": one for one in own}
