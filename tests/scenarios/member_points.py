"""Schemes, declarations on each step of their way, and what a member's ledger says."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from shared.events.activities import ActivityState, AttendanceRecorded
from shared.events.organizations import PostTaken
from tests.scenarios import Builders
from tests.scenarios.in_process import DISTRICT_ID, InProcessScenario

JOINED = date(2021, 1, 1)
GROUPS = [
    {"code": "base", "name": "基础分", "kind": "base", "cap": 6000},
    {"code": "more", "name": "贡献分", "kind": "contribution", "cap": 4000},
    {"code": "less", "name": "扣分", "kind": "deduction", "cap": 1000},
]
ITEMS: list[dict[str, Any]] = [
    {"code": "meeting", "name": "支部党员大会", "group": "base", "hundredths": 500, "cap": 2000,
     "derives_from": "attended", "kinds": ["members_meeting"]},
    {"code": "service", "name": "志愿服务", "group": "more", "hundredths": 200, "cap": 600, "derives_from": "served"},
    {"code": "speaking", "name": "讲党课", "group": "more", "hundredths": 300, "derives_from": "spoke"},
    {"code": "hosting", "name": "接待观摩", "group": "more", "hundredths": 100, "derives_from": "hosted_visit"},
    {"code": "visiting", "name": "参加观摩", "group": "more", "hundredths": 50, "derives_from": "attended_visit"},
    {"code": "project", "name": "领办项目", "group": "more", "hundredths": 500, "derives_from": "project_accepted"},
    {"code": "helping", "name": "办实事", "group": "more", "hundredths": 250, "cap": 500},
    {"code": "absent", "name": "无故缺席", "group": "less", "hundredths": -300, "cap": 600},
]  # fmt: skip
STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("first", "discuss", {"present": 9, "agreed": 8}),
    ("first", "verify", {"opinion": "属实"}),
    ("east", "approve", {}),
    ("first", "publish", {}),
)
BANDS = {"excellent": 2000, "qualified": 1000, "basically_qualified": 500}


class MemberPointBuilders(Builders):
    """Makes schemes and declarations of points."""

    name: ClassVar[str] = "member_points"

    def draft(self, **more: Any) -> dict[str, Any]:
        """Draft the district's scheme for ordinary members of this year."""
        params = {"organization_id": "district", "year": self.day.year, "member_class": "ordinary", "title": "积分管理"}
        params |= {"citation": "区委组织部文件", "groups": GROUPS, "items": ITEMS, "bands": BANDS} | more
        return self.do("district", "draft_scheme", **params)

    def scheme(self, **more: Any) -> dict[str, Any]:
        """Publish the district's scheme."""
        return self.do("district", "publish_scheme", scheme_id=self.draft(**more)["id"])

    def declared(self, organization: str = "first", who: str | None = None, **more: Any) -> dict[str, Any]:
        params = {"member_id": "m1", "item": "helping", "occurred_on": self.day, "reason": "帮助邻居"} | more
        return self.do(who or organization, "declare_points", organization_id=organization, **params)

    def step(self, who: str, step: str, declaration: dict[str, Any], **more: Any) -> dict[str, Any]:
        return self.do(who, f"{step}_declaration", declaration_id=declaration["id"], **more)

    def advance(self, made: dict[str, Any], steps: int = len(STEPS), meeting_on: Any = None, **each: Any) -> Any:
        """Take the first steps of a declaration of a community's member, and return it as it stands then."""
        for who, step, more in STEPS[:steps]:
            meeting = {"meeting_on": meeting_on or self.day} if step == "discuss" else {}
            made = self.step(who, step, made, **meeting, **more, **each)
        return made

    def approved(self, **more: Any) -> dict[str, Any]:
        """Take a declaration of a community's member to its approval."""
        return self.advance(self.declared(**more), 3)

    def entries(self, member_id: str = "m1", who: str = "first", **more: Any) -> list[dict[str, Any]]:
        return self.ask(who, "entries", member_id=member_id, limit=200, **more)["items"]

    def standing(self, member_id: str = "m1") -> list[tuple[str, int]]:
        """Return what stands in a member's ledger: items and hundredths, reversed entries left out."""
        found = self.entries(member_id)
        kept = [entry for entry in found if entry["reversed_by"] is None and entry["reverses"] is None]
        return sorted((entry["item"], entry["hundredths"]) for entry in kept)

    def total(self, member_id: str = "m1", who: str = "first", organization: str = "first") -> dict[str, Any]:
        """Read a member's line among an organization's members."""
        lines = self.ask(who, "members", organization_id=organization, limit=200)["items"]
        return next(line for line in lines if line["id"] == member_id)


@dataclass
class MemberPointsScenario(MemberPointBuilders, InProcessScenario):
    """The member points service over one database, with a clock that stands where a test puts it."""

    revisions: dict[str, int] = field(default_factory=dict)

    def scheme(self, **more: Any) -> dict[str, Any]:
        """Publish the district's scheme, and derive what waited for it."""
        published = super().scheme(**more)
        self.deliver_own()
        return published

    def counted(self, **more: Any) -> dict[str, Any]:
        """Take a declaration all the way into the ledger; three weeks go by."""
        made = self.advance(self.declared(**more))
        self.pass_days(21)
        return self.step("first", "count", made)

    def join(self, member_id: str = "m1", organization: str = "first", **more: Any) -> str:
        """Deliver that somebody is on an organization's roll since 2021, unless named otherwise."""
        self.register(member_id, organization, more.pop("effective_on", JOINED), **more)
        return member_id

    def activity(
        self, id_: str = "a1", kind: str = "members_meeting", attended: tuple[str, ...] = ("m1",), **more: Any
    ) -> AttendanceRecorded:
        """Return the fact that an activity stands so, with the next revision unless one is named."""
        revision = more.pop("revision", self.revisions.get(id_, 0) + 1)
        self.revisions[id_] = max(revision, self.revisions.get(id_, 0))
        state = {"organization_id": "first", "title": "三月党员大会", "held_on": self.day, "status": "held"} | more
        state = ActivityState(activity_id=id_, revision=revision, kind=kind, attended=attended, **state)
        place = {"district_id": DISTRICT_ID, "organization_id": state.organization_id}
        return AttendanceRecorded(**place, activity_id=id_, activity=state)

    def attend(self, id_: str = "a1", kind: str = "members_meeting", **more: Any) -> None:
        self.deliver(self.activity(id_, kind, **more))

    def secretary(self, member_id: str = "m1", organization: str = "first", since: date = JOINED) -> None:
        """Deliver that a member took the secretary's post."""
        state = {"post_id": f"post of {member_id}", "title": "secretary", "member_id": member_id, "from_on": since}
        taken = PostTaken(district_id=DISTRICT_ID, organization_id=organization, **state)
        self.deliver(taken)
