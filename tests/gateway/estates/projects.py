"""Secretary projects in every state and category, the year's ten matters with a part of the community's, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.gateway.estates.days import YEAR, YEAR_END

if TYPE_CHECKING:
    from tests.gateway.estate import Estate

CATEGORIES = ("lecture_halls", "organizational_set_up", "brand_building", "member_management", "work_innovation")
RATINGS = ("excellent", "good", "qualified", "unqualified")
PASS, RETURN = {"decision": "pass"}, {"decision": "return", "opinion": "请补充"}
MATTERS = 10


def winter(estate: Estate) -> None:
    """Publish the ten matters and start those that the community has a part in."""
    whole = estate.at("district") | {"year": YEAR}
    for _ in range(MATTERS):
        estate.ask("district", "/practical-matters", title=estate.title("实事"), lead_post="区长", **whole)
    listed = estate.ask("district", "/practical-matters/publications", **whole)["projects"]
    for matter, deadline in zip(listed[:3], (YEAR_END, f"{YEAR}-03-31", None), strict=True):
        path = f"/projects/{matter}"
        for unit in ("first", "fourth"):
            estate.ask("district", f"{path}/assignments", post="书记", duty="入户", **estate.at(unit))
        estate.ask("district", f"{path}/starts")
        if deadline:
            _milestone(estate, matter, deadline)
    estate.ids["matter"] = listed[0]
    for unit in ("first", "fourth"):
        estate.ask("community", f"/projects/{listed[2]}/progress", text="完成", percent=100, **estate.at(unit))
    estate.ask("district", f"/projects/{listed[2]}/acceptances", opinion="属实")


def spring(estate: Estate) -> None:
    """Take projects on their way; those that run are silent by June."""
    for category in CATEGORIES:
        _declared(estate, category)
    for rating in RATINGS:
        project = _running(estate)
        reached = _milestone(estate, project, "2026-04-01")
        _report(estate, project, milestones_reached=[reached], percent=100)
        estate.ask("district", f"/projects/{project}/acceptances", opinion="属实")
        reason = {"reason": "现场核实"}
        estate.ask("district", f"/projects/{project}/ratings", rating=rating, **reason)
    estate.ids["late"] = late = _running(estate)
    estate.ids["missed"] = _milestone(estate, late, "2026-04-30")
    _report(estate, late, kind="meeting", difficulties_solved=2)
    _report(estate, late, kind="on_site")


def today(estate: Estate) -> None:
    """Bring projects into the states in which they are today."""
    returned = _declared(estate)
    estate.ask("street", f"/projects/{returned}/reviews", **RETURN)
    reviewed = _declared(estate)
    estate.ask("street", f"/projects/{reviewed}/reviews", **PASS)
    _approved(estate)
    near = _running(estate)
    _milestone(estate, near, "2026-06-12")
    fine = _running(estate)
    _milestone(estate, fine, YEAR_END)
    late = _milestone(estate, fine, "2026-06-01")
    estate.ids["fine"] = fine
    _report(estate, fine, milestones_reached=[late], people_served=7)
    estate.ids["lent"] = _milestone(estate, _running(estate, "east"), YEAR_END)
    accepted = _running(estate)
    _report(estate, accepted, percent=100)
    estate.ask("district", f"/projects/{accepted}/acceptances", opinion="属实")
    _report(estate, estate.ids["matter"], **estate.at())


def _declared(estate: Estate, category: str = "work_innovation", unit: str = "first") -> str:
    asked = {"year": YEAR, "category": category, "title": estate.title("项目"), "lead_post": "书记"}
    return str(estate.ask("community", "/projects", **estate.at(unit), **asked)["id"])


def _approved(estate: Estate, unit: str = "first") -> str:
    project = _declared(estate, unit=unit)
    if unit == "first":
        estate.ask("street", f"/projects/{project}/reviews", **PASS)
    estate.ask("district", f"/projects/{project}/approvals", **PASS)
    return project


def _running(estate: Estate, unit: str = "first") -> str:
    project = _approved(estate, unit)
    estate.ask("community", f"/projects/{project}/starts")
    return project


def _milestone(estate: Estate, project: str, deadline: str) -> str:
    asked = {"title": estate.title("节点"), "deadline": deadline, "post": "书记"} | estate.at()
    return str(estate.ask("district", f"/projects/{project}/milestones", **asked)["id"])


def _report(estate: Estate, project: str, **more: Any) -> None:
    estate.ask("community", f"/projects/{project}/progress", text="有进展", **more)
