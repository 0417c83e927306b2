"""Observation visits from the plan to the closed rectification item, each level seeing the same at every step.

Monday 2 March to Monday 23 March 2026: the communities and the office of a street visit one another. The district's
cross round and its tour are planned and published beside it, for the second quarter.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import icalendar
import pytest

from deploy.demo import persons
from deploy.demo.client import Client, Refused
from tests.journeys.conftest import HOSTS, platform_on
from tests.journeys.days import Days
from tests.journeys.levels import adding_up, imported, staff, until
from tools.platforms import Platform

pytestmark = pytest.mark.slow

Answer = dict[str, Any]

START, HELD, AFTER = date(2026, 3, 2), date(2026, 3, 11), date(2026, 3, 23)
DAYS = [date(2026, 3, 9) + timedelta(days=number) for number in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
"""The working days of two weeks."""
ANSWER_BY, SIGN_BY, OBJECT_BY = "2026-03-05", "2026-03-16", "2026-03-18"
"""Three working days after the publication on a Monday; three and five after a score of a Wednesday."""
APRIL, TOUR_DAY = [date(2026, 4, 13) + timedelta(days=number) for number in (0, 1, 2, 3, 7, 8, 9)], date(2026, 4, 28)
DEADLINE = "2026-04-10"

POINTS = {
    # What the assessors do not give in full, of 100 points: they give 95, 91, 90.5, 90 and 60.
    "district_staff 示范区": {"sessions": "5"},
    "street_staff 西街道": {"sessions": "1"},
    "branch_staff 西街道": {"sessions": "0.5"},
    "community_staff 丙社区": {"sessions": "0"},
    "branch_staff 丙社区": {"sessions": "0", "service": "0", "hall": "0", "records": "5"},
}
MEAN, SCORE, TIER = "90.50", "91.25", "advanced"
"""(91 + 90.5 + 90) / 3, then 1.25 more and 0.5 less; with the highest and the lowest it would have been 85.30."""

PLACES = ("甲社区", "乙社区", "东街道", "丙社区", "西街道", "示范区")
AT_THE_END = {
    "visit_rounds_internal": (0, 0, 1, 0, 0, 1),
    "visit_rounds_cross": (0, 0, 0, 0, 0, 1),
    "visit_rounds_district": (0, 0, 0, 0, 0, 1),
    "visit_rounds_in_preparation": (0, 0, 0, 0, 0, 0),
    # One each in the street's round and in the tour; in the cross round the third receives two, the others one.
    "visits_planned": (3, 3, 7, 3, 3, 10),
    "visits_confirmation_overdue": (2, 2, 4, 3, 3, 7),
    "visits_declined": (0, 0, 0, 0, 0, 0),
    "visits_held": (1, 1, 3, 0, 0, 3),
    "visits_made": (1, 1, 3, 0, 0, 3),
    "visit_participants": (3, 3, 7, 2, 2, 9),
    "visit_participants_visited": (1, 1, 3, 0, 0, 3),
    "visit_scores_settled": (1, 0, 1, 0, 0, 1),
    "visit_scores_sum": (9125, 0, 9125, 0, 0, 9125),
    "visit_strengths": (1, 0, 1, 0, 0, 1),
    "visit_gaps": (1, 0, 1, 0, 0, 1),
    "visit_commitments": (1, 0, 1, 0, 0, 1),
    "visit_commitments_open": (0, 0, 0, 0, 0, 0),
    "rectification_from_visits": (1, 0, 1, 0, 0, 1),
    "rectification_open": (0, 0, 0, 0, 0, 0),
    "rectification_answered": (0, 0, 0, 0, 0, 0),
    "rectification_closed_on_time": (1, 0, 1, 0, 0, 1),
    "brands_proposed": (0, 0, 0, 0, 0, 0),
    "brands_discovered": (1, 0, 1, 0, 0, 1),
    "tiers_advanced_in_quarter": (0, 0, 0, 0, 0, 0),
    "tiers_qualified_in_quarter": (1, 0, 1, 0, 0, 1),
    # Everyone of a delegation that went has half a point, who hosted has one: 1 + 2 entries, 2, and the office's 2.
    "point_entries_derived": (3, 2, 7, 0, 0, 7),
    "points_awarded": (200, 100, 400, 0, 0, 400),
}
"""What the six of `PLACES` are shown, worked out by hand."""
IN_BETWEEN = {
    "visit_scores_completed": (1, 0, 1, 0, 0, 1),
    "visit_scores_settled": (0, 0, 0, 0, 0, 0),
    "visit_commitments_open": (1, 0, 1, 0, 0, 1),
    "rectification_open": (1, 0, 1, 0, 0, 1),
    "rectification_closed": (0, 0, 0, 0, 0, 0),
    "brands_proposed": (1, 0, 1, 0, 0, 1),
    "tiers_advanced_in_quarter": (0, 0, 0, 0, 0, 0),
}
"""The same on the day on which the first was visited, scored and reviewed."""


@pytest.fixture
def days(tmp_path: Path) -> Days:
    """Return the days that the platform lives in."""
    return Days(tmp_path, START)


@pytest.fixture(params=HOSTS)
def platform(request: pytest.FixtureRequest, tmp_path: Path, days: Days) -> Iterator[Platform]:
    """Yield a platform of the moved clock; access outlasts the weeks: nobody has to sign in again for each of them."""
    with platform_on(request, tmp_path, SANJI_ACCESS_SECONDS=str(60 * 86_400), **days.settings) as platform:
        yield platform


@dataclass
class FollowUpScenario:
    """The district with its people by what they are and where; `members` are two of each organization that goes."""

    platform: Platform
    operator: Client
    ids: dict[str, str]
    people: dict[str, Client] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)

    def at(self, name: str) -> Client:
        """Return who works for an organization."""
        role = {"示范区": "district_staff", "东街道": "street_staff", "西街道": "street_staff"}
        return self.who(f"{role.get(name, 'community_staff')} {name}")

    def who(self, role_and_place: str) -> Client:
        """Return someone by role and organization, with an account from the first time on."""
        if role_and_place not in self.people:
            role, place = role_and_place.split()
            self.people[role_and_place] = staff(self.operator, self.platform, role, self.ids[place])
        return self.people[role_and_place]

    def shown(self, name: str) -> dict[str, int]:
        """Read an overview, and check that every figure is its own and its children's."""
        level = {"示范区": "district", "东街道": "street", "西街道": "street"}.get(name, "community")
        path = f"/levels/{level}/{self.ids[name]}/overview"
        of_quarter = {"quarter": 1, "indicators": "tiers_advanced_in_quarter,tiers_qualified_in_quarter"}
        year, quarter = (self.at("示范区").get(path, period=2026, **asked) for asked in ({}, of_quarter))
        figures = adding_up(year) | adding_up(quarter)
        return {code: figure["total"] for code, figure in figures.items()}

    def table(self, codes: dict[str, Any]) -> dict[str, tuple[int, ...]]:
        """Read some figures of all six."""
        shown = [self.shown(name) for name in PLACES]
        return {code: tuple(each[code] for each in shown) for code in codes}


def test_a_round_is_planned_held_scored_reviewed_and_followed_up_to_the_closed_item(
    platform: Platform, days: Days
) -> None:
    scenario = arrived(platform)
    stops = stops_named(scenario)
    contradictions_refused(scenario, stops)
    told_why(scenario)
    one = internal_round(scenario)
    cross_round(scenario)
    tour(scenario)
    answered(scenario, one)
    visits = {each["organization_id"]: each for each in visits_of(scenario, one)}
    calendars_open(scenario, visits)
    received = visits[scenario.ids["甲社区"]]
    for visit in sorted(visits.values(), key=lambda each: each["day"]):
        days.pass_to(date.fromisoformat(visit["day"]))
        held(scenario, visit)
        if visit is received:
            sheet = scored(scenario, visit)
            reviewed(scenario, visit)
            until(partial(scenario.table, IN_BETWEEN), lambda seen: seen == IN_BETWEEN)
    days.pass_to(AFTER)
    settled(scenario, sheet)
    followed_up(scenario, received)
    closed = scenario.at("东街道").post(f"/visit-rounds/{one['id']}/closures")
    assert closed["status"] == "closed"
    until(partial(scenario.table, AT_THE_END), lambda seen: seen == AT_THE_END)
    opened(scenario, received)


def arrived(platform: Platform) -> FollowUpScenario:
    """Import the district, enter its members, and publish how their points are given."""
    operator = platform.operator()
    scenario = FollowUpScenario(platform, operator, imported(operator))
    district, draw = scenario.at("示范区"), Random(1)
    for name in ("甲社区", "乙社区", "东街道", "丙社区"):
        two = [persons.member(draw, START) | {"status": "full", "member_class": "ordinary"} for _ in range(2)]
        path = f"/organizations/{scenario.ids[name]}/members"
        scenario.members[name] = [scenario.at(name).post(path, **each)["id"] for each in two]
    scheme = district.post(
        "/member-point-schemes", organization_id=scenario.ids["示范区"], year=2026, member_class="ordinary",
        template="base_60", title="党员积分管理方案", citation="党员积分管理办法（试行）",
    )  # fmt: skip
    district.post(f"/member-point-schemes/{scheme['id']}/publications")
    return scenario


def stops_named(scenario: FollowUpScenario) -> dict[str, str]:
    """Return three stops; the fourth comes by itself from a demonstration point with its title."""
    at = {"甲社区": 118.10, "东街道": 118.09, "丙社区": 118.06}
    stops = {
        name: scenario.at(name).post(
            "/visit-stops", organization_id=scenario.ids[name], name=f"{name}党群服务中心", visit_minutes=60,
            group_capacity=40, longitude=longitude, latitude=24.44,
        )["id"]
        for name, longitude in at.items()
    }  # fmt: skip
    point_id = active_point(scenario)
    asked = {"organization_id": scenario.ids["乙社区"], "source": "demonstration_point"}
    found = until(lambda: scenario.at("乙社区").get("/visit-stops", **asked)["items"], len)
    facts = [(each["source_id"], each["visit_minutes"], each["group_capacity"], each["bookable"]) for each in found]
    assert facts == [(point_id, 45, 30, ["tue_am", "thu_am"])]
    return stops | {"乙社区": found[0]["id"]}


def active_point(scenario: FollowUpScenario) -> str:
    """Take a demonstration point of the second from its declaration to its title."""
    district, street, clerk = scenario.at("示范区"), scenario.at("东街道"), scenario.at("乙社区")
    scheme = district.post(
        "/demonstration-schemes", organization_id=scenario.ids["示范区"], scope="district", year=2026, quota=1,
        title="党建示范点创建方案", document_title="关于同意开展党建示范点创建的批复",
        document_number="市委组〔2026〕1号", issuer="市委组织部", issued_on="2026-01-05",
    )  # fmt: skip
    point = clerk.post(
        "/demonstration-points", organization_id=scenario.ids["乙社区"], year=2026, name="邻里中心", features="百家宴",
        host_facts={
            "group_capacity": 30, "visit_minutes": 45, "bookable": ["tue_am", "thu_am"], "lon_gcj02": 118.08,
            "lat_gcj02": 24.42,
        },
    )  # fmt: skip
    path = f"/demonstration-points/{point['id']}"
    street.post(f"{path}/vettings", decision="pass", opinion="同意上报")
    node = clerk.post(f"{path}/nodes", title="设施到位", deadline="2026-03-31", post="社区书记")
    district.post(f"{path}/confirmations", scheme_id=scheme["id"])
    clerk.post(f"{path}/starts")
    clerk.post(f"{path}/nodes/{node['id']}/reports", text="已按计划完成")
    met = [item["id"] for item in district.get(path)["checklist"]]
    district.post(f"{path}/acceptances", opinion="现场核验符合", met=met)
    district.post(f"{path}/activations", until="2027-12-31")
    return str(point["id"])


def drafted(
    scenario: FollowUpScenario, owner: str, visited: tuple[str, ...], round_days: list[date], **said: Any
) -> tuple[Client, Answer]:
    """Draft a round of an owner, and give who plans it."""
    planner = scenario.at(owner)
    asked: Answer = {"days": [day.isoformat() for day in round_days], "basis": "年度党建工作要点"}
    asked["hosts"] = [{"organization_id": scenario.ids[name]} for name in visited]
    return planner, planner.post("/visit-rounds", organization_id=scenario.ids[owner], **asked | said)


def sent(scenario: FollowUpScenario, one: Answer, name: str, **more: Any) -> Answer:
    """Enter a delegation of ten with two members of the roll and a minibus."""
    place = {"name": f"{name}门口", "longitude": 118.095, "latitude": 24.435}
    asked: Answer = {"people": 10, "vehicles": [{"name": "中巴", "seats": 19}], "start": place, "end": place}
    asked |= {"name": f"{name}观摩团", "members": scenario.members.get(name, [])} | more
    answer: Answer = scenario.at(name).post(
        "/visit-delegations", round_id=one["id"], organization_id=scenario.ids[name], **asked
    )
    return answer


def contradictions_refused(scenario: FollowUpScenario, stops: dict[str, str]) -> None:
    """Be refused by field, four times, before any solver has run."""
    said = {"kind": "internal", "title": "试排", "period": "2026Q1"}
    street, one = drafted(scenario, "东街道", ("甲社区", "东街道"), DAYS[:2], **said)
    path = f"/visit-rounds/{one['id']}"
    assert "people" in fields_of(partial(sent, scenario, one, "乙社区", people=20))
    first, second = (sent(scenario, one, name)["id"] for name in ("甲社区", "乙社区"))
    short = b"place,a,b\na,0,1\nb,1,0\n"
    assert "file" in fields_of(partial(street.upload, f"{path}/travel-matrices", "travel.csv", short))
    nine = {"day": "2026-03-09", "begins": "09:00"}
    street.post(f"{path}/pins", stop_id=stops["东街道"], delegation_id=first, **nine)
    # The delegation of 甲社区 is out while it would receive, and 东街道 would receive two at once.
    for stop in ("甲社区", "东街道"):
        pinned = partial(street.post, f"{path}/pins", stop_id=stops[stop], delegation_id=second, **nine)
        assert "stop_id" in fields_of(pinned)
    assert street.get(path)["status"] == "drafted"
    off = [{"first": "2026-03-09", "last": "2026-03-10", "reason": "装修"}]
    shut = street.post("/visit-stops", organization_id=scenario.ids["东街道"], name="会议中心", blackouts=off)
    hosts = [{"organization_id": scenario.ids["东街道"], "stop_id": shut["id"]}]
    _, other = drafted(scenario, "东街道", (), DAYS[:2], hosts=hosts, **said)
    sent(scenario, other, "甲社区")
    assert "round_id" in fields_of(partial(street.post, f"/visit-rounds/{other['id']}/plannings"))
    street.post(f"/visit-stops/{shut['id']}/retirements", reason="装修")
    for each in (one, other):
        seen = street.get(f"/visit-rounds/{each['id']}")
        assert (seen["status"], seen["planning"], seen["has_proposal"]) == ("drafted", None, False)
        street.post(f"/visit-rounds/{each['id']}/cancellations", reason="试排结束")


def fields_of(ask: Callable[[], Any]) -> list[str]:
    """Return the fields for which something is refused as invalid."""
    with pytest.raises(Refused) as told:
        ask()
    said = str(told.value)
    assert ": 422 " in said, said
    return re.findall(r'"field":"([^"]+)"', said)


def refused(status: int, ask: Callable[..., Any], *given: Any, **asked: Any) -> str:
    """Return the words in which something is refused."""
    with pytest.raises(Refused) as told:
        ask(*given, **asked)
    said = str(told.value)
    assert f": {status} " in said, said
    return said


def planned(planner: Client, one: Answer) -> Answer:
    """Have a round planned, follow the job to its end, and give the proposal with the job."""
    path = f"/visit-rounds/{one['id']}"
    job = planner.post(f"{path}/plannings", seconds=20)
    standing = partial(planner.get, f"{path}/plannings/{job['id']}")
    done = until(standing, lambda seen: seen["state"] not in {"waiting", "running"})
    assert (done["state"], done["percent"], done["attempts"], done["reason"]) == ("done", 100, 1, None)
    proposal: Answer = planner.get(f"{path}/proposal")
    assert (proposal["missing"], proposal["gap"]) == (done["missing"], done["gap"])
    # Small as they are, all of these rounds are proven the best there is.
    assert (proposal["status"], proposal["gap"], done["bound"]) == ("optimal", 0, done["best"])
    return proposal


def told_why(scenario: FollowUpScenario) -> None:
    """Plan a delegation too large for everyone, and read why it stays at home in both languages."""
    hosts = ("甲社区", "东街道")
    said = {"kind": "internal", "title": "试排大团", "period": "2026Q1"}
    street, one = drafted(scenario, "东街道", hosts, DAYS[:2], **said)
    sent(scenario, one, "乙社区", people=45, vehicles=[{"name": "大巴", "seats": 50}])
    chinese = planned(street, one)["unplaced"]
    street.http.headers["Accept-Language"] = "en"
    english = street.get(f"/visit-rounds/{one['id']}/proposal")["unplaced"]
    del street.http.headers["Accept-Language"]
    names = {"甲社区党群服务中心", "东街道党群服务中心", "乙社区观摩团"}
    assert {each["name"] for each in chinese} == {each["name"] for each in english} == names
    for tongue, words in ((chinese, "接待容量小于观摩团人数"), (english, "the host has room for fewer people")):
        for each in tongue:
            assert each["proven"]
            assert [reason["code"] for reason in each["excluded_by"]] == ["no_room"]
            assert each["excluded_by"][0]["detail"].startswith(words)
            change = each["relaxation"]["detail"]
            assert any(name in change for name in names)
    street.post(f"/visit-rounds/{one['id']}/cancellations", reason="改派小团")


def internal_round(scenario: FollowUpScenario) -> Answer:
    """Plan and publish the street's round; a Wednesday is settled, the rest is the planner's."""
    hosts = ("甲社区", "乙社区", "东街道")
    street, one = drafted(scenario, "东街道", hosts, DAYS, kind="internal", title="一季度内部观摩", period="2026Q1")
    delegations = {name: sent(scenario, one, name)["id"] for name in hosts}
    parts = street.get(f"/visit-rounds/{one['id']}/participants")["items"]
    first = next(part["stop_id"] for part in parts if part["organization_id"] == scenario.ids["甲社区"])
    pin = {"stop_id": first, "delegation_id": delegations["乙社区"]}
    street.post(f"/visit-rounds/{one['id']}/pins", day=HELD.isoformat(), begins="09:30", **pin)
    proposal = planned(street, one)
    assert (proposal["missing"], proposal["unplaced"], proposal["difference"]) == (0, [], None)
    pairs = {(visit["delegation"], visit["stop"]) for visit in proposal["visits"]}
    assert pairs == {
        ("乙社区观摩团", "甲社区党群服务中心"),
        ("甲社区观摩团", "东街道党群服务中心"),
        ("东街道观摩团", "邻里中心"),
    }
    published: Answer = street.post(f"/visit-rounds/{one['id']}/publications")
    assert (published["status"], published["schedule_revision"], published["visits"]) == ("published", 1, 3)
    asked = visits_of(scenario, one)
    assert [(each["status"], each["confirm_by"]) for each in asked] == [("announced", ANSWER_BY)] * 3
    return published


def cross_round(scenario: FollowUpScenario) -> None:
    """Plan and publish the district's cross round, in which the third goes twice."""
    hosts = ("甲社区", "乙社区", "丙社区")
    district, one = drafted(scenario, "示范区", hosts, APRIL, kind="cross", title="二季度交叉观摩", period="2026Q2")
    for name in hosts:
        sent(scenario, one, name, visits=2 if name == "丙社区" else 1)
    proposal = planned(district, one)
    assert (proposal["missing"], proposal["unplaced"]) == (0, [])
    weeks = {
        (visit["delegation"], visit["stop"]): date.fromisoformat(visit["day"]).isocalendar().week
        for visit in proposal["visits"]
    }
    assert len(weeks) == 4
    for name, stop in (("甲社区", "甲社区党群服务中心"), ("乙社区", "邻里中心")):
        # Nobody returns a visit within the week.
        assert weeks[f"{name}观摩团", "丙社区党群服务中心"] != weeks["丙社区观摩团", stop]
    assert district.post(f"/visit-rounds/{one['id']}/publications")["status"] == "published"


def tour(scenario: FollowUpScenario) -> None:
    """Watch the planner at the district's tour, stop it, and publish the best it had found."""
    hosts = ("甲社区", "乙社区", "丙社区")
    district, one = drafted(
        scenario, "示范区", hosts, [TOUR_DAY], kind="district", title="全区示范观摩", period="2026Q2"
    )
    sent(scenario, one, "示范区", people=30, vehicles=[{"name": "大巴", "seats": 45}])
    path = f"/visit-rounds/{one['id']}"
    job = district.post(f"{path}/plannings", seconds=60)
    standing = partial(district.get, f"{path}/plannings/{job['id']}")
    going = until(standing, lambda seen: seen["percent"] > 0 and seen["best"] is not None)
    assert (going["state"], going["missing"], going["best"] >= going["bound"]) == ("running", 0, True)
    district.post(f"{path}/plannings/cancellations")
    ended = until(standing, lambda seen: seen["state"] != "running")
    assert (ended["percent"], ended["attempts"], ended["cancel_requested"]) == (100, 1, True)
    proposal = district.get(f"{path}/proposal")
    # By then it may have proven that there is nothing better.
    assert (ended["state"], proposal["status"]) in {("cancelled", "cancelled"), ("done", "optimal")}
    assert (proposal["missing"], proposal["unplaced"], proposal["gap"]) == (0, [], ended["gap"])
    assert {visit["stop"] for visit in proposal["visits"]} == {f"{name}社区党群服务中心" for name in "甲丙"} | {
        "邻里中心"
    }
    (plan,) = proposal["day_plans"]
    assert (plan["visits"], plan["lunch"] is None, plan["review"] is None) == (3, False, False)
    assert district.post(f"{path}/publications")["status"] == "published"
    assert f"{path}/itinerary" in refused(404, district.get, f"{path}/proposal")
    (day,) = district.get(f"{path}/itinerary")["items"]
    assert (day["leaves"], day["returns"], len(day["stops"])) == (plan["leaves"], plan["back"], 3)
    assert (bool(day["lunch"]["place"]), day["review"]["begins"]) == (True, day["returns"])
    (own,) = scenario.at("甲社区").get(f"{path}/itinerary")["items"]
    assert [stop["stop"] for stop in own["stops"]] == ["甲社区党群服务中心"]


def visits_of(scenario: FollowUpScenario, one: Answer) -> list[Answer]:
    """Return the visits of a round as its owner sees them."""
    listed = scenario.at("东街道").get("/visits", organization_id=scenario.ids["东街道"], round_id=one["id"], limit=50)
    return list(listed["items"])


def answered(scenario: FollowUpScenario, one: Answer) -> None:
    """Let two confirm and one decline for a day that it is off; planned anew, one moves."""
    street = scenario.at("东街道")
    before = {each["organization_id"]: each for each in visits_of(scenario, one)}
    off = before[scenario.ids["乙社区"]]
    refused(403, scenario.at("丙社区").post, f"/visits/{off['id']}/confirmations")
    blackout = [{"first": off["day"], "last": off["day"], "reason": "停电"}]
    put(scenario.at("乙社区"), f"/visit-calendars/{scenario.ids['乙社区']}", blackouts=blackout)
    conflicts = street.get(f"/visits/{off['id']}")["conflicts"]
    assert [(each["kind"], each["why"]) for each in conflicts] == [("blocked", "blackout")]
    scenario.at("乙社区").post(f"/visits/{off['id']}/declines", reason="当日停电", another_day=True)
    for name in ("甲社区", "东街道"):
        visit = before[scenario.ids[name]]
        scenario.at(name).post(f"/visits/{visit['id']}/confirmations", opinion="按时接待")
        settled_ = {key: visit[key] for key in ("stop_id", "delegation_id", "day", "begins")}
        street.post(f"/visit-rounds/{one['id']}/pins", **settled_)
    proposal = planned(street, one)
    assert (proposal["missing"], proposal["unplaced"]) == (0, [])
    difference = {kind: [visit["stop"] for visit in visits] for kind, visits in proposal["difference"].items()}
    kept = difference.pop("kept")
    assert sorted(kept) == ["东街道党群服务中心", "甲社区党群服务中心"]
    assert difference == {"moved": ["邻里中心"], "added": [], "dropped": []}
    again = street.post(f"/visit-rounds/{one['id']}/publications")
    assert (again["schedule_revision"], again["visits"]) == (2, 3)
    after = {each["organization_id"]: each for each in visits_of(scenario, one)}
    moved = after[scenario.ids["乙社区"]]
    assert (moved["id"], moved["status"], moved["day"] == off["day"]) == (off["id"], "announced", False)
    stayed = [(after[id_]["status"], after[id_]["day"]) for id_ in before if id_ != off["organization_id"]]
    assert stayed == [("confirmed", before[id_]["day"]) for id_ in before if id_ != off["organization_id"]]
    scenario.at("乙社区").post(f"/visits/{off['id']}/confirmations")
    assert street.get(f"/visits/{off['id']}")["conflicts"] == []


def put(client: Client, path: str, **body: Any) -> None:
    """Put something in the place of what was read."""
    read = client._ask("GET", path)
    client._ask("PUT", path, json=body, headers={"If-Match": read.headers["ETag"]})


def calendars_open(scenario: FollowUpScenario, visits: dict[str, Answer]) -> None:
    """Open the calendar files of a host and of a delegation as a calendar program does."""
    received = visits[scenario.ids["甲社区"]]
    of_host = calendar(scenario.at("甲社区"), f"/organizations/{scenario.ids['甲社区']}/visit-calendar.ics")
    of_guests = calendar(scenario.at("乙社区"), f"/visit-delegations/{received['delegation_id']}/calendar.ics")
    uid = f"visit-{received['id']}@sanji"
    assert [str(event["UID"]) for event in of_guests] == [uid]
    (event,) = [each for each in of_host if str(each["UID"]) == uid]
    # The district's two rounds stand beside it and wait for an answer.
    assert sorted(str(each["STATUS"]) for each in of_host) == ["CONFIRMED", "TENTATIVE", "TENTATIVE"]
    assert event.decoded("DTSTART").isoformat() == "2026-03-11T09:30:00+08:00"
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=1)
    assert (event["LOCATION"], event["SEQUENCE"]) == (of_guests[0]["LOCATION"], received["sequence"])


def calendar(client: Client, path: str) -> list[icalendar.Event]:
    """Return the events of a calendar file."""
    answer = client._ask("GET", path)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return list(icalendar.Calendar.from_ical(answer.text).walk("VEVENT"))


def held(scenario: FollowUpScenario, visit: Answer) -> None:
    """Hold a visit on its day; the first names a host, the guests are its delegation's members."""
    host = next(name for name, id_ in scenario.ids.items() if id_ == visit["organization_id"])
    hosting = scenario.members["甲社区"][:1] if host == "甲社区" else []
    done = scenario.at(host).post(f"/visits/{visit['id']}/holdings", hosts=hosting)
    guests = next(name for name, id_ in scenario.ids.items() if id_ == visit["visiting_organization_id"])
    assert (done["status"], done["held_on"]) == ("held", visit["day"])
    assert sorted(done["visitors"]) == sorted(scenario.members[guests])


def scored(scenario: FollowUpScenario, visit: Answer) -> Answer:
    """Let five assessors score a visit, work the score out, and have both sides sign it."""
    street = scenario.at("东街道")
    sheet: Answer = street.post(f"/visits/{visit['id']}/score-sheets")
    path = f"/visit-score-sheets/{sheet['id']}"
    own = {"organization_id": scenario.ids["东街道"], "points": points(sheet, {})}
    assert "own_street_scored" in refused(403, street.post, f"{path}/assessments", **own)
    own["organization_id"] = scenario.ids["乙社区"]
    assert "own_street_scored" in refused(403, scenario.at("乙社区").post, f"{path}/assessments", **own)
    for number, (who, less) in enumerate(POINTS.items()):
        if number:
            assert "assessors_too_few" in refused(409, street.post, f"{path}/completions")
        given = {"organization_id": scenario.ids[who.split()[1]], "points": points(sheet, less)}
        scenario.who(who).post(f"{path}/assessments", **given)
    street.post(f"{path}/adjustments", kind="addition", points="1.25", reason="获市级表彰")
    street.post(f"{path}/adjustments", kind="deduction", points="0.5", reason="台账缺页")
    done = street.post(f"{path}/completions")
    assert (done["assessors"], done["mean"], done["score"]) == (5, MEAN, SCORE)
    assert (done["sign_by"], done["object_by"]) == (SIGN_BY, OBJECT_BY)
    scenario.at("甲社区").post(f"{path}/signatures", side="host")
    signed: Answer = street.post(f"{path}/signatures", side="assessing")
    assert signed["status"] == "signed"
    assert "objection_window_open" in refused(409, street.post, f"{path}/settlements")
    return signed


def points(sheet: Answer, less: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return full points for every item but some."""
    return {
        area["id"]: {item["id"]: less.get(item["id"], str(item["most"])) for item in area["items"]}
        for area in sheet["areas"]
    }


def reviewed(scenario: FollowUpScenario, visit: Answer) -> None:
    """Write the review; what follows at four other services follows by events."""
    street, host, ids = scenario.at("东街道"), scenario.at("甲社区"), {"organization_id": scenario.ids["甲社区"]}
    street.post(
        f"/visits/{visit['id']}/reviews", summary="总体较好", strengths=[{"text": "百家宴凝聚人心"}],
        gaps=[{"text": "流动党员联系不够", "clause": "党员管理", "deadline": DEADLINE}],
        commitments=[{"text": "建立流动党员联系卡", "post": "社区书记", "due_on": "2026-03-31"}],
    )  # fmt: skip
    (item,) = until(lambda: host.get("/rectification-items", origin="observation_visit", **ids)["items"], len)
    assert (item["visit_id"], item["text"], item["due_on"]) == (visit["id"], "流动党员联系不够", DEADLINE)
    assert (item["issuer_id"], item["standing"]) == (scenario.ids["东街道"], "open")
    (brand,) = until(lambda: host.get("/brands", status="proposed", **ids)["items"], len)
    assert (brand["name"], brand["visit_id"]) == ("百家宴凝聚人心", visit["id"])
    for member, expected in (
        (scenario.members["甲社区"][0], ("hosting", 100)),
        (scenario.members["乙社区"][1], ("visiting", 50)),
    ):
        entries = until(partial(entries_of, scenario, member, visit), len)
        assert entries == [(*expected, "derived")]
    assert entries_of(scenario, scenario.members["甲社区"][1], visit) == []


def entries_of(scenario: FollowUpScenario, member_id: str, visit: Answer) -> list[tuple[str, int, str]]:
    """Return what a member's ledger has from a visit."""
    entries = scenario.at("东街道").get(f"/members/{member_id}/point-entries", year=2026)["items"]
    return [
        (each["item"], each["hundredths"], each["source"]) for each in entries if each["evidence_id"] == visit["id"]
    ]


def settled(scenario: FollowUpScenario, sheet: Answer) -> None:
    """Let the score stand once the window is over; thresholds propose a tier, the street decides."""
    street, path = scenario.at("东街道"), f"/visit-score-sheets/{sheet['id']}"
    place = f"/organizations/{scenario.ids['甲社区']}"
    assert "objection_window_closed" in refused(409, scenario.at("甲社区").post, f"{path}/objections", reason="漏计")
    assert street.get(f"{place}/tier-proposals")["items"] == []
    assert street.post(f"{path}/settlements")["settled_on"] == AFTER.isoformat()
    (proposal,) = until(lambda: street.get(f"{place}/tier-proposals")["items"], len)
    assert (proposal["tier"], proposal["score"], proposal["period"]) == (TIER, SCORE, "2026Q1")
    assert street.get(f"{place}/tiers")["items"] == []
    decision = {"period": "2026Q1", "tier": "qualified", "reason": "整改事项尚未销号", "basis": "季度分类定级"}
    refused(403, scenario.at("甲社区").post, f"{place}/tiers", proposal_id=proposal["id"], **decision)
    street.post(f"{place}/tiers", proposal_id=proposal["id"], **decision)
    assert street.get(f"{place}/tier-proposals")["items"] == []


def followed_up(scenario: FollowUpScenario, visit: Answer) -> None:
    """Put the gap right, have it verified by the street, take up the brand and keep the promise."""
    street, host, ids = scenario.at("东街道"), scenario.at("甲社区"), {"organization_id": scenario.ids["甲社区"]}
    (item,) = host.get("/rectification-items", **ids)["items"]
    path = f"/rectification-items/{item['id']}"
    host.post(f"{path}/answers", text="已逐人联系，联系卡发放到位")
    refused(403, host.post, f"{path}/verifications", decision="pass")
    closed = street.post(f"{path}/verifications", decision="pass", opinion="核验属实")
    assert (closed["status"], closed["closed_on"]) == ("closed", AFTER.isoformat())
    (brand,) = host.get("/brands", **ids)["items"]
    host.post(f"/brands/{brand['id']}/adoptions", name="百家宴")
    (promise,) = host.get(f"/visits/{visit['id']}/review")["commitments"]
    kept = host.post(f"/visit-commitments/{promise['id']}/completions", outcome="联系卡已建立")
    assert kept["standing"] == "kept"


def opened(scenario: FollowUpScenario, visit: Answer) -> None:
    """Open figures of the district down to the records behind them."""
    district, path = scenario.at("示范区"), f"/levels/district/{scenario.ids['示范区']}/figures"
    for code, key, value in (
        ("rectification_closed", "visit_id", visit["id"]),
        ("visit_scores_settled", "score", SCORE),
        ("brands_discovered", "name", "百家宴"),
    ):
        (record,) = district.get(f"{path}/{code}/records", period=2026)["items"]
        assert district.follow(record["href"])[key] == value
