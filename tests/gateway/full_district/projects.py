"""Secretary projects in every state and category, the year's ten matters with a part of the community's, reports."""

from typing import Any

from tests.gateway.full_district.scenario import YEAR, YEAR_END, FullDistrict

CATEGORIES = ("lecture_halls", "organizational_set_up", "brand_building", "member_management", "work_innovation")
RATINGS = ("excellent", "good", "qualified", "unqualified")


def winter(district: FullDistrict) -> None:
    """Publish the ten matters and start those that the community has a part in."""
    projects = district.projects
    listed = projects.published(YEAR, units=())
    for matter, deadline in zip(listed[:3], (YEAR_END, f"{YEAR}-03-31", None), strict=True):
        for unit in ("first", "fourth"):
            projects.assigned(matter, unit)
        projects.do("district", "start_project", project_id=matter)
        if deadline:
            _milestone(district, {"id": matter}, deadline)
    district.ids["matter"] = listed[0]
    for unit in ("first", "fourth"):
        projects.report({"id": listed[2]}, unit, percent=100, organization_id=unit)
    _accepted(district, {"id": listed[2]})


def spring(district: FullDistrict) -> None:
    """Take projects on their way; those that run are silent by June."""
    projects = district.projects
    for category in CATEGORIES:
        projects.declared(category=category, title=district.title("项目"))
    for rating in RATINGS:
        project = _running(district)
        reached = _milestone(district, project, "2026-04-01")
        projects.report(project, milestones_reached=[reached], percent=100)
        _accepted(district, project)
        rated = {"project_id": project["id"], "rating": rating, "reason": "现场核实"}
        projects.do("district", "rate_project", **rated)
    late = _running(district)
    district.ids["late"], district.ids["missed"] = late["id"], _milestone(district, late, "2026-04-30")
    projects.report(late, kind="meeting", difficulties_solved=2)
    projects.report(late, kind="on_site")


def today(district: FullDistrict) -> None:
    """Bring projects into the states in which they are today."""
    projects = district.projects
    for decision in ("return", "pass"):
        reviewed = {"project_id": projects.declared(**_named(district))["id"], "decision": decision}
        projects.do("east", "review_project", opinion="请补充", **reviewed)
    projects.approved(**_named(district))
    _milestone(district, _running(district), "2026-06-12")
    fine = _running(district)
    _milestone(district, fine, YEAR_END)
    late = _milestone(district, fine, "2026-06-01")
    district.ids["fine"] = fine["id"]
    projects.report(fine, milestones_reached=[late], people_served=7)
    district.ids["lent"] = _milestone(district, _running(district, "east", None), YEAR_END)
    accepted = _running(district)
    projects.report(accepted, percent=100)
    _accepted(district, accepted)
    projects.report({"id": district.ids["matter"]}, organization_id="first")


def _named(district: FullDistrict) -> dict[str, Any]:
    return {"title": district.title("项目"), "category": "work_innovation"}


def _running(district: FullDistrict, unit: str = "first", street: str | None = "east") -> dict[str, Any]:
    return district.projects.running(unit, street, **_named(district))


def _milestone(district: FullDistrict, project: dict[str, Any], deadline: str) -> str:
    named = {"title": district.title("节点"), "deadline": deadline}
    return str(district.projects.milestone(project, "district", **named)["id"])


def _accepted(district: FullDistrict, project: dict[str, Any]) -> None:
    district.projects.do("district", "accept_project", project_id=project["id"], opinion="属实")
