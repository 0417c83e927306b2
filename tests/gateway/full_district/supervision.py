"""Notices of each kind in each state, letters, requests for data and suggestions: to the community and of it."""

from typing import Any

from tests.gateway.full_district.scenario import YEAR, FullDistrict

FINDINGS = {"rectification_notice": (1, 0), "circular_of_criticism": (3, 0), "interview_notice": (0, 1)}
"""How many general and serious findings each kind of notice follows from."""


def winter(district: FullDistrict) -> None:
    """Plan the year's inspections, and issue notices that are late by spring."""
    for unit, quota in (("district", 60), ("east", 9)):
        district.supervision.plan(unit, quota=quota)
    for name in ("climbs", "closes_late"):
        district.ids[name] = _noticed(district, "rectification_notice")["id"]


def spring(district: FullDistrict) -> None:
    """Close notices, leave others open that are overdue by June, and have letters signed."""
    supervision, ids = district.supervision, district.ids
    supervision.do("district", "escalate_notice", notice_id=ids["climbs"], text="限期")
    supervision.closed({"id": ids["closes_late"]})
    for kind in FINDINGS:
        ids[f"overdue_{kind}"] = _noticed(district, kind)["id"]
        supervision.closed(_noticed(district, kind))
    for unit, issuer in (("east", "district"), ("first", "east"), ("cell", "first")):
        supervision.signed(issuer, unit)
    _asked(district, "志愿服务队队旗")
    answered = {"request_id": _asked(district, "活动室面积"), "organization_id": "first", "values": {"1": "120.5"}}
    supervision.do("first", "answer_request", **answered)
    _asked(district, "活动室面积", "党员总数")
    ids["ignored"] = _suggested(district)
    supervision.do("east", "answer_suggestion", suggestion_id=_suggested(district), answer="已合并报表")


def today(district: FullDistrict) -> None:
    """Issue what is still open, and leave a proof unverified and a finding without a notice."""
    supervision, ids = district.supervision, district.ids
    for kind in FINDINGS:
        ids[f"open_{kind}"] = _noticed(district, kind)["id"]
    answered = {"notice_id": _noticed(district, "rectification_notice")["id"]}
    supervision.do("first", "acknowledge_notice", **answered)
    supervision.do("first", "answer_notice", text="已补齐", **answered)
    waiting = supervision.held()
    ids["waiting"] = waiting["id"]
    supervision.found(waiting)
    ids["of_street"] = supervision.issued(issuer="east")["id"]
    supervision.held(kind="spot_check", sample_size=5, levels=["community"])
    supervision.drafted("east", "first")
    _asked(district, "老旧电梯数量", due_on="2026-07-31")
    ids["suggestion"] = _suggested(district)


def _noticed(district: FullDistrict, kind: str) -> dict[str, Any]:
    notice: dict[str, Any] = district.supervision.issued(*FINDINGS[kind])
    assert notice["kind"] == kind
    return notice


def _asked(district: FullDistrict, *names: str, due_on: str = "2026-04-01") -> str:
    asked = {"units": ["first"], "due_on": due_on, "period": str(YEAR)}
    return str(district.supervision.asked(*names, **asked)["id"])


def _suggested(district: FullDistrict) -> str:
    return str(district.supervision.handed_in("cell", "first")["id"])
