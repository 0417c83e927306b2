"""A scheme of two years, entries from every source, a declaration on every step, objections, two annual results."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from tests.gateway.estates.days import LAST, YEAR
from tests.gateway.towns.member_points import HEAD, until_done

if TYPE_CHECKING:
    from tests.gateway.estate import Estate

EARNED = {"great": 2000, "good": 1000, "fair": 200}
ITEMS = [{"code": name, "name": name, "group": "more", "hundredths": earned} for name, earned in EARNED.items()]
ATTENDED = {"code": "attended", "name": "参加", "group": "more", "hundredths": 100, "derives_from": "attended"}
PLAN = {
    "groups": [{"code": "more", "name": "贡献分", "kind": "contribution", "cap": 9000}],
    "items": [*ITEMS, ATTENDED | {"kinds": ["theme_day", "party_class"]}],
    "bands": {"excellent": 2000, "qualified": 1000, "basically_qualified": 200},
    "objection_days": 5,
}
STEPS = ("discussions", "verifications", "approvals", "publications")


def winter(estate: Estate) -> None:
    """Publish the schemes of two years, and book what was earned last year."""
    for year in (LAST, YEAR):
        for member_class in ("ordinary", "mobile"):
            asked = {"year": year, "member_class": member_class, "citation": "文件", "title": "积分管理"}
            scheme = estate.ask("district", "/member-point-schemes", **estate.at("district"), **asked, **PLAN)
            estate.ask("district", f"/member-point-schemes/{scheme['id']}/publications")
    _booked(estate, LAST)
    result = estate.ask("community", "/point-years/computations", year=LAST, **estate.at())
    estate.ids["frozen_year"] = result["id"]
    estate.ask("community", f"/point-years/{result['id']}/publications")


def spring(estate: Estate) -> None:
    """Freeze last year, book what was earned since, and let declarations reach the ledger."""
    estate.ask("street", f"/point-years/{estate.ids['frozen_year']}/freezes")
    _booked(estate, YEAR)
    estate.ids["counted"], estate.ids["over"] = (_declared(estate, 4) for _ in range(2))


def today(estate: Estate) -> None:
    """Leave a declaration on each step, and this year's result published and objected to."""
    entry = estate.ask("community", f"/point-declarations/{estate.ids['counted']}/confirmations")["entry_id"]
    estate.ask("street", f"/point-entries/{entry}/reversals", reason="重复计分")
    for steps in range(4):
        _declared(estate, steps)
    estate.ask("community", f"/point-declarations/{_declared(estate, 0)}/returns", opinion="请补充")
    published = estate.ids["published"] = _declared(estate, 4)
    asked = f"/point-declarations/{published}/objections"
    estate.ids["objection"] = estate.ask("community", asked, reason="次数不符")["id"]
    result = estate.ask("community", "/point-years/computations", year=YEAR, **estate.at())
    estate.ids["open_year"] = result["id"]
    estate.ask("community", f"/point-years/{result['id']}/publications")
    about = f"/point-years/{result['id']}/objections"
    estate.ids["year_objection"] = estate.ask("community", about, reason="名单不全")["id"]


def _booked(estate: Estate, year: int) -> None:
    lines = "".join(f"{estate.ids[name]},{name},{year}-01-0{day},办实事\n" for day, name in enumerate(EARNED, start=5))
    form = {"file": (BytesIO(f"{HEAD}{lines}".encode()), "p.csv"), "basis": "纪要"} | estate.at()
    job = estate.people["street"].upload("/point-imports", form).json
    estate.ids["points_file"] = job["id"]
    until_done(estate.people["street"], f"/point-imports/{job['id']}")


def _declared(estate: Estate, steps: int) -> str:
    asked = {"member_id": estate.ids["good"], "item": "fair", "reason": "帮助邻居", "occurred_on": f"{YEAR}-03-01"}
    made = str(estate.ask("community", "/point-declarations", **estate.at(), **asked)["id"])
    for step in STEPS[:steps]:
        said: dict[str, Any] = {"meeting_on": f"{YEAR}-03-02", "present": 9, "agreed": 8} if step == STEPS[0] else {}
        who = "street" if step == "approvals" else "community"
        estate.ask(who, f"/point-declarations/{made}/{step}", **said)
    return made
