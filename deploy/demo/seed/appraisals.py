"""The annual appraisal of a street's communities: its scheme, self-assessments, reviews, results, an objection."""

from datetime import date
from typing import Any

from deploy.demo.client import Client
from deploy.demo.progress import shown
from deploy.demo.seed.units import Unit

ITEMS: list[dict[str, Any]] = [
    {"code": "life", "name": "组织生活按时率", "kind": "indicator", "weight": 40, "indicator": "obligations_on_time",
     "denominator": "obligations_expected", "target": 90},
    {"code": "notices", "name": "整改意见单无逾期", "kind": "indicator", "weight": 20, "period": "standing",
     "indicator": "rectification_notices_overdue", "better": "less",
     "thresholds": [{"figure": 0, "points": 2000}, {"figure": 100, "points": 1000}]},
    {"code": "features", "name": "品牌建设和特色工作", "kind": "judged", "weight": 30},
    {"code": "points", "name": "党员积分管理落地", "kind": "member_points", "weight": 10, "target": 80},
]  # fmt: skip
BANDS = [
    {"code": "excellent", "name": "好", "least": 9000},
    {"code": "good", "name": "较好", "least": 8000},
    {"code": "qualified", "name": "一般", "least": 6000},
    {"code": "unqualified", "name": "差", "least": 0},
]
GIVEN = (2700, 2400, 2100)
"""Hundredths of points that the reviewers give, in turn."""


def appraise_communities(district: Client, units: list[Unit], today: date) -> None:
    """Appraise the communities of the first street that are at work, and answer the objection of one."""
    street, street_id = units[0].street, units[0].street_id
    year = {"organization_id": street_id, "year": today.year, "level": "community"}
    words = {"title": "社区年度党建工作考核办法", "citation": "街道党工委年度党建工作要点"}
    scheme = street.post("/appraisal-schemes", items=ITEMS, bands=BANDS, **year, **words)
    street.post(f"/appraisal-schemes/{scheme['id']}/publications")
    street.post("/appraisals", **year)
    at_work = [unit for unit in units if unit.street_id == street_id]
    for number, unit in enumerate(shown(at_work, "考核 appraisals")):
        path = _published(street, unit, today, GIVEN[number % len(GIVEN)])
        if number == 0:
            objection = unit.clerk.post(f"{path}/objections", item="features", reason="漏计一个市级品牌")
            answer = {"decision": "dismissed", "answer": "该品牌已在上一年度计入"}
            district.post(f"/appraisal-objections/{objection['id']}/answers", **answer)


def _published(street: Client, unit: Unit, today: date, points: int) -> str:
    key = {"organization_id": unit.id, "year": today.year, "limit": 1}
    path = f"/appraisals/{street.get('/appraisals', **key)['items'][0]['id']}"
    said = {"item": "features", "statement": "培育邻里节品牌，开展志愿服务", "claim": 3000}
    unit.clerk.post(f"{path}/self-assessments", items=[said])
    street.post(f"{path}/evidence")
    given = {"item": "features", "points": points, "reason": "现场核实，特色较明显"}
    street.post(f"{path}/reviews", items=[given])
    street.post(f"{path}/publications")
    return path
