"""The activities service in the small district of the tests, and what its tests do again and again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from services.activities import reactions
from shared.events.organizations import (
    MemberRegistered,
    MemberTransferredOut,
    OrganizationClosed,
    OrganizationOpened,
    OrganizationsMerged,
    OrganizationSplit,
    TreeChanged,
)
from shared.trees import Timeline
from tests import worlds
from tests.worlds import DISTRICT_ID, OPENED, TREE, timeline

HAND_ON = {
    OrganizationsMerged: reactions.hand_on_halls_on_organizations_merged,
    OrganizationSplit: reactions.hand_on_halls_on_organization_split,
    OrganizationClosed: reactions.hand_on_halls_on_organization_closed,
}
OWN: dict[str, Callable[..., None]] = {
    "obligation_year_opened": reactions.set_obligations_on_obligation_year_opened,
    "hall_deadline_set": reactions.give_deadlines_on_hall_deadline_set,
}
ITEMS = (
    "venue", "sign", "equipment", "lecturers", "plan", "archive",
    "study_system", "lecturer_system", "notice_system", "record_system", "feedback_system",
)  # fmt: skip


@dataclass
class World(worlds.World):
    """The activities service over one database, with a clock that stands where a test puts it."""

    name: ClassVar[str] = "activities"
    heard: int = 0
    trees: list[TreeChanged] = field(default_factory=list)

    def tree(self, event: TreeChanged) -> None:
        """Let everything take effect that a fact about the tree moves."""
        self.trees.append(event)
        self.hear(reactions.know_organizations_on_tree_changed, event)
        self.hear(reactions.set_obligations_on_tree_changed, event)
        if type(event) in HAND_ON:
            self.hear(HAND_ON[type(event)], event)
        self.settle()

    def hear_of_everyone(self) -> None:
        """Let the service hear of every organization of the small district."""
        for one in TREE:
            self.open(one)

    def open(self, one: Timeline) -> None:
        """Let the service hear that an organization was opened."""
        first = one.versions[0]
        changed = {"effective_on": first.valid_from, "changed": (one,), "level": first.level}
        self.tree(OrganizationOpened(district_id=DISTRICT_ID, organization_id=one.organization_id, **changed))

    def close(self, name: str, level: str, parent: str, on: date, records: dict[str, str] | None = None) -> None:
        """Let the service hear that an organization is closed from a day on."""
        changed = (timeline(name, level, parent, until=on),)
        said = {"effective_on": on, "changed": changed, "records": records or {}}
        self.tree(OrganizationClosed(district_id=DISTRICT_ID, organization_id=name, **said))

    def merge(self, into: str, merged: Iterable[str], on: date, records: dict[str, str] | None = None) -> None:
        """Let the service hear that communities of the east are merged from a day on."""
        changed = [timeline(one, "community", "east", until=on) for one in merged]
        changed.append(timeline(into, "community", "east"))
        said = {"effective_on": on, "changed": tuple(changed), "merged": tuple(merged), "records": records or {}}
        self.tree(OrganizationsMerged(district_id=DISTRICT_ID, organization_id=into, **said))

    def settle(self) -> None:
        """Let the service hear what it told itself, until nothing of it is left."""
        while own := [event for event in self.told() if event.name in OWN][self.heard :]:
            self.heard += len(own)
            for event in own:
                self.hear(OWN[event.name], event)

    def join(self, organization: str, *members: str, status: str = "full", since: date = OPENED) -> list[str]:
        """Put members on an organization's roll."""
        for member in members:
            said = {"member_id": member, "status": status, "member_class": "ordinary", "effective_on": since}
            event = MemberRegistered(district_id=DISTRICT_ID, organization_id=organization, **said)
            self.hear(reactions.know_members_on_member_event, event)
        return list(members)

    def leave(self, organization: str, member: str, on: date) -> None:
        """Let a member leave an organization's roll on a day."""
        said = {"member_id": member, "status": "full", "member_class": "ordinary", "effective_on": on}
        event = MemberTransferredOut(
            district_id=DISTRICT_ID, organization_id=organization, to_organization_id="x", **said
        )
        self.hear(reactions.know_members_on_member_event, event)

    def held(self, kind: str = "theme_day", organization: str = "first", **more: Any) -> dict[str, Any]:
        """Record an activity of an organization, today unless named otherwise."""
        asked = {"organization_id": organization, "kind": kind, "title": "主题学习"} | more
        return self.do(more.pop("who", organization), "record_activity", **asked)

    def planned(self, organization: str = "first", **more: Any) -> dict[str, Any]:
        """Plan the lecture hall of an organization."""
        return self.do(organization, "plan_hall", organization_id=organization, title="大讲堂", **more)

    def checked(self, hall: dict[str, Any], items: Iterable[str] = ITEMS, who: str = "first") -> dict[str, Any]:
        """Check items of a hall's standard."""
        return self.do(who, "check_items", hall_id=hall["id"], items=list(items), evidence="现场核对")

    def established(self, organization: str = "first") -> dict[str, Any]:
        """Bring an organization's hall to where it is established."""
        hall = self.planned(organization)
        self.do(organization, "begin_hall", hall_id=hall["id"])
        self.checked(hall, who=organization)
        return self.do(organization, "establish_hall", hall_id=hall["id"])

    def obligations(self, organization: str = "first", who: str = "district", **more: Any) -> dict[str, Any]:
        """Return what is asked of an organization, by kind and period, and nothing of those below."""
        found: list[dict[str, Any]] = []
        after: str | None = None
        while True:
            page = self.see(who, "obligations", organization_id=organization, after=after, limit=200, **more)
            found += page["items"]
            after = page["next_after"]
            if after is None:
                own = [one for one in found if one["organization_id"] == organization]
                return {f"{one['kind']} {one['period']}": one for one in own}
