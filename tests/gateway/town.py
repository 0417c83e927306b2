"""Two districts of a country: one with a record of every kind in it, one whose staff have no business there."""

from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from typing import Any

from deploy.demo import persons
from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, EVERYTHING, OPERATIONS, STREET, Grant
from shared.unit_of_work import clock
from tests.gateway.house import House, Person
from tests.gateway.towns import activities, demonstration_points, member_points, observation_visits, supervision

SINCE = "2020-01-01"
YEAR = clock().year
CODE = "350203"
FILE = f"code,name,level,parent_code\n{CODE},东区,district,\n{CODE}001,东街道,street,{CODE}\n"
FILES = {"/api/v1/point-imports": member_points.HEAD + "m1,helping,2024-05-06,好事\n"}
"""What is handed in where it is no district's file."""
TREE = (
    ("district", None, "district"),
    ("street", "district", "street"),
    ("community", "street", "community"),
    ("other", "street", "community"),
)


@dataclass
class Town:
    """The house, the ids of what stands in it by the names that addresses have for them, and the people."""

    house: House
    operator: Person
    east: dict[str, str] = field(default_factory=dict)
    west: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, *roles: tuple[str, str], **more: Any) -> Person:
        """Sign someone in who has roles on organizations, and has seen everything there is."""
        grants = [Grant(role, organization_id) for role, organization_id in roles]
        person = self.house.person(*grants, **more)
        person.headers = dict(self.operator.headers)
        return person


def build(house: House) -> Town:
    """Open both districts through the API, and put a record of every kind into the first."""
    town = Town(house, house.person(Grant(OPERATIONS, EVERYTHING)))
    for name, parent, level in TREE:
        asked = {"name": f"东{name}", "level": level, "parent_id": town.east.get(parent or ""), "effective_on": SINCE}
        code = {"division_code": CODE} if level == "district" else {}
        town.east[name] = done(town.operator.post("/organizations", asked | code))["id"]
    for name, parent, level in TREE[:3]:
        asked = {"name": f"西{name}", "level": level, "parent_id": town.west.get(parent or ""), "effective_on": SINCE}
        town.west[name] = done(town.operator.post("/organizations", asked))["id"]
    east, west = town.east["district"], town.west["district"]
    town.people["district"] = town.person((DISTRICT, east), (AUDITOR, east), district_id=east)
    town.people["street"] = town.person((STREET, town.east["street"]), district_id=east)
    town.people["community"] = town.person((COMMUNITY, town.east["community"]), district_id=east)
    everyone = [(role, west) for role in (DISTRICT, STREET, COMMUNITY, BRANCH, AUDITOR)]
    town.people["stranger"] = town.person(*everyone, district_id=west, organization_id=west)
    town.ids = {"indicator": "projects", "level": "community"}
    town.ids |= {"organization_id": town.east["community"], "sources": town.east["other"]}
    _work(town)
    demonstration_points.work(town, done)
    _staff(town)
    activities.build(town)
    member_points.put(town)
    supervision.fill(town)
    observation_visits.fill(town)
    _import(town)
    _know_everything(town)
    return town


def done(answer: Any) -> Any:
    """Return what a request answered, which must have been done."""
    assert answer.status_code in {200, 201, 202}, answer.text
    return answer.json


def _work(town: Town) -> None:
    community, ids = town.people["community"], town.ids
    asked = {"year": YEAR, "category": "work_innovation", "title": "楼道亮灯", "lead_post": "书记"}
    project = done(community.post("/projects", asked | {"organization_id": ids["organization_id"]}))
    ids["project_id"] = project["id"]
    path = f"/projects/{project['id']}"
    asked = {"title": "装灯", "deadline": f"{YEAR}-12-31", "organization_id": ids["organization_id"], "post": "书记"}
    ids["milestone_id"] = done(community.post(f"{path}/milestones", asked))["id"]
    street, district = town.people["street"], town.people["district"]
    street.headers = dict(community.headers)
    done(street.post(f"{path}/reviews", {"decision": "pass"}))
    district.headers = dict(street.headers)
    done(district.post(f"{path}/approvals", {"decision": "pass"}))
    community.headers = dict(district.headers)
    done(community.post(f"{path}/starts"))
    said = {"text": "已经装好一半", "percent": 50, "people_served": 7}
    ids["report_id"] = done(community.post(f"{path}/progress", said))["id"]
    whole = {"organization_id": town.east["district"], "year": YEAR, "title": "老旧小区加装电梯", "lead_post": "区长"}
    matter = ids["matter_id"] = done(district.post("/practical-matters", whole))["id"]
    part = {"organization_id": ids["organization_id"], "post": "书记", "duty": "入户"}
    done(district.post(f"/projects/{matter}/assignments", part))


def _staff(town: Town) -> None:
    community, ids = town.people["community"], town.ids
    path = f"/organizations/{ids['organization_id']}"
    born = persons.member(Random(1), clock().date())
    ids["member_id"] = done(community.post(f"{path}/members", born))["id"]
    asked = {"to_organization_id": town.east["other"]}
    ids["transfer_id"] = done(community.post(f"/members/{ids['member_id']}/transfers", asked))["id"]
    asked = {"title": "secretary", "person_name": "李四", "from_on": "2024-01-01"}
    ids["post_id"] = done(community.post(f"{path}/posts", asked))["id"]
    ids["term_id"] = done(community.post(f"{path}/terms", {"began_on": "2024-01-01"}))["id"]
    decided = {"period": "2023Q4", "tier": "qualified", "reason": "整改到位", "basis": "会议纪要"}
    street = town.people["street"]
    street.headers = dict(community.headers)
    made = done(street.post(f"{path}/tiers", decided))
    ids |= {"tier_id": made["id"], "tier_period": made["period"]}
    grants = [{"role": COMMUNITY, "organization_id": ids["organization_id"], "below": True}]
    asked = {"username": "east-clerk", "name": "王五", "organization_id": ids["organization_id"], "grants": grants}
    account = done(town.operator.post("/accounts", asked))
    ids["account_id"], ids["grant_id"] = account["id"], account["grants"][0]["id"]


def _import(town: Town) -> None:
    form = {"file": (BytesIO(FILE.encode()), "east.csv"), "effective_on": SINCE, "dry_run": "true"}
    answer = town.operator.upload("/organizations/imports", form)
    town.ids["job_id"] = done(answer)["id"]


def _know_everything(town: Town) -> None:
    """Everyone has heard of everything before a test begins; nobody has to wait for it again."""
    district, ids = town.people["district"], town.ids
    everyone = [town.operator, *town.people.values()]
    for person in everyone[:-1]:
        district.headers = dict(person.headers)
        done(district.get(f"/levels/community/{ids['organization_id']}/overview"))
        for records in ("projects", "activities", "point-years"):
            done(district.get(f"/{records}?organization_id={ids['organization_id']}"))
    for person in everyone:
        person.headers = {}
