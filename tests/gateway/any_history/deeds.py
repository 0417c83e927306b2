"""What may happen in a district, drawn: each deed does one thing somewhere, today or back-dated; some are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, STREET, SYSTEM_ADMIN, Grant
from tests.gateway.full_district.snapshot import come_to_rest
from tests.scenarios.activities import ITEMS as HALL_ITEMS
from tests.scenarios.http import HttpScenario
from tests.scenarios.member_points import BANDS, GROUPS, ITEMS

if TYPE_CHECKING:
    from random import Random

    from tests.gateway.app_harness import AppHarness

BEGIN, END = date(2026, 1, 12), date(2026, 12, 10)
TREE = (
    ("district", None, "district"),
    ("s1", "district", "street"),
    ("s2", "district", "street"),
    ("c1", "s1", "community"),
    ("c2", "s1", "community"),
    ("c3", "s2", "community"),
    ("b1", "c1", "branch"),
)
FORM = {"street": {"party_form": "working_committee"}, "community": {"party_form": "general_branch"}}
ROLES = {"district": (DISTRICT, AUDITOR), "street": (STREET,), "community": (COMMUNITY,), "branch": (BRANCH,)}
REFUSED = {403, 404, 409, 412, 422}
ABOVE = {"street": ("district",), "community": ("street",), "branch": ("community", "street", "district")}
CATEGORIES = ("lecture_halls", "organizational_set_up", "brand_building", "member_management", "work_innovation")
MODES = ("fixed", "party_class", "themed", "interactive", "new_media", "mobile")
KINDS = ("party", "government_body", "two_new")
FORMS = ("committee", "working_committee", "general_branch")
LIFE = ("members_meeting", "committee_meeting", "group_meeting", "party_class", "theme_day", "life_meeting")


@dataclass
class AnyDistrict(HttpScenario):
    """A district of two streets, and whoever acts in it.

    `made` are the ids of records by kind, `homes` the units on whose rolls members are.
    """

    draw: Random = field(kw_only=True)
    made: dict[str, list[str]] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    @classmethod
    def founded(cls, harness: AppHarness, draw: Random) -> AnyDistrict:
        """Open the district's first organizations."""
        district = cls(harness, draw=draw)
        operator = district.people["operator"] = harness.person(Grant(SYSTEM_ADMIN, "*"))
        for unit, parent, level in TREE:
            district.open(operator, unit, level, parent, name=f"{unit}组织", **FORM.get(level, {}))
        for level, roles in ROLES.items():
            district.sign_in(level, *roles)
        district.share_positions()
        return district

    # ------------------------------------------------------------ drawing

    def past(self, most: int = 60) -> str:
        """Draw today or an earlier day of the year."""
        day = self.day - timedelta(days=self.draw.choice([0, 0, self.draw.randrange(most)]))
        return max(day, date(2026, 1, 1)).isoformat()

    def around(self) -> str:
        """Draw a day before or after today."""
        return (self.day + timedelta(days=self.draw.randrange(-40, 25))).isoformat()

    def unit(self, *levels: str) -> str:
        """Draw the name of an organization of some level, open or closed."""
        return self.draw.choice([name for name, level in self.levels.items() if not levels or level in levels])

    def one(self, kind: str) -> str:
        """Draw a record of a kind; one that nobody knows where there is none."""
        return self.draw.choice(self.made.get(kind) or ["none"])

    def post(self, who: str, path: str, /, **body: Any) -> Any:
        """Send a request, and return its answer unless it was refused."""
        answer = self.people[who].post(path, body)
        assert answer.status_code in {200, 201, 202, 428} | REFUSED, answer.text
        is_done = answer.status_code < 300
        refusal = (
            "" if is_done else f" {[error['code'] for error in answer.json.get('errors', ())] or answer.json['type']}"
        )
        self.done.append(f"{self.day} {who} {path} {body} {answer.status_code}{refusal}")
        return answer.json if is_done else None

    def make(self, record: str, who: str, path: str, /, **body: Any) -> None:
        """Send a request for a new record, and remember the record."""
        answer = self.post(who, path, **body)
        if answer is not None:
            self.made.setdefault(record, []).append(answer["id"])

    # ------------------------------------------------------------ the tree

    def open_one(self) -> None:
        level = self.draw.choice(["street", "community", "community", "branch"])
        name, body = f"u{len(self.units)}", {"level": level, "effective_on": self.around()}
        body |= {"name": f"{name}组织", "parent_id": self.units[self.unit(*ABOVE[level])]}
        body |= {"kind": self.draw.choice(KINDS)} if level == "branch" else {"party_form": self.draw.choice(FORMS)}
        answer = self.post("operator", "/organizations", **body)
        if answer is not None:
            self.units[name], self.levels[name] = answer["id"], level

    def move(self) -> None:
        unit = self.unit("community", "branch")
        parent = self.units[self.unit(*ABOVE[self.levels[unit]])]
        self._change(unit, "moves", parent_id=parent)

    def merge(self) -> None:
        into = self.unit("street", "community", "branch")
        source = self.unit(self.levels[into])
        self._change(into, "merges", sources=[self.units[source]], records=self._records())

    def split(self) -> None:
        unit = self.unit("community")
        names = [f"u{len(self.units) + number}" for number in range(2)]
        answer = self._change(unit, "splits", parts=[{"name": f"{name}组织"} for name in names], heir=1)
        if answer is not None:
            for name, id_ in zip(names, answer["into"], strict=True):
                self.units[name], self.levels[name] = id_, "community"

    def close(self) -> None:
        unit = self.unit("community", "branch")
        members_to = self.units[self.unit("community", "street")]
        self._change(unit, "closures", members_to=members_to, records=self._records())

    def _records(self) -> dict[str, str]:
        kinds = ("projects", "notices", "points", "visits", "halls")
        return {kind: self.draw.choice(["carry", "close"]) for kind in kinds}

    def _change(self, unit: str, what: str, **body: Any) -> Any:
        return self.post("operator", f"/organizations/{self.units[unit]}/{what}", effective_on=self.around(), **body)

    # ------------------------------------------------------------ people and tiers

    def member(self) -> None:
        person = {"name": "赵建国", "status": self.draw.choice(["full", "probationary"]), "born_on": "1980-01-01"}
        person |= {"member_class": self.draw.choice(["ordinary", "ordinary", "mobile"]), "joined_on": "2005-01-01"}
        unit = self.unit(self.draw.choice(["community", "branch"]))
        path = f"/organizations/{self.units[unit]}/members"
        member = self.post("community", path, **person, effective_on=self.past())
        if member is not None:
            self.homes[member["id"]] = unit

    def secretary(self) -> None:
        path = f"/organizations/{self.units[self.unit()]}/posts"
        self.make("post", "district", path, title="secretary", person_name="王某", from_on=self.past())

    def secretary_of_roll(self) -> None:
        self._assign(*self._someone())

    def _someone(self) -> tuple[str, str]:
        """Draw who is on a roll, and on whose; nobody where nobody can be entered."""
        if not self.homes:
            self.member()
        return self.draw.choice([*self.homes.items()] or [("none", self.unit())])

    def _assign(self, member: str, unit: str) -> None:
        path = f"/organizations/{self.units[unit]}/posts"
        self.make("post", "district", path, title="secretary", member_id=member, from_on=self.past())

    def relieve(self) -> None:
        self.post("district", f"/posts/{self.one('post')}/ends", until_on=self.past(20))

    def tier(self) -> None:
        period = self.draw.choice(["2026", "2026", "2026Q1", "2026Q2", "2026Q3"])
        tier = self.draw.choice(["advanced", "qualified", "lagging"])
        path = f"/organizations/{self.units[self.unit('street', 'community')]}/tiers"
        self.post("district", path, period=period, tier=tier, reason="考核", basis="区委〔2026〕1号")

    # ------------------------------------------------------------ halls and activities

    def scope(self) -> None:
        kinds = self.draw.sample(KINDS, self.draw.randrange(3))
        day = self.draw.choice([self.past(), self.around()])
        self.post("district", "/lecture-halls/scopes", **self.at("district"), from_on=day, kinds=kinds, basis="通知")

    def hall(self) -> None:
        unit, days = self.unit("street", "community", "branch"), sorted(self.past() for _ in range(3))
        who, key = "street", {"organization_id": self.units[unit]}
        hall = self.post(who, "/lecture-halls", **key, title="大讲堂", on=days[0])
        if hall is None:
            return
        path = f"/lecture-halls/{hall['id']}"
        if self.draw.random() < 0.8:
            self.post(who, f"{path}/beginnings", on=days[1])
            self.post(who, f"{path}/checks", items=list(HALL_ITEMS), on=days[1])
        if self.draw.random() < 0.6:
            self.post("district", f"{path}/establishments", on=days[2])

    def deadline(self) -> None:
        day = (self.day + timedelta(days=self.draw.randrange(1, 90))).isoformat()
        self.post("district", "/lecture-halls/deadlines", **self.at("district"), year=2026, deadline=day, basis="要点")

    def activity(self) -> None:
        kind = self.draw.choice(["session", *LIFE, *LIFE])
        mode = {"mode": self.draw.choice(MODES)} if kind == "session" else {}
        campaign = {"campaign_id": self.one("campaign")} if self.draw.random() < 0.2 and "campaign" in self.made else {}
        unit = self.unit()
        body = self.at(unit) | {"kind": kind, "title": "活动", "held_on": self.past(90)} | mode | campaign
        self.make("activity", self.levels[unit], "/activities", **body)

    def meeting(self) -> None:
        """Hold what a member of the roll came to, or a class that one gave, maybe as secretary, maybe for points."""
        member, unit = self._someone()
        if self.draw.random() < 0.5:
            self._assign(member, unit)
        if self.draw.random() < 0.8:
            self.scheme()
        people = self.draw.choice([{"kind": "party_class", "speakers": [member]}, {"kind": "members_meeting"}])
        body = self.at(unit) | {"title": "会议", "held_on": self.past(30), "attended": [member]} | people
        self.make("activity", "district", "/activities", **body)

    def amend_activity(self) -> None:
        self._amend(f"/activities/{self.one('activity')}", held_on=self.past(90))

    def cancel_activity(self) -> None:
        self.post("district", f"/activities/{self.one('activity')}/cancellations", reason="重复录入")

    def _amend(self, path: str, **body: Any) -> None:
        read = self.people["district"].get(path)
        if read.status_code == 200:
            answer = self.people["district"].ask("PATCH", path, {"If-Match": read.headers["ETag"]}, json=body)
            self.done.append(f"{self.day} PATCH {path} {body} {answer.status_code}")

    def campaign(self) -> None:
        body = {"kind": "heritage", "title": "传承", "basis": "计划", "first": self.past()}
        self.make("campaign", "district", "/campaigns", **self.at("district"), **body)

    def join(self) -> None:
        path = f"/campaigns/{self.one('campaign')}/units"
        self.post("district", path, **self.at(self.unit("street", "community")), on=self.past())

    def close_campaign(self) -> None:
        self.post("district", f"/campaigns/{self.one('campaign')}/closings", on=self.past())

    # ------------------------------------------------------------ projects, brands, honours, inspections

    def project(self) -> None:
        unit = self.unit("street", "community", "branch")
        body = {"category": self.draw.choice(CATEGORIES), "title": "邻里节", "lead_post": "书记", "year": 2026}
        self.make("project", self.levels[unit], "/projects", **self.at(unit), **body, on=self.past())

    def review(self) -> None:
        self._decide("street", f"/projects/{self.one('project')}/reviews")

    def approve(self) -> None:
        self._decide("district", f"/projects/{self.one('project')}/approvals")

    def _decide(self, who: str, path: str) -> None:
        decision = self.draw.choice(["pass", "pass", "return"])
        self.post(who, path, decision=decision, opinion="意见", on=self.past(20))

    def withdraw_project(self) -> None:
        self.post("district", f"/projects/{self.one('project')}/withdrawals", reason="不再开展", on=self.past(20))

    def brand(self) -> None:
        unit = self.unit("street", "community")
        self.make("brand", self.levels[unit], "/brands", **self.at(unit), name="百家宴", on=self.past())

    def raise_brand(self) -> None:
        path, day = f"/brands/{self.one('brand')}", self.past(20)
        self.post("street", f"{path}/consolidations", opinion="已巩固", on=day)
        if self.draw.random() < 0.5:
            self.post("district", f"{path}/promotions", basis="纪要", on=self.past(10))

    def dismiss_brand(self) -> None:
        self.post("district", f"/brands/{self.one('brand')}/dismissals", reason="不是品牌", on=self.past(20))

    def honour(self) -> None:
        unit = self.unit()
        body = {"kind": self.draw.choice(["commendation", "pilot"]), "title": "先进", "giver": "市委"}
        body |= {"giver_level": "city", "document_number": "市委〔2026〕7号", "given_on": self.past()}
        self.make("honour", "district", "/honours", **self.at(unit), **body)

    def withdraw_honour(self) -> None:
        self.post("district", f"/honours/{self.one('honour')}/withdrawals", reason="误录")

    def inspect(self) -> None:
        self.post("district", "/inspection-plans", **self.at("district"), year=2026, basis="计划", quota=9)
        units, day = [self.units[self.unit("street", "community")]], self.past()
        body = {"kind": "regular", "title": "检查", "inspect_on": day, "units": units}
        inspection = self.post("district", "/inspections", **self.at("district"), **body)
        if inspection is None:
            return
        path = f"/inspections/{inspection['id']}"
        if self.draw.random() < 0.4:
            self.made.setdefault("inspection", []).append(path)
            return
        self.post("district", f"{path}/completions", on=day)
        for severity in self.draw.sample(["general", "serious", "general"], 2):
            body = {"organization_id": units[0], "severity": severity, "clause": "条款", "text": "问题", "on": day}
            finding = self.post("district", f"{path}/findings", **body)
            if finding is not None:
                self.made.setdefault("finding", []).append(f"{path}/findings/{finding['id']}")

    def cancel_inspection(self) -> None:
        self.post("district", f"{self.one('inspection')}/cancellations", reason="改期")

    def withdraw_finding(self) -> None:
        self.post("district", f"{self.one('finding')}/withdrawals", reason="误录")

    # ------------------------------------------------------------ points, requests for data

    def scheme(self) -> None:
        body = {"year": 2026, "member_class": "ordinary", "title": "积分管理", "citation": "文件", "groups": GROUPS}
        draft = self.post("district", "/member-point-schemes", **self.at("district"), **body, items=ITEMS, bands=BANDS)
        if draft is not None:
            self.post("district", f"/member-point-schemes/{draft['id']}/publications")

    def request(self) -> None:
        number = len(self.made.get("request", ()))
        units = sorted({self.units[self.unit("community")] for _ in range(3)})
        body = {"owner_post": "组织科长", "title": "摸底", "basis": "区委〔2026〕9号", "period": "2026", "units": units}
        body |= {"due_on": (self.day + timedelta(days=30)).isoformat()}
        body |= {
            "data_fields": [{"name": f"{name}类门牌第{number}批"} for name in "甲乙丙"[: self.draw.randrange(1, 4)]]
        }
        self.make("request", "district", "/data-requests", **self.at("district"), **body)

    def answer(self) -> None:
        unit, path = self.unit("community"), f"/data-requests/{self.one('request')}/answers"
        values = {str(number): "3" for number in range(1, self.draw.randrange(2, 5))}
        self.post("community", path, **self.at(unit), values=values)

    def withdraw_request(self) -> None:
        self.post("district", f"/data-requests/{self.one('request')}/withdrawals", reason="不再需要")

    # ------------------------------------------------------------ time

    def wait(self) -> None:
        """Let some days pass."""
        come_to_rest(self.harness)
        day = self.day + timedelta(days=self.draw.choice([1, 5, 20, 45]))
        self.harness.clock.turn_to(min(day, END))  # type: ignore[attr-defined]


Deed = Callable[[AnyDistrict], None]
NOT_DEEDS = {"founded", "past", "around", "unit", "one", "post", "make"}
DEEDS = [
    deed for name, deed in vars(AnyDistrict).items() if callable(deed) and name not in NOT_DEEDS and name[0] != "_"
]
TREE_CHANGES = [AnyDistrict.open_one, AnyDistrict.move, AnyDistrict.merge, AnyDistrict.split, AnyDistrict.close]
