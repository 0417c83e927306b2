"""What is looked at and asked for in a year: inspections with their notices, letters, a request, suggestions."""

from datetime import date, timedelta
from random import Random
from typing import Any

from deploy.demo.client import Client
from deploy.demo.progress import shown
from deploy.demo.seed.units import Unit

CLAUSES = ("三会一课记录完整", "主题党日每月一次", "组织生活会按期召开", "党费按月收缴", "阵地开放有人值守")
PUNCTUAL = 0.7
"""How often a unit has answered its notice; the others are open, and overdue by now."""
ANSWERING = 0.8
LETTERS = 5


def supervised_year(district: Client, root_id: str, units: list[Unit], draw: Random, today: date) -> None:
    """Enter a year of supervision: inspections, requests for data, letters and suggestions."""
    supervise(district, root_id, units, draw, today)
    ask_once(district, root_id, units, draw, today)
    promise(district, units, today)
    suggest(root_id, units, draw)


def supervise(district: Client, root_id: str, units: list[Unit], draw: Random, today: date) -> None:
    """Hold a regular inspection and a spot check, and follow up what they found."""
    plan = {"year": today.year, "basis": "年度督查检查考核计划", "quota": 6, "on": f"{today.year}-01-01"}
    district.post("/inspection-plans", organization_id=root_id, **plan)
    held = max(date(today.year, 1, 1), today - timedelta(days=50)).isoformat()
    asked = {"organization_id": root_id, "inspect_on": held}
    chosen = [unit.id for unit in draw.sample(units, min(4, len(units)))]
    regular = district.post("/inspections", kind="regular", title="组织生活定期检查", units=chosen, **asked)
    drawn = {"levels": ["community"], "sample_size": min(6, len(units))}
    spot = district.post("/inspections", kind="spot_check", title="基层党建不定期抽查", **drawn, **asked)
    by_id = {unit.id: unit for unit in units}
    for inspection in shown((regular, spot), "督查 inspections"):
        district.post(f"/inspections/{inspection['id']}/completions", on=held)
        for unit in (by_id[one] for one in inspection["chosen"] if one in by_id):
            _notice(district, unit, {"inspection_id": inspection["id"], "on": held}, draw, today)


def _notice(district: Client, unit: Unit, of: dict[str, str], draw: Random, today: date) -> None:
    severities = draw.choice((["general"], ["general"] * 2, ["general"] * 3, ["serious"], []))
    for severity, clause in zip(severities, draw.sample(CLAUSES, len(severities)), strict=True):
        said = {"severity": severity, "clause": clause, "text": f"{clause}落实不到位", "on": of["on"]}
        district.post(f"/inspections/{of['inspection_id']}/findings", organization_id=unit.id, **said)
    if not severities:
        return
    notice = district.post("/notices", organization_id=unit.id, **of)
    path = f"/notices/{notice['id']}"
    unit.clerk.post(f"{path}/acknowledgements")
    if draw.random() < PUNCTUAL:
        unit.clerk.post(f"{path}/answers", text="已对照条款逐项整改，补齐记录", on=notice["issued_on"])
        district.post(f"{path}/verifications", decision="pass", opinion="属实，同意销号")
    elif notice["kind"] == "rectification_notice" and notice["due_on"] < today.isoformat():
        district.post(f"{path}/escalations", text="逾期未整改，限期落实")


def ask_once(district: Client, root_id: str, units: list[Unit], draw: Random, today: date) -> None:
    """Request data that the platform does not hold, and be refused what it holds."""
    asked: dict[str, Any] = {
        "organization_id": root_id, "owner_post": "组织科科长", "basis": "关于开展阵地摸底的通知",
        "period": str(today.year), "due_on": (today + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    fields = [{"name": "党员活动室面积", "unit": "平方米"}, {"name": "活动室每周开放时长", "unit": "小时"}]
    named = {"units": [unit.id for unit in units], "title": "活动阵地摸底"}
    request = district.post("/data-requests", data_fields=fields, **named, **asked)
    district.post("/data-requests", data_fields=[{"name": "党员总数（人）"}], **named, **asked)
    for unit in shown([unit for unit in units if draw.random() < ANSWERING], "填报 answers"):
        values = {"1": str(draw.randint(40, 300)), "2": str(draw.randint(10, 60))}
        unit.clerk.post(f"/data-requests/{request['id']}/answers", organization_id=unit.id, values=values)


def promise(district: Client, units: list[Unit], today: date) -> None:
    """Let a street and some of its communities sign responsibility letters."""
    street = units[0].street
    street_id = district.get(f"/organizations/{units[0].id}")["parent_id"]
    _wait_for(units[0], district)
    posts = {"issuer_post": "区委组织部部长", "unit_post": "街道党工委书记"}
    _letter(district, street, street_id, {"year": today.year} | posts)
    for unit in [unit for unit in units if unit.street is street][:LETTERS]:
        _wait_for(unit, street)
        posts = {"issuer_post": "街道党工委书记", "unit_post": "社区书记"}
        _letter(street, unit.clerk, unit.id, {"year": today.year} | posts)


def _wait_for(unit: Unit, reader: Client) -> None:
    """Wait until supervision has consumed the community's last entry: a letter names only what it has replicated."""
    reader.position = unit.clerk.position


def _letter(issuer: Client, signing: Client, unit_id: str, said: dict[str, Any]) -> None:
    key = {"organization_id": unit_id, "year": said["year"]}
    if not issuer.get("/responsibility-letters/duties", limit=1, **key)["items"]:
        return
    letter = issuer.post("/responsibility-letters", basis="年度党建工作要点", organization_id=unit_id, **said)
    path = f"/responsibility-letters/{letter['id']}/signatures"
    issuer.post(path, side="issuer")
    signing.post(path, side="unit")


def suggest(root_id: str, units: list[Unit], draw: Random) -> None:
    """Submit a few suggestions, some of them answered, some anonymous."""
    for number, unit in enumerate(draw.sample(units, min(4, len(units)))):
        street_id = unit.clerk.get(f"/organizations/{unit.id}")["parent_id"]
        said = {"about": "burden", "title": "报表重复", "text": "同一数据在三张表里填报，建议合并"}
        to = street_id if number % 2 else root_id
        key = {"organization_id": unit.id, "to_organization_id": to, "named": number % 2 == 0}
        suggestion = unit.clerk.post("/suggestions", **key, **said)
        if to == street_id:
            unit.street.post(f"/suggestions/{suggestion['id']}/answers", answer="已合并为一张表，其余由平台生成")
