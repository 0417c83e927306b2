"""A year of organizational life: the lecture hall, what was held and who attended, a campaign and its exemplars."""

from datetime import date, timedelta
from random import Random
from typing import Any

from deploy.demo.client import Client
from deploy.demo.seed.units import Unit, day_between

MODES = ("fixed", "party_class", "themed", "interactive", "new_media", "mobile")
ITEMS = (
    "venue", "sign", "equipment", "lecturers", "plan", "archive",
    "study_system", "lecturer_system", "notice_system", "record_system", "feedback_system",
)  # fmt: skip
TOPICS = ("学习贯彻全会精神", "社区治理大家谈", "优秀党员讲述", "反诈知识进楼栋", "传统文化讲习", "垃圾分类再动员")
MONTHLY = {"theme_day": "主题党日", "committee_meeting": "支委会"}
QUARTERLY = {"members_meeting": "支部党员大会"}
DILIGENT = 0.85
"""How often what is asked of a month is held in it."""


def campaign(district: Client, root_id: str, today: date) -> str:
    """Set the year's deadline for lecture halls, and open a campaign for the whole district."""
    year = today.year
    district.post(
        "/lecture-halls/deadlines", organization_id=root_id, year=year, deadline=f"{year}-10-31", basis="年度党建要点"
    )
    opened = district.post(
        "/campaigns", organization_id=root_id, kind="heritage", title="学习传承月月行", basis="年度党建要点",
        first=f"{year}-01-01",
    )  # fmt: skip
    return str(opened["id"])


def year(unit: Unit, campaign_id: str, draw: Random, today: date) -> None:
    """Enter a community's hall and what it held this year, one in ten of them hardly anything."""
    has_hall = _hall(unit, draw, today)
    silent = draw.random() < 0.1  # noqa: PLR2004 - one in ten
    joins = not silent and draw.random() < 0.5  # noqa: PLR2004 - every second one
    if joins:
        joined = day_between(draw, date(today.year, 1, 6), min(today, date(today.year, 3, 31)))
        unit.clerk.post(f"/campaigns/{campaign_id}/units", organization_id=unit.id, on=joined.isoformat())
    held = _life(draw, today, 0.2 if silent else DILIGENT)
    if has_hall and not silent:
        held += [_session(draw, today) for _ in range(draw.randint(2, 5))]
    held += [_service(draw, today, campaign_id if joins else None)]
    held.append({"kind": "voluntary_service", "title": "志愿服务日", **_attendance(unit, draw)})
    unit.clerk.post("/activities/batches", organization_id=unit.id, activities=held)


def exemplars(district: Client, campaign_id: str, draw: Random, today: date) -> None:
    """Record which units people chose as exemplars."""
    units = district.get(f"/campaigns/{campaign_id}/units", limit=200)["items"]
    for unit in draw.sample(units, min(3, len(units))):
        asked = {"organization_id": unit["organization_id"], "reason": "常态开展，群众评价好"}
        asked["on"] = max(date.fromisoformat(unit["joined_on"]), today - timedelta(days=80)).isoformat()
        district.post(f"/campaigns/{campaign_id}/exemplars", **asked)


def _hall(unit: Unit, draw: Random, today: date) -> bool:
    far, begun = draw.random(), day_between(draw, date(today.year, 1, 6), min(today, date(today.year, 4, 30)))
    if far < 0.1:  # noqa: PLR2004 - one in ten has none yet
        return False
    asked = {"organization_id": unit.id, "title": f"{unit.name}大讲堂", "address": "党群服务中心一楼"}
    hall = f"/lecture-halls/{unit.clerk.post('/lecture-halls', on=begun.isoformat(), **asked)['id']}"
    if far < 0.25:  # noqa: PLR2004 - and some have only planned it
        return True
    unit.clerk.post(f"{hall}/beginnings", on=begun.isoformat())
    there = ITEMS if far > 0.4 else tuple(draw.sample(ITEMS, 7))  # noqa: PLR2004 - three in five are complete
    unit.clerk.post(f"{hall}/checks", items=list(there), evidence="现场核对", on=begun.isoformat())
    if there is ITEMS:
        unit.clerk.post(f"{hall}/establishments", on=day_between(draw, begun, today).isoformat())
    return True


def _life(draw: Random, today: date, diligence: float) -> list[dict[str, Any]]:
    months = [date(today.year, month, 1) for month in range(1, today.month + 1)]
    due = [(kind, title, first) for first in months for kind, title in MONTHLY.items()]
    due += [(kind, title, first) for first in months[::3] for kind, title in QUARTERLY.items()]
    held = [
        (kind, title, day_between(draw, first, min(today, first + timedelta(days=27)))) for kind, title, first in due
    ]
    return [
        {"kind": kind, "title": f"{day.month}月{title}", "held_on": day.isoformat()}
        for kind, title, day in held
        if draw.random() < diligence
    ]


def _session(draw: Random, today: date) -> dict[str, Any]:
    day = day_between(draw, date(today.year, 1, 6), today)
    return {"kind": "session", "mode": draw.choice(MODES), "title": draw.choice(TOPICS), "held_on": day.isoformat()}


def _service(draw: Random, today: date, campaign_id: str | None) -> dict[str, Any]:
    day = day_between(draw, date(today.year, 1, 6), today)
    counted = {"campaign_id": campaign_id} if campaign_id else {}
    return {"kind": "party_class", "title": draw.choice(TOPICS), "held_on": day.isoformat()} | counted


def _attendance(unit: Unit, draw: Random) -> dict[str, list[str]]:
    """Return attendance: most members of today attended, and somebody may be excused."""
    roll = [each["id"] for each in unit.clerk.get(f"/organizations/{unit.id}/members", limit=200)["items"]]
    away = draw.sample(roll, min(len(roll), draw.choice((0, 0, 1))))
    return {"attended": [each for each in roll if each not in away], "excused": away}
