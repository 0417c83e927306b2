"""Two districts of a country: one with a record of every kind in it, one whose staff have no business there."""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

from deploy.demo import persons
from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, EVERYTHING, OPERATIONS, STREET, Grant
from shared.unit_of_work import BEIJING, clock
from shared.working_days import is_working_day
from tests.expect import done, until
from tests.gateway.app_harness import AppHarness, Person
from tests.observation_visits import planner_part
from tests.scenarios.http import HttpScenario
from tests.scenarios.member_points import GROUPS

SINCE = "2020-01-01"
TODAY = clock().astimezone(BEIJING).date()
YEAR, LAST = TODAY.year, TODAY.year - 1
YEAR_END = f"{YEAR}-12-31"
LATER = TODAY + timedelta(days=60)
PERIOD = f"{YEAR}Q{(TODAY.month + 2) // 3}"
QUARTER = TODAY.replace(month=3 * ((TODAY.month - 1) // 3) + 1, day=1)
DAYS = [day for day in (QUARTER + timedelta(days=number) for number in range(90)) if is_working_day(day)]
CODE = "350203"
FILE = f"code,name,level,parent_code\n{CODE},东区,district,\n{CODE}001,东街道,street,{CODE}\n"
HEAD = "党员编号,项目代码,发生日期,事由\n"
FILES = {"/api/v1/point-imports": HEAD + "m1,helping,2024-05-06,好事\n"}
"""What is handed in where it is no district's file."""
EAST = {"district": "district", "street": "east", "community": "first", "other": "second"}
"""What tests call the organizations of the first district, and their names as the builders have them."""
VOTES = {"subject": "发展党员", "entitled": 5, "present": 4, "votes_for": 3, "votes_against": 1, "abstained": 0}
POINTS = {
    "groups": [GROUPS[1]],
    "items": [{"code": "helping", "name": "办实事", "group": "more", "hundredths": 250}],
    "bands": {"excellent": 2000, "qualified": 1000, "basically_qualified": 200},
    "objection_days": 1,
}
MEMBER = {
    "name": "钱七", "status": "full", "member_class": "ordinary", "born_on": "1980-01-01", "joined_on": "2005-01-01",
    "effective_on": f"{LAST}-01-01",
}  # fmt: skip
GAP = {"text": "缺阅览区", "deadline": LATER}


@dataclass
class ApiScenario(HttpScenario):
    """Both districts: the ids of what stands in the first by the names that addresses have for them."""

    east: dict[str, str] = field(default_factory=dict)
    west: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def operator(self) -> Person:
        """Who operates the platform."""
        return self.people["operator"]

    def person(self, *roles: tuple[str, str], **more: Any) -> Person:
        """Sign someone in who has roles on organizations, and has seen all that the operator has."""
        person = self.harness.person(*(Grant(role, organization_id) for role, organization_id in roles), **more)
        shared = self.operator.headers is self.positions
        person.headers = self.positions if shared else dict(self.operator.headers)
        return person

    def solve(self) -> None:
        """Let the planner answer the job that waits."""
        executor = self.executor("observation_visits")
        planner_part.finish(executor, planner_part.one_after_another)

    def planned_round(self, **more: Any) -> tuple[str, str]:
        """Return a round of the street in which two communities visit one another, and the job that scheduled it."""
        asked = {"period": PERIOD, "days": DAYS, "title": "内部观摩"} | more
        one = self.visits.drafted(stops=False, **asked)
        for unit in ("first", "second"):
            self.visits.delegation(one, unit, who="east", people=8, vehicles=[])
        job = self.visits.planned(one, seconds=5)
        self.solve()
        return one["id"], job

    def hand_in(self, member: str, **form: str) -> dict[str, Any]:
        """Hand in a file of points with one row."""
        content = f"{HEAD}{member},helping,{LAST}-05-06,修楼道灯\n".encode()
        whole = {"file": (BytesIO(content), "p.csv"), "basis": "纪要"} | self.at() | form
        return dict(done(self.people["street"].upload("/point-imports", whole)))


def build(harness: AppHarness) -> ApiScenario:
    """Open both districts through the API, and put a record of every kind into the first."""
    api = ApiScenario(harness, people={"operator": harness.person(Grant(OPERATIONS, EVERYTHING))})
    api.share_positions()
    _open(api)
    for put in (_projects, _demonstration_points, _staff, _activities, _member_points, _supervision, _visits):
        put(api)
    form = {"file": (BytesIO(FILE.encode()), "east.csv"), "effective_on": SINCE, "dry_run": "true"}
    api.ids["job_id"] = done(api.operator.upload("/organizations/imports", form))["id"]
    _await_everything(api)
    return api


def until_done(person: Person, path: str, state: str = "done") -> None:
    """Wait until a bulk entry is worked through."""
    ended = {"done", "refused", "failed"}
    job = until(lambda: done(person.get(path)), lambda job: job["state"] in ended, seconds=60)
    assert job["state"] == state, job


def _open(api: ApiScenario) -> None:
    tree = (("district", None, "district"), ("street", "district", "street"), ("community", "street", "community"))
    for name, parent, level in tree:
        asked = {"name": f"西{name}", "level": level, "parent_id": api.west.get(parent or ""), "effective_on": SINCE}
        api.west[name] = done(api.operator.post("/organizations", asked))["id"]
    for name, parent, level in (*tree, ("other", "street", "community")):
        more = {"name": f"东{name}"} | ({"division_code": CODE} if level == "district" else {})
        api.east[name] = api.open(api.operator, EAST[name], level, EAST.get(parent or ""), **more)
    district, west = api.east["district"], api.west["district"]
    api.people["district"] = api.person((DISTRICT, district), (AUDITOR, district), district_id=district)
    api.people["street"] = api.person((STREET, api.east["street"]), district_id=district)
    api.people["community"] = api.person((COMMUNITY, api.east["community"]), district_id=district)
    everyone = [(role, west) for role in (DISTRICT, STREET, COMMUNITY, BRANCH, AUDITOR)]
    api.people["stranger"] = api.person(*everyone, district_id=west, organization_id=west)
    api.ids = {"indicator": "projects", "level": "community"}
    api.ids |= {"organization_id": api.east["community"], "sources": api.east["other"]}


def _projects(api: ApiScenario) -> None:
    projects = api.projects
    project = projects.running(title="楼道亮灯", category="work_innovation")
    milestone = projects.milestone(project, "district", deadline=YEAR_END)
    report = projects.report(project, percent=50, people_served=7)
    matter = projects.drafted("老旧小区加装电梯", YEAR)["id"]
    projects.assigned(matter, "first")
    api.ids |= {"project_id": project["id"], "milestone_id": milestone["id"], "report_id": report["id"]}
    api.ids["matter_id"] = matter


def _demonstration_points(api: ApiScenario) -> None:
    points = api.demonstration_points
    scheme = points.scheme(quota=9)
    point = points.building(scheme, deadline=YEAR_END)["id"]
    (node,) = points.ask("first", "plan", point_id=point)["items"]
    brand = points.brand()["id"]
    carrier = points.do("first", "add_carrier", brand_id=brand, kind="point", record_id=point)
    api.ids |= {"scheme_id": scheme["id"], "point_id": point, "node_id": node["id"], "brand_id": brand}
    api.ids["carrier_id"] = carrier["id"]


def _staff(api: ApiScenario) -> None:
    community, ids = api.people["community"], api.ids
    path = f"/organizations/{ids['organization_id']}"
    born = persons.member(Random(1), clock().date())
    ids["member_id"] = done(community.post(f"{path}/members", born))["id"]
    asked = {"to_organization_id": api.east["other"]}
    ids["transfer_id"] = done(community.post(f"/members/{ids['member_id']}/transfers", asked))["id"]
    asked = {"title": "secretary", "person_name": "李四", "from_on": "2024-01-01"}
    ids["post_id"] = done(community.post(f"{path}/posts", asked))["id"]
    ids["term_id"] = done(community.post(f"{path}/terms", {"began_on": "2024-01-01"}))["id"]
    decided = {"period": "2023Q4", "tier": "qualified", "reason": "整改到位", "basis": "会议纪要"}
    made = done(api.people["street"].post(f"{path}/tiers", decided))
    ids |= {"tier_id": made["id"], "tier_period": made["period"]}
    grants = [{"role": COMMUNITY, "organization_id": ids["organization_id"], "below": True}]
    asked = {"username": "east-clerk", "name": "王五", "organization_id": ids["organization_id"], "grants": grants}
    account = done(api.operator.post("/accounts", asked))
    ids["account_id"], ids["grant_id"] = account["id"], account["grants"][0]["id"]


def _activities(api: ApiScenario) -> None:
    activities, ids = api.activities, api.ids
    ids["hall_id"] = activities.planned()["id"]
    meeting = activities.held("members_meeting", title="季度党员大会", attended=[ids["member_id"]])["id"]
    ids["activity_id"] = meeting
    ids["resolution_id"] = activities.do("first", "record_resolution", activity_id=meeting, **VOTES)["id"]
    campaign = ids["campaign_id"] = activities.campaign("east", "first")["id"]
    chosen = {"campaign_id": campaign, "organization_id": "first", "reason": "成效明显"}
    ids["exemplar_id"] = activities.do("east", "choose_exemplar", **chosen)["id"]
    ids["obligation_id"] = activities.ask("first", "obligations", organization_id="first")["items"][0]["id"]


def _member_points(api: ApiScenario) -> None:
    points, ids = api.member_points, api.ids
    ids["point_scheme_id"] = points.scheme(year=LAST, **POINTS)["id"]
    member = api.do("first", "organizations", "register_member", **MEMBER, **api.at())["id"]
    made = points.declared(member_id=member, occurred_on=f"{LAST}-06-01", on=f"{LAST}-06-02")
    ids["declaration_id"] = made["id"]
    points.advance(made, 3, meeting_on=f"{LAST}-06-03", on=f"{LAST}-06-03")
    points.step("first", "publish", made, on=f"{LAST}-12-20")
    objection = points.do("first", "object_to_declaration", declaration_id=made["id"], reason="次数不符")
    ids["objection_id"] = objection["id"]
    ids["point_import_id"] = api.hand_in(member)["id"]
    until_done(api.people["street"], f"/point-imports/{ids['point_import_id']}")
    ids["entry_id"] = points.entries(member, "east")[0]["id"]
    ids["point_year_id"] = points.do("first", "compute_year", year=LAST, organization_id="first")["id"]


def _supervision(api: ApiScenario) -> None:
    supervision, ids = api.supervision, api.ids
    ids["plan_id"] = supervision.plan(quota=90)["id"]
    drawn = supervision.held("district", kind="spot_check", sample_size=2, levels=["community"])
    supervision.found(drawn)
    notice = supervision.do("district", "issue_notice", inspection_id=drawn["id"], organization_id="first")
    ids |= {"inspection_id": drawn["id"], "notice_id": notice["id"], "item_id": supervision.items(notice)[0]["id"]}
    ids["finding_id"] = supervision.found(drawn)["id"]
    supervision.signed("district", "east")
    ids["letter_id"] = supervision.drafted("east", "first")["id"]
    asked = {"units": ["first"], "due_on": TODAY + timedelta(days=30), "period": str(YEAR)}
    ids["request_id"] = supervision.asked("志愿服务队队旗", **asked)["id"]
    ids["suggestion_id"] = supervision.handed_in()["id"]
    ids |= {"issuer_id": api.east["district"], "to_organization_id": api.east["street"]}


def _visits(api: ApiScenario) -> None:
    visits, ids = api.visits, api.ids
    for unit in ("first", "second"):
        ids["stop_id"] = visits.stop(unit, who="east", visit_minutes=60, group_capacity=40)["id"]
    held, _ = api.planned_round()
    visits.do("east", "publish_round", round_id=held)
    received = visits.ask("east", "visits", organization_id="first", round_id=held)["items"][0]["id"]
    ids["visit_id"], ids["burden_period"] = received, PERIOD
    visits.do("east", "hold_visit", visit_id=received)
    promised = [{"text": "补建阅览区", "post": "书记", "due_on": LATER}]
    found = {"strengths": [{"text": "台账齐全"}], "gaps": [GAP], "commitments": promised}
    ids["commitment_id"] = visits.do("east", "review_visit", visit_id=received, **found)["commitments"][0]["id"]
    sheet = ids["sheet_id"] = visits.do("east", "open_sheet", visit_id=received)["id"]
    asked = {"kind": "addition", "points": "1.5", "reason": "获表彰", "evidence": "通报"}
    ids["adjustment_id"] = visits.do("east", "adjust_score", sheet_id=sheet, **asked)["id"]
    ids["round_id"], ids["planning_id"] = api.planned_round()
    visits.do("east", "take_proposal", round_id=ids["round_id"])
    ids["delegation_id"] = visits.ask("east", "delegations", round_id=ids["round_id"])["items"][0]["id"]
    ids["from_place_id"] = ids["to_place_id"] = ids["stop_id"]


def _await_everything(api: ApiScenario) -> None:
    """Wait until everything was applied before a test begins; nobody has to wait for it again."""
    district, here = api.people["district"], api.ids["organization_id"]
    done(district.get(f"/levels/community/{here}/overview"))
    for records in ("projects", "activities", "point-years"):
        done(district.get(f"/{records}?organization_id={here}"))
    for person in api.people.values():
        person.headers = {}
