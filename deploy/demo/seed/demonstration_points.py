"""The year's demonstration points and brands: a scheme with its quota, and how far chance lets each community come."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from deploy.demo.client import Client
from deploy.demo.seed.units import Unit, day_between

POINTS = ("邻里中心", "党群服务中心", "红色驿站", "睦邻会客厅", "老街议事厅")
FEATURES = ("百家宴聚邻里", "菜单式服务", "居民点单、支部派单", "小区议事协商")
BRANDS = ("百家宴", "邻里节", "菜单式服务")
NODES = ("场所装修完成", "设施到位", "制度上墙、开放试运行")
DECLARING = 0.35
"""The share of communities that declare a point in a year, and of the quota in their number."""
BRANDED = 0.25
HALF_DAYS = ("mon_am", "tue_am", "tue_pm", "wed_am", "thu_am", "thu_pm", "fri_am")


@dataclass(frozen=True)
class Scheme:
    """The district's scheme of the year, and the communities that declare a point under it."""

    id: str
    units: frozenset[str]


def scheme(district: Client, district_id: str, units: list[Unit], draw: Random, today: date) -> Scheme:
    """Open the district's scheme of the year, and draw as many communities as its quota has room."""
    quota = max(1, round(len(units) * DECLARING))
    opened: dict[str, Any] = district.post(
        "/demonstration-schemes", organization_id=district_id, scope="district", year=today.year,
        title=f"{today.year}年党建示范点创建方案", document_title="关于同意开展党建示范点创建的批复",
        document_number=f"市委组〔{today.year}〕1号", issuer="市委组织部", issued_on=f"{today.year}-01-01", quota=quota,
    )  # fmt: skip
    return Scheme(opened["id"], frozenset(unit.id for unit in draw.sample(units, min(quota, len(units)))))


def points(district: Client, unit: Unit, scheme: Scheme, draw: Random, today: date) -> None:
    """Advance a community's point and its brand, if it has one, by random steps."""
    point = _point(district, unit, scheme.id, draw, today) if unit.id in scheme.units else None
    if draw.random() < BRANDED:
        brand = unit.clerk.post("/brands", organization_id=unit.id, name=draw.choice(BRANDS))
        if point is not None:
            unit.clerk.post(f"/brands/{brand['id']}/carriers", kind="point", record_id=point)


def _point(district: Client, unit: Unit, scheme_id: str, draw: Random, today: date) -> str:
    first, last = date(today.year, 1, 8), min(date(today.year, 4, 30), today)
    declared, vetted, confirmed, started = (
        day.isoformat() for day in sorted(day_between(draw, first, last) for _ in range(4))
    )
    point = unit.clerk.post(
        "/demonstration-points", organization_id=unit.id, year=today.year, name=f"{unit.name}{draw.choice(POINTS)}",
        features=draw.choice(FEATURES), hardware=f"{draw.randint(8, 60)}0平方米", on=declared,
        host_facts=_host_facts(draw),
    )  # fmt: skip
    path, end = f"/demonstration-points/{point['id']}", draw.random()
    if end < 0.1:  # noqa: PLR2004 - one in ten still waits for its street
        return str(point["id"])
    unit.street.post(f"{path}/vettings", decision="pass", opinion="同意上报", on=vetted)
    if end < 0.2:  # noqa: PLR2004 - and one in ten for the district
        return str(point["id"])
    node = unit.clerk.post(f"{path}/nodes", title=draw.choice(NODES), deadline=_deadline(draw, today), post="社区书记")
    district.post(f"{path}/confirmations", scheme_id=scheme_id, on=confirmed)
    unit.clerk.post(f"{path}/starts", on=started)
    if end > 0.5:  # noqa: PLR2004 - half of them are finished
        _finish(district, unit, path, node["id"], today)
    return str(point["id"])


def _finish(district: Client, unit: Unit, path: str, node_id: str, today: date) -> None:
    unit.clerk.post(f"{path}/nodes/{node_id}/reports", text="已按计划完成")
    met = [item["id"] for item in district.get(path)["checklist"]]
    district.post(f"{path}/acceptances", opinion="现场核验符合", met=met)
    district.post(f"{path}/activations", until=(today + timedelta(days=730)).isoformat())


def _host_facts(draw: Random) -> dict[str, Any]:
    bookable = sorted(draw.sample(HALF_DAYS, 4), key=HALF_DAYS.index)
    capacity, minutes = draw.choice((20, 30, 40, 60)), draw.choice((30, 40, 45, 60))
    return {"group_capacity": capacity, "visit_minutes": minutes, "bookable": bookable}


def _deadline(draw: Random, today: date) -> str:
    return day_between(draw, date(today.year, 5, 1), date(today.year, 12, 20)).isoformat()
