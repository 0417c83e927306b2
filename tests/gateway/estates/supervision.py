"""Notices of each kind in each state, letters, requests for data and suggestions: to the community and of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.gateway.estates.days import SPRING, TODAY, WINTER, YEAR
from tests.gateway.towns.supervision import FINDING, INSPECTION, LETTER, REQUEST, SUGGESTION

if TYPE_CHECKING:
    from datetime import date

    from tests.gateway.estate import Estate

SEVERITIES = {"rectification_notice": ("general",), "circular_of_criticism": ("general",) * 3,
              "interview_notice": ("serious",)}  # fmt: skip
"""What is to be found for each kind of notice to follow."""


def winter(estate: Estate) -> None:
    """Plan the year's inspections, and issue notices that are late by spring."""
    for unit, quota in (("district", 60), ("east", 9)):
        estate.ask("district", "/inspection-plans", year=YEAR, basis="计划", quota=quota, **estate.at(unit))
    for name in ("climbs", "closes_late"):
        estate.ids[name] = _noticed(estate, WINTER, "rectification_notice")


def spring(estate: Estate) -> None:
    """Close notices, leave others open that are overdue by June, and have letters signed."""
    estate.ask("district", f"/notices/{estate.ids['climbs']}/escalations", text="限期")
    _closed(estate, estate.ids["closes_late"])
    for kind in SEVERITIES:
        estate.ids[f"overdue_{kind}"] = _noticed(estate, SPRING, kind)
        _closed(estate, _noticed(estate, SPRING, kind))
    for unit, issuer in (("east", "district"), ("first", "street"), ("cell", "community")):
        _signed(estate, _letter(estate, unit, issuer), issuer)
    _asked(estate, "志愿服务队队旗", "2026-04-01")
    answered = _asked(estate, "活动室面积", "2026-04-01")
    said = {"values": {"1": "120.5"}} | estate.at()
    estate.ask("community", f"/data-requests/{answered}/answers", **said)
    _asked(estate, "活动室面积", "2026-04-01", "党员总数")
    estate.ids["ignored"] = _suggested(estate)
    estate.ask("street", f"/suggestions/{_suggested(estate)}/answers", answer="已合并报表")


def today(estate: Estate) -> None:
    """Issue what is still open, and leave a proof unverified and a finding without a notice."""
    for kind in SEVERITIES:
        estate.ids[f"open_{kind}"] = _noticed(estate, TODAY, kind)
    answered = _noticed(estate, TODAY, "rectification_notice")
    estate.ask("community", f"/notices/{answered}/acknowledgements")
    estate.ask("community", f"/notices/{answered}/answers", text="已补齐")
    estate.ids["waiting"] = _held(estate, TODAY)
    _found(estate, estate.ids["waiting"], "general")
    of_street = INSPECTION | estate.at("east") | {"inspect_on": TODAY.isoformat(), "units": [estate.ids["first"]]}
    held = estate.ask("street", "/inspections", **of_street)["id"]
    estate.ask("street", f"/inspections/{held}/completions")
    _found(estate, held, "general")
    estate.ids["of_street"] = estate.ask("street", "/notices", inspection_id=held, **estate.at())["id"]
    drawn = {"kind": "spot_check", "sample_size": 5, "levels": ["community"], "inspect_on": TODAY.isoformat()}
    drawn = estate.ask("district", "/inspections", **INSPECTION | estate.at("district") | drawn)
    estate.ask("district", f"/inspections/{drawn['id']}/completions")
    _letter(estate, "first", "street")
    _asked(estate, "老旧电梯数量", "2026-07-31")
    estate.ids["suggestion"] = _suggested(estate)


def _held(estate: Estate, day: date) -> str:
    asked = INSPECTION | estate.at("district") | {"inspect_on": day.isoformat(), "units": [estate.ids["first"]]}
    inspection = str(estate.ask("district", "/inspections", **asked)["id"])
    estate.ask("district", f"/inspections/{inspection}/completions")
    return inspection


def _found(estate: Estate, inspection: str, severity: str) -> None:
    finding = FINDING | estate.at() | {"severity": severity}
    estate.ask("district", f"/inspections/{inspection}/findings", **finding)


def _noticed(estate: Estate, day: date, kind: str) -> str:
    inspection = _held(estate, day)
    for severity in SEVERITIES[kind]:
        _found(estate, inspection, severity)
    notice = estate.ask("district", "/notices", inspection_id=inspection, **estate.at())
    assert notice["kind"] == kind
    return str(notice["id"])


def _closed(estate: Estate, notice: str) -> None:
    estate.ask("community", f"/notices/{notice}/answers", text="均已补齐")
    estate.ask("district", f"/notices/{notice}/verifications", decision="pass")


def _letter(estate: Estate, unit: str, issuer: str) -> str:
    asked = LETTER | estate.at(unit) | {"year": YEAR}
    return str(estate.ask(issuer, "/responsibility-letters", **asked)["id"])


def _signed(estate: Estate, letter: str, issuer: str) -> None:
    path = f"/responsibility-letters/{letter}/signatures"
    estate.ask(issuer, path, side="issuer")
    estate.ask("community" if issuer != "district" else "street", path, side="unit")


def _asked(estate: Estate, name: str, due_on: str, *more: str) -> str:
    wanted: dict[str, Any] = {"data_fields": [{"name": each} for each in (name, *more)], "due_on": due_on}
    asked = REQUEST | estate.at("district") | wanted | {"units": [estate.ids["first"]], "period": str(YEAR)}
    return str(estate.ask("district", "/data-requests", **asked)["id"])


def _suggested(estate: Estate) -> str:
    sent = SUGGESTION | estate.at("cell") | {"to_organization_id": estate.ids["first"]}
    return str(estate.ask("community", "/suggestions", **sent)["id"])
