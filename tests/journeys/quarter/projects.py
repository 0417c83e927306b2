"""A secretary project goes its whole way, and another one stops where the district approved it."""

from dataclasses import dataclass
from typing import Any

from deploy.demo.client import Client
from tests.journeys.quarter import Quarter


@dataclass(frozen=True)
class Plan:
    """A project's address, and its milestones by title."""

    path: str
    milestones: dict[str, str]


def a_project_is_planned(quarter: Quarter) -> Plan:
    """Declare 邻里节 with three milestones, one of them the branch's, and have it approved."""
    project = _declared(quarter, quarter.lake, "湖滨社区", "邻里节", "brand_building")
    steps = {
        "场地落实": ("湖滨社区", quarter.on(11, 30)),
        "志愿者招募": ("湖滨第一党支部", quarter.on(12, 10)),
        "节日举办": ("湖滨社区", quarter.on(12, 15)),
    }
    milestones = {
        title: quarter.lake.post(
            f"{project}/milestones", title=title, organization_id=quarter.ids[unit], deadline=deadline, post="书记"
        )["id"]
        for title, (unit, deadline) in steps.items()
    }
    _approved(quarter, quarter.east, project)
    quarter.lake.post(f"{project}/starts", on=quarter.on(10, 13))
    return Plan(project, milestones)


def the_project_is_accepted(quarter: Quarter, plan: Plan) -> None:
    """Report on it until every milestone is reached in time; the district accepts and rates it."""
    report, reached = f"{plan.path}/progress", plan.milestones
    quarter.lake.post(
        report, reported_on=quarter.on(10, 30), text="走访三个小区", percent=40, people_served=120,
        difficulties_solved=1,
    )  # fmt: skip
    quarter.lake.post(report, reported_on=quarter.on(11, 6), text="推进会明确分工", kind="meeting")
    quarter.lake.post(
        report, reported_on=quarter.on(11, 27), text="场地已经落实", percent=70,
        milestones_reached=[reached["场地落实"]],
    )  # fmt: skip
    quarter.cell.post(
        report, reported_on=quarter.on(12, 3), text="招募完成", organization_id=quarter.ids["湖滨第一党支部"],
        people_served=30, milestones_reached=[reached["志愿者招募"]],
    )  # fmt: skip
    quarter.lake.post(
        report, reported_on=quarter.on(12, 8), text="邻里节举办", kind="on_site", percent=100, people_served=80,
        difficulties_solved=1, milestones_reached=[reached["节日举办"]],
    )  # fmt: skip
    quarter.district.post(f"{plan.path}/acceptances", opinion="三个节点均已完成", on=quarter.on(12, 18))
    rated = quarter.district.post(f"{plan.path}/ratings", on=quarter.on(12, 20))
    assert (rated["status"], rated["rating"], rated["people_served"]) == ("rated", "excellent", 230)


def a_project_is_not_started(quarter: Quarter) -> None:
    """Have a project of the other street approved that nobody starts, or reports on."""
    _approved(quarter, quarter.west, _declared(quarter, quarter.bay, "滨海社区", "夜市先锋岗", "work_innovation"))


def _declared(quarter: Quarter, clerk: Client, where: str, title: str, category: str) -> str:
    asked: dict[str, Any] = {"title": title, "category": category, "year": quarter.year, "lead_post": "社区书记"}
    project = clerk.post("/projects", organization_id=quarter.ids[where], on=quarter.on(10, 8), **asked)
    return f"/projects/{project['id']}"


def _approved(quarter: Quarter, street: Client, project: str) -> None:
    street.post(f"{project}/reviews", decision="pass", opinion="同意上报", on=quarter.on(10, 9))
    quarter.district.post(f"{project}/approvals", decision="pass", opinion="同意立项", on=quarter.on(10, 12))
