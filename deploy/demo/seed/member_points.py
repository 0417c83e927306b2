"""A year of member points: the district's schemes, and what a community's branch declares, confirms and computes."""

from datetime import date
from random import Random
from typing import Any

from deploy.demo.client import Client
from deploy.demo.seed.units import Unit, day_between

CLASSES = ("cadre", "core", "ordinary", "mobile", "exempt")
GOOD_DEEDS = ("帮助独居老人就医", "调解邻里停车纠纷", "清理楼道堆物", "为居民代办证件", "暑期看护社区儿童")
OPINIONS = ("属实，同意", "与会党员一致同意", "已核实")
STEPS = 5
"""From the discussion to the confirmation; chance says how far a declaration is."""


def schemes(district: Client, district_id: str, today: date) -> None:
    """Publish the district's schemes of the year, one for each class of members."""
    asked = {"organization_id": district_id, "year": today.year, "citation": "党员积分管理办法（试行）"}
    for member_class in CLASSES:
        title = f"{today.year}年党员积分管理方案"
        draft = district.post(
            "/member-point-schemes", member_class=member_class, template="base_60", title=title, **asked
        )
        district.post(f"/member-point-schemes/{draft['id']}/publications")


def points(unit: Unit, draw: Random, today: date) -> None:
    """Advance a community's declaration by random steps, and compute a few years."""
    members = unit.clerk.get(f"/organizations/{unit.id}/members", limit=10)["items"]
    days = sorted(day_between(draw, date(today.year, 1, 5), today) for _ in range(STEPS + 1))
    made = unit.clerk.post(
        "/point-declarations", organization_id=unit.id, member_id=draw.choice(members)["id"], item="helping",
        occurred_on=days[0].isoformat(), reason=draw.choice(GOOD_DEEDS), on=days[0].isoformat(),
    )  # fmt: skip
    far = draw.randint(1, STEPS)
    _steps(unit, made, days[1:], far, draw)
    if draw.random() < 0.3:  # noqa: PLR2004 - three branches in ten have looked at how the year stands
        unit.clerk.post("/point-years/computations", organization_id=unit.id, year=today.year)


def _steps(unit: Unit, made: dict[str, Any], days: list[date], far: int, draw: Random) -> None:
    path, present = f"/point-declarations/{made['id']}", draw.randint(8, 30)
    on = [{"on": day.isoformat()} for day in days]
    meeting = {"meeting_on": days[0].isoformat(), "present": present, "agreed": draw.randint(present // 2 + 1, present)}
    unit.clerk.post(f"{path}/discussions", **meeting, **on[0])
    if far > 1:
        unit.clerk.post(f"{path}/verifications", opinion=draw.choice(OPINIONS), **on[1])
    if far > 2:  # noqa: PLR2004 - the third step
        unit.street.post(f"{path}/approvals", opinion="同意", **on[2])
    if far > 3:  # noqa: PLR2004 - published inside the branch
        published = unit.clerk.post(f"{path}/publications", **on[3])
        if far == STEPS and published["objections_until"] < days[4].isoformat():
            unit.clerk.post(f"{path}/confirmations")
