"""Member points in the town: a scheme, entries, a declaration with an objection, an annual result, a file."""

from __future__ import annotations

import time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from shared.unit_of_work import BEIJING, clock

if TYPE_CHECKING:
    from tests.gateway.house import Person
    from tests.gateway.town import Town

YEAR = clock().astimezone(BEIJING).year
LAST = YEAR - 1
PLAN = {
    "groups": [{"code": "more", "name": "贡献分", "kind": "contribution", "cap": 4000}],
    "items": [{"code": "helping", "name": "办实事", "group": "more", "hundredths": 250}],
    "bands": {"excellent": 2000, "qualified": 1000, "basically_qualified": 200},
    "objection_days": 1,
}
MEMBER = {"name": "钱七", "status": "full", "member_class": "ordinary", "born_on": "1980-01-01"}
HEAD = "党员编号,项目代码,发生日期,事由\n"


def done(answer: Any) -> Any:
    """Return what a request answered, which must have been done."""
    assert answer.status_code in {200, 201, 202}, answer.text
    return answer.json


def put(town: Town) -> None:
    """Put a record of every kind into the town's first community."""
    community, street, district = (town.people[name] for name in ("community", "street", "district"))
    ids, place = town.ids, {"organization_id": town.ids["organization_id"]}
    ids["point_scheme_id"] = published(town, LAST)
    follow(community, district)
    asked = MEMBER | {"effective_on": f"{LAST}-01-01", "joined_on": "2005-01-01"}
    member = done(community.post(f"/organizations/{place['organization_id']}/members", asked))["id"]
    made = declared(community, member, place["organization_id"])
    ids["declaration_id"] = made["id"]
    approved(town, made["id"])
    done(community.post(f"/point-declarations/{made['id']}/publications", {"on": f"{LAST}-12-20"}))
    objection = done(community.post(f"/point-declarations/{made['id']}/objections", {"reason": "次数不符"}))
    ids["objection_id"] = objection["id"]
    follow(street, community)
    form = {"file": (BytesIO(f"{HEAD}{member},helping,{LAST}-05-06,修楼道灯\n".encode()), "p.csv"), "basis": "纪要"}
    ids["point_import_id"] = done(street.upload("/point-imports", form | place))["id"]
    until_done(street, f"/point-imports/{ids['point_import_id']}")
    ids["entry_id"] = done(street.get(f"/members/{member}/point-entries"))["items"][0]["id"]
    follow(community, street)
    result = done(community.post("/point-years/computations", {"year": LAST} | place))
    ids["point_year_id"] = result["id"]


def published(town: Town, year: int, **more: Any) -> str:
    """Publish the district's scheme of a year for ordinary members."""
    district = town.people["district"]
    asked = {"organization_id": town.east["district"], "year": year, "member_class": "ordinary", "citation": "文件"}
    draft = done(district.post("/member-point-schemes", asked | {"title": "积分管理"} | PLAN | more))
    done(district.post(f"/member-point-schemes/{draft['id']}/publications"))
    return str(draft["id"])


def declared(person: Person, member_id: str, organization_id: str) -> dict[str, Any]:
    """Declare points of a member, as of last year."""
    asked = {"member_id": member_id, "organization_id": organization_id, "item": "helping", "reason": "帮助邻居"}
    days = {"occurred_on": f"{LAST}-06-01", "on": f"{LAST}-06-02"}
    return dict(done(person.post("/point-declarations", asked | days)))


def approved(town: Town, declaration_id: str) -> None:
    """Take a declaration through the four steps."""
    community, street = town.people["community"], town.people["street"]
    path, day = f"/point-declarations/{declaration_id}", {"on": f"{LAST}-06-03"}
    meeting = {"meeting_on": f"{LAST}-06-03", "present": 9, "agreed": 8}
    done(community.post(f"{path}/discussions", meeting | day))
    done(community.post(f"{path}/verifications", day))
    follow(street, community)
    done(street.post(f"{path}/approvals", day))
    follow(community, street)


def until_done(person: Person, path: str, state: str = "done", seconds: float = 60) -> None:
    """Wait until a bulk entry is worked through."""
    end = time.monotonic() + seconds
    while (job := done(person.get(path)))["state"] not in {"done", "refused", "failed"}:
        assert time.monotonic() < end, job
        time.sleep(0.05)
    assert job["state"] == state, job


def follow(person: Person, other: Person) -> None:
    """Let a person wait for what another one wrote."""
    person.headers = dict(other.headers)


def story(town: Town) -> None:
    """Do everything once that member points are for."""
    community, street, district = (town.people[name] for name in ("community", "street", "district"))
    _scheme_changes(town, district)
    place = town.ids["organization_id"]
    asked = MEMBER | {"name": "周八", "effective_on": f"{LAST}-01-01", "joined_on": "2005-01-01"}
    member = done(community.post(f"/organizations/{place}/members", asked))["id"]
    made = declared(community, member, place)
    path = f"/point-declarations/{made['id']}"
    done(community.post(f"{path}/returns", {"opinion": "请补充", "on": f"{LAST}-06-02"}))
    done(community.post(f"{path}/declarations", {"reason": "帮助两户邻居", "on": f"{LAST}-06-03"}))
    approved(town, made["id"])
    done(community.post(f"{path}/publications", {"on": f"{LAST}-06-04"}))
    objection = done(community.post(f"{path}/objections", {"reason": "次数不符"}))
    follow(street, community)
    done(street.post(f"/point-objections/{objection['id']}/answers", {"decision": "dismissed", "answer": "已核实"}))
    follow(community, street)
    counted = done(community.post(f"{path}/confirmations"))
    follow(street, community)
    reversal = done(street.post(f"/point-entries/{counted['entry_id']}/reversals", {"reason": "重复计分"}))
    assert reversal["hundredths"] == -250
    spare = declared(community, member, place)
    done(community.post(f"/point-declarations/{spare['id']}/withdrawals", {"reason": "不再申报"}))
    _year(town)
    form = {"file": (BytesIO(f"{HEAD}{member},helping,{LAST}-05-06,修楼道灯\n".encode()), "p.csv"), "basis": "纪要"}
    assert street.upload("/point-imports", form | {"organization_id": place, "dry_run": "true"}).status_code == 202


def _scheme_changes(town: Town, district: Person) -> None:
    asked = {"organization_id": town.east["district"], "year": YEAR, "member_class": "core", "citation": "文件"}
    draft = done(district.post("/member-point-schemes", asked | {"title": "积分", "template": "base_60"}))
    changed = done(district.patch(f"/member-point-schemes/{draft['id']}", {"objection_days": 7}, draft["version"]))
    assert changed["objection_days"] == 7
    done(district.post(f"/member-point-schemes/{draft['id']}/publications"))


def _year(town: Town) -> None:
    """Close the year of the other community, which had no members then."""
    other = town.person(("community_staff", town.east["other"]), district_id=town.east["district"])
    asked = {"year": LAST, "organization_id": town.east["other"], "on": f"{LAST}-06-01"}
    path = f"/point-years/{done(other.post('/point-years/computations', asked))['id']}"
    done(other.post(f"{path}/publications", {"on": f"{LAST}-06-02"}))
    objection = done(other.post(f"{path}/objections", {"reason": "名单不全", "on": f"{LAST}-06-03"}))
    street = town.people["street"]
    follow(street, other)
    done(street.post(f"/point-objections/{objection['id']}/answers", {"decision": "dismissed", "answer": "已核实"}))
    frozen = done(street.post(f"{path}/freezes"))
    assert (frozen["status"], frozen["members"]) == ("frozen", 0)
