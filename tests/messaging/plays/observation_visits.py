"""A round of visits from the plan to the settled score, with the members and tiers that it looks at."""

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from deploy.demo import persons
from shared.unit_of_work import BEIJING, clock
from shared.working_days import next_working_day
from tests.observation_visits import planner_part
from tests.scenarios.observation_visits import marks

if TYPE_CHECKING:
    from tests.messaging.test_every_reaction import Play

SERVICE, ASSESSORS = "observation_visits", ("a", "b", "e", "f", "g")


def hold_round(play: "Play", ids: dict[str, str]) -> None:
    """Hold a round in which two communities visit one another, and review and score one."""
    today = clock().astimezone(BEIJING).date()
    born = {
        name: date.fromisoformat(value) if name.endswith("_on") else value
        for name, value in persons.member(Random(1), today).items()
    }
    born |= {"status": "full", "member_class": "ordinary"}
    member = play.do("c", "organizations", "register_member", organization_id=ids["社区5"], **born)["id"]
    tier = {"period": "2024", "tier": "advanced", "reason": "品牌建设", "basis": "年度评议"}
    decided = play.do("d", "organizations", "assign_tier", organization_id=ids["社区5"], **tier)
    gone = {"tier_id": decided["id"], "reason": "误录"}
    play.do("d", "organizations", "withdraw_tier", organization_id=ids["社区5"], **gone)
    units = [ids["社区5"], ids["社区6"]]
    day = next_working_day(today)
    place = {"name": "街道办", "longitude": 118.1, "latitude": 24.4}
    for unit in units:
        play.do("c", SERVICE, "name_stop", organization_id=unit, name="阵地", longitude=118.1, latitude=24.41)
    asked: dict[str, Any] = {"kind": "internal", "title": "观摩", "basis": "要点", "days": [day]}
    asked |= {"period": f"{day.year}Q{(day.month + 2) // 3}", "hosts": [{"organization_id": unit} for unit in units]}
    one = play.do("s", SERVICE, "draft_round", organization_id=ids["东街道"], **asked)["id"]
    for unit in units:
        sent = {"round_id": one, "organization_id": unit, "name": "观摩团", "people": 5, "start": place, "end": place}
        play.do("c", SERVICE, "add_delegation", **sent)
    play.do("s", SERVICE, "request_planning", round_id=one)
    executor = play.hosted[SERVICE].executor
    planner_part.finish(executor, planner_part.one_after_another)
    play.do("s", SERVICE, "publish_round", round_id=one)
    received = play.do("d", SERVICE, "visits", organization_id=ids["社区5"])["items"][0]["id"]
    play.do("c", SERVICE, "hold_visit", visit_id=received, hosts=[member])
    gap = {"text": "缺阅览区", "deadline": today + timedelta(days=30)}
    play.do("s", SERVICE, "review_visit", visit_id=received, strengths=[{"text": "菜单式服务"}], gaps=[gap])
    score(play, received, ids["西街道"])


def score(play: "Play", visit_id: str, street_id: str) -> None:
    """Have people of another street score a visit, and settle it once the window has passed."""
    sheet = play.do("s", SERVICE, "open_sheet", visit_id=visit_id)["id"]
    for who in ASSESSORS:
        given = {"sheet_id": sheet, "organization_id": street_id, "points": marks()}
        play.do(who, SERVICE, "hand_in_points", **given)
    play.do("s", SERVICE, "complete_sheet", sheet_id=sheet)
    executor = play.hosted[SERVICE].executor
    usual, executor.clock = executor.clock, lambda: clock() + timedelta(days=30)
    play.do("s", SERVICE, "settle_sheet", sheet_id=sheet, reason="双方签字在纸上")
    executor.clock = usual
