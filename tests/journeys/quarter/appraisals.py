"""A street appraises its communities: figures are read and open to their records, people give points with a reason."""

from typing import Any

import pytest

from deploy.demo.client import Refused
from tests.journeys.levels import until
from tests.journeys.quarter import Quarter

ITEMS: list[dict[str, Any]] = [
    {"code": "sessions", "name": "讲习活动", "kind": "indicator", "weight": 60, "indicator": "sessions", "target": 300},
    {"code": "features", "name": "特色工作", "kind": "judged", "weight": 40},
]
BANDS = [
    {"code": "excellent", "name": "好", "least": 9000},
    {"code": "qualified", "name": "一般", "least": 6000},
    {"code": "unqualified", "name": "差", "least": 0},
]
SESSIONS = 3
"""Held in 湖滨社区."""


def communities_are_appraised(quarter: Quarter) -> None:
    """Publish the result of one of the street's two communities, and answer its objection."""
    east, lake = quarter.east, quarter.lake
    year = {"organization_id": quarter.ids["东街道"], "year": quarter.year, "level": "community"}
    words = {"title": "社区年度党建工作考核办法", "citation": "街道党工委年度党建工作要点"}
    scheme = east.post("/appraisal-schemes", items=ITEMS, bands=BANDS, **year, **words)
    east.post(f"/appraisal-schemes/{scheme['id']}/publications")
    assert east.post("/appraisals", **year)["opened"] == 2

    listed = lake.get("/appraisals", organization_id=quarter.ids["湖滨社区"], year=quarter.year)["items"]
    path = f"/appraisals/{listed[0]['id']}"
    lake.post(f"{path}/self-assessments", items=[{"item": "features", "statement": "培育邻里节品牌", "claim": 4000}])
    figure = until(lambda: _figure(quarter, path), lambda read: read["numerator"] == SESSIONS)
    records = east.get(figure["href"].removeprefix("/api/v1"))["items"]
    assert sum(record["value"] for record in records) == SESSIONS
    with pytest.raises(Refused, match="grant_does_not_reach"):
        lake.post(f"{path}/reviews", items=[{"item": "features", "points": 4000, "reason": "自评属实"}])
    east.post(f"{path}/reviews", items=[{"item": "features", "points": 3500, "reason": "现场核实"}])
    published = east.post(f"{path}/publications")
    assert (published["score"], published["band"]) == (9500, "excellent")

    objection = lake.post(f"{path}/objections", item="features", reason="漏计一个品牌")
    answer = {"decision": "dismissed", "answer": "该品牌已在上一年度计入"}
    with pytest.raises(Refused, match="own_decision_objected"):
        east.post(f"/appraisal-objections/{objection['id']}/answers", **answer)
    quarter.district.post(f"/appraisal-objections/{objection['id']}/answers", **answer)
    with pytest.raises(Refused, match="window_is_open"):
        east.post(f"{path}/freezes")


def _figure(quarter: Quarter, path: str) -> dict[str, Any]:
    figure: dict[str, Any] = quarter.east.post(f"{path}/evidence")["items"][0]["figure"]
    return figure
