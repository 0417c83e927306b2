"""A letter cascades to a branch; a spot check leads to each of the three notices once, and an overdue one climbs."""

from collections import defaultdict
from hashlib import sha256
from typing import Any

import pytest

from deploy.demo.client import Client, Refused
from tests.journeys.levels import until
from tests.journeys.quarter import FIRMS, Quarter
from tests.journeys.quarter.projects import Plan

FOUND = {
    "rectification_notice": ("general",),
    "interview_notice": ("serious",),
    "circular_of_criticism": ("general", "general", "general"),
}
"""Which notice follows from what, in the order in which the units were drawn."""


def a_letter_cascades(quarter: Quarter, plan: Plan) -> None:
    """Have three letters signed by both sides, each naming what its parent's names, or less."""
    ids, district, east, lake, cell = quarter.ids, quarter.district, quarter.east, quarter.lake, quarter.cell
    ours = {"organization_id": ids["东街道"], "year": quarter.year}
    until(lambda: district.get("/responsibility-letters/duties", **ours)["items"], lambda duties: len(duties) == 3)
    duty = {title: f"milestone:{id_}" for title, id_ in plan.milestones.items()}
    named = [duty["场地落实"], duty["志愿者招募"]]

    street = _drafted(quarter, district, "东街道", duties=named)
    with pytest.raises(Refused, match="parent_letter_missing"):
        _drafted(quarter, east, "湖滨社区")
    assert _signed(street, district, east) == set(named)
    with pytest.raises(Refused, match="duty_not_in_parent"):
        _drafted(quarter, east, "湖滨社区", duties=[duty["节日举办"]])
    assert _signed(_drafted(quarter, east, "湖滨社区"), east, lake) == set(named)
    assert _signed(_drafted(quarter, lake, "湖滨第一党支部"), lake, cell) == {duty["志愿者招募"]}


def _drafted(quarter: Quarter, issuer: Client, unit: str, **more: Any) -> str:
    said = {"basis": "年度党建工作要点", "issuer_post": "书记", "unit_post": "书记", "year": quarter.year}
    letter = issuer.post("/responsibility-letters", organization_id=quarter.ids[unit], **said, **more)
    return f"/responsibility-letters/{letter['id']}"


def _signed(letter: str, issuer: Client, unit: Client) -> set[str]:
    assert issuer.post(f"{letter}/signatures", side="issuer")["status"] == "drafted"
    assert unit.post(f"{letter}/signatures", side="unit")["status"] == "signed"
    return {duty["id"] for duty in unit.get(f"{letter}/duties")["items"]}


def a_spot_check_is_drawn(quarter: Quarter) -> dict[str, Any]:
    """Draw three of the four firms of 东街道, and draw them again by hand."""
    east, here, day = quarter.east, {"organization_id": quarter.ids["东街道"]}, quarter.on(10, 20)
    asked = {"kind": "spot_check", "title": "基层党建抽查", "inspect_on": day, "sample_size": 3}
    asked |= {"levels": ["branch"], "party_forms": ["committee"]}
    with pytest.raises(Refused, match="inspection_plan_missing"):
        east.post("/inspections", **here, **asked)
    east.post("/inspection-plans", **here, year=quarter.year, basis="年度督查检查考核计划", quota=1)
    check: dict[str, Any] = east.post("/inspections", **here, **asked)
    with pytest.raises(Refused, match="inspections_exhausted"):
        east.post("/inspections", **here, **asked)

    draw = east.get(f"/inspections/{check['id']}/draws")
    firms = [quarter.ids[name] for name in FIRMS]
    assert draw["population"] == sorted(firms)
    again = sorted(firms, key=lambda one: sha256(f"{check['seed']}\n{one}".encode()).hexdigest())
    assert again[:3] == draw["sample"] == check["chosen"]
    east.post(f"/inspections/{check['id']}/completions", on=day)
    return check


def each_notice_follows_once(quarter: Quarter, check: dict[str, Any]) -> str:
    """Issue what follows from the findings, close two notices, and give the address of the third."""
    day, notices = quarter.on(10, 20), dict[str, dict[str, Any]]()
    for unit, (kind, severities) in zip(check["chosen"], FOUND.items(), strict=True):
        _find(quarter.east, check, unit, severities, day)
        notices[kind] = quarter.east.post("/notices", inspection_id=check["id"], organization_id=unit, on=day)
        assert (notices[kind]["kind"], notices[kind]["proposed"]) == (kind, kind)
        quarter.firms.post(f"/notices/{notices[kind]['id']}/acknowledgements")
    assert {notice["title"] for notice in notices.values()} == {
        f"{name}〔{quarter.year}〕1号" for name in ("整改意见单", "通报批评单", "主要领导约谈单")
    }
    waiting = f"/notices/{notices.pop('rectification_notice')['id']}"
    for notice in notices.values():
        path = f"/notices/{notice['id']}"
        quarter.firms.post(f"{path}/answers", text="已逐项整改", on=quarter.on(10, 21))
        closed = quarter.east.post(f"{path}/verifications", decision="pass", opinion="属实", on=quarter.on(10, 22))
        assert closed["status"] == "closed"
    return waiting


def one_is_overdue_and_climbs(quarter: Quarter, notice: str) -> None:
    """Follow a notice that nobody answered up with the next higher one, not before it is overdue."""
    with pytest.raises(Refused, match="notice_not_overdue"):
        quarter.east.post(f"{notice}/escalations", text="限期", on=quarter.on(10, 30))
    assert quarter.east.get(notice)["standing"] == "overdue"
    higher = quarter.east.post(f"{notice}/escalations", text="限期整改", on=quarter.on(12, 1))
    assert (higher["kind"], higher["title"]) == ("circular_of_criticism", f"通报批评单〔{quarter.year}〕2号")
    left = quarter.east.get(notice)
    assert (left["status"], left["climbed_into"]) == ("climbed", higher["id"])


def a_duty_is_done_by_its_record(quarter: Quarter) -> None:
    """Have the district notice 滨海社区: its answer takes the duty off it, the closing off both."""
    ids, district, bay = quarter.ids, quarter.district, quarter.bay
    root, day = {"organization_id": ids["示范区"]}, quarter.on(10, 27)
    district.post("/inspection-plans", **root, year=quarter.year, basis="年度督查检查考核计划", quota=2)
    asked = {"kind": "regular", "title": "组织生活定期检查", "inspect_on": day, "units": [ids["滨海社区"]]}
    inspection = district.post("/inspections", **root, **asked)
    district.post(f"/inspections/{inspection['id']}/completions", on=day)
    _find(district, inspection, ids["滨海社区"], ("general",), day)
    said = {"kind": "circular_of_criticism", "inspection_id": inspection["id"], "on": day}
    with pytest.raises(Refused, match="kind_needs_reason"):
        district.post("/notices", organization_id=ids["滨海社区"], **said)
    notice = district.post("/notices", organization_id=ids["滨海社区"], reason="屡查屡犯", **said)
    assert notice["title"] == f"通报批评单〔{quarter.year}〕1号"

    path, item = f"/notices/{notice['id']}", district.get(f"/notices/{notice['id']}")["asked"][0]
    answer, verify = ("answer_notice", notice["id"]), ("verify_rectification", item["id"])
    _until_due(quarter, answer, without=verify)
    bay.post(f"{path}/answers", text="已补齐记录", on=quarter.on(10, 28))
    _until_due(quarter, verify, without=answer)
    district.post(f"{path}/verifications", decision="pass", opinion="属实", on=quarter.on(10, 29))
    until(lambda: _due(quarter), lambda due: not due & {answer, verify})


def numbers_have_no_gaps(quarter: Quarter) -> None:
    """Read every notice of each issuer: the numbers of a kind are 1, 2 and so on."""
    numbers = defaultdict[tuple[str, str], list[int]](list)
    for notice in quarter.district.get("/notices", organization_id=quarter.ids["示范区"], limit=200)["items"]:
        numbers[notice["issuer_id"], notice["kind"]].append(notice["number"])
    east, root = quarter.ids["东街道"], quarter.ids["示范区"]
    assert {key: sorted(given) for key, given in numbers.items()} == {
        (east, "rectification_notice"): [1],
        (east, "circular_of_criticism"): [1, 2],
        (east, "interview_notice"): [1],
        (root, "circular_of_criticism"): [1],
    }


def _find(issuer: Client, inspection: dict[str, Any], unit: str, severities: tuple[str, ...], day: str) -> None:
    for number, severity in enumerate(severities, start=1):
        said = {"severity": severity, "clause": "三会一课", "text": f"第 {number} 项落实不到位", "on": day}
        issuer.post(f"/inspections/{inspection['id']}/findings", organization_id=unit, **said)


def _until_due(quarter: Quarter, duty: tuple[str, str], *, without: tuple[str, str]) -> None:
    until(lambda: _due(quarter), lambda due: duty in due and without not in due)


def _due(quarter: Quarter) -> set[tuple[str, str]]:
    """Return what the district and 滨海社区 still have to do: the kind of duty, and the record that it is about."""
    whose = ((quarter.district, quarter.ids["示范区"]), (quarter.bay, quarter.ids["滨海社区"]))
    pages = [client.get(f"/organizations/{id_}/todos", limit=200)["items"] for client, id_ in whose]
    return {(one["todo"], one["record_id"]) for page in pages for one in page}
