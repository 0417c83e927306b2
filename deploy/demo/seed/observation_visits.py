"""One street's internal round of the quarter: planned by the planner, published, some visits held, scored, reviewed."""

import time
from datetime import date, timedelta
from random import Random
from typing import Any

from deploy.demo.client import Client
from deploy.demo.seed.units import Unit
from shared.working_days import is_working_day

MOST_HOSTS, HELD, ASSESSORS = 6, 3, 5
SECONDS = 4
STRENGTHS = ("百家宴凝聚人心", "大讲堂一周一讲", "党员责任区挂牌到楼栋")
GAPS = ("三会一课记录不全", "积分公示不及时", "流动党员联系不够")
PROMISES = ("补齐会议记录", "每月公示积分", "建立流动党员联系卡")


def internal_round(units: list[Unit], draw: Random, today: date) -> None:
    """Hold an internal round in the first street that has three communities or more at work.

    Its communities visit one another; assessors are organizers of other streets. A district with fewer streets holds
    the visits and reviews, and hands in no scores.
    """
    street_id, hosts = _street_of(units)
    if len(hosts) < HELD:
        return
    street = hosts[0].street
    days = _days(today)
    for unit in hosts:
        unit.clerk.post(
            "/visit-stops", organization_id=unit.id, name=f"{unit.name}党群服务中心", visit_minutes=60,
            group_capacity=40,
        )  # fmt: skip
    one = street.post(
        "/visit-rounds", organization_id=street_id, kind="internal", title="季度内部观摩",
        period=f"{today.year}Q{(today.month + 2) // 3}", days=[day.isoformat() for day in days],
        basis="街道年度党建工作要点", hosts=[{"organization_id": unit.id} for unit in hosts],
    )  # fmt: skip
    path = f"/visit-rounds/{one['id']}"
    for unit in hosts:
        street.post(
            "/visit-delegations", round_id=one["id"], organization_id=unit.id, name=f"{unit.name}观摩团",
            people=draw.randint(8, 14), vehicles=[{"name": "中巴", "seats": 19}],
        )  # fmt: skip
    job = street.post(f"{path}/plannings", seconds=SECONDS)
    if _planned(street, f"{path}/plannings/{job['id']}") != "done":
        print("  观摩排程未完成 · no schedule of visits was found in time")
        return
    # Few days may be left of the quarter: who finds no place in them is left out knowingly.
    street.post(f"{path}/publications", acknowledge_left_out=True)
    visits = street.get("/visits", organization_id=street_id, round_id=one["id"], limit=200)["items"]
    _hold(street, [visit for visit in visits if visit["day"] <= today.isoformat()][:HELD], units, draw, today)


def _street_of(units: list[Unit]) -> tuple[str, list[Unit]]:
    by_street: dict[str, list[Unit]] = {}
    for unit in units:
        by_street.setdefault(unit.street_id, []).append(unit)
    for street_id, below in by_street.items():
        if len(below) >= HELD:
            return street_id, below[:MOST_HOSTS]
    return "", []


def _days(today: date) -> list[date]:
    """Return working days of this quarter around today: past ones can be held, future ones are planned."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    around = [today + timedelta(days=number) for number in range(-14, 15)]
    inside = [day for day in around if day >= first and (day.month + 2) // 3 == (today.month + 2) // 3]
    working = [day for day in inside if is_working_day(day)]
    return working or [day for day in (first + timedelta(days=number) for number in range(60)) if is_working_day(day)]


def _planned(street: Client, path: str) -> str:
    until = time.monotonic() + 10 * SECONDS
    while time.monotonic() < until:
        state = str(street.get(path)["state"])
        if state not in {"waiting", "running"}:
            return state
        time.sleep(0.2)
    return "late"


def _hold(street: Client, visits: list[dict[str, Any]], units: list[Unit], draw: Random, today: date) -> None:
    others = {unit.street_id: unit.street for unit in units if unit.street is not street}
    assessors = list(others.items())[:ASSESSORS]
    for number, visit in enumerate(visits):
        path = f"/visits/{visit['id']}"
        street.post(f"{path}/holdings", held_on=visit["day"])
        street.post(
            f"{path}/reviews",
            strengths=[{"text": draw.choice(STRENGTHS)}],
            gaps=[{"text": draw.choice(GAPS), "deadline": (today + timedelta(days=30)).isoformat()}],
            commitments=[
                {"text": draw.choice(PROMISES), "post": "社区书记", "due_on": (today + timedelta(days=20)).isoformat()}
            ],
        )
        if number == 0 and len(assessors) == ASSESSORS:
            _score(street, path, assessors, draw)


def _score(street: Client, path: str, assessors: list[tuple[str, Client]], draw: Random) -> None:
    sheet = street.post(f"{path}/score-sheets")
    for organization_id, assessor in assessors:
        points = {
            area["id"]: {item["id"]: str(item["most"] - draw.choice((0, 0, 1, 2))) for item in area["items"]}
            for area in sheet["areas"]
        }
        assessor.position = street.position
        assessor.post(f"/visit-score-sheets/{sheet['id']}/assessments", organization_id=organization_id, points=points)
    street.post(f"/visit-score-sheets/{sheet['id']}/completions")
