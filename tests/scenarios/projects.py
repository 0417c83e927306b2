"""Projects on each step of their way, practical matters and their parts."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tests.scenarios import Builders
from tests.scenarios.in_process import InProcessScenario


class ProjectBuilders(Builders):
    """Makes projects."""

    name: ClassVar[str] = "projects"

    def declared(self, organization: str = "first", who: str | None = None, **more: Any) -> dict[str, Any]:
        params = {
            "category": "brand_building",
            "title": "邻里节",
            "lead_post": "社区书记",
            "year": self.day.year,
        } | more
        return self.do(who or organization, "declare_project", organization_id=organization, **params)

    def approved(self, organization: str = "first", street: str | None = "east", **more: Any) -> dict[str, Any]:
        """Take a project through its review chain; a street's own needs no review of a street."""
        project = self.declared(organization, **more)
        if street:
            self.do(street, "review_project", project_id=project["id"], decision="pass", opinion="同意上报")
        key = {"project_id": project["id"], "decision": "pass"}
        return self.do("district", "approve_project", **key, opinion="同意立项")

    def running(self, organization: str = "first", street: str | None = "east", **more: Any) -> dict[str, Any]:
        """Bring a project to where progress is reported."""
        project = self.approved(organization, street, **more)
        return self.do(organization, "start_project", project_id=project["id"])

    def milestone(self, project: dict[str, Any], who: str = "first", **more: Any) -> dict[str, Any]:
        """Add a milestone, due on Friday 27 March 2026 unless named otherwise."""
        params = {
            "title": "建成投入使用",
            "deadline": date(2026, 3, 27),
            "organization_id": "first",
            "post": "社区书记",
        }
        return self.do(who, "set_milestone", project_id=project["id"], **params | more)

    def report(self, project: dict[str, Any], who: str = "first", **more: Any) -> dict[str, Any]:
        return self.do(who, "report_progress", project_id=project["id"], **{"text": "完成入户走访"} | more)

    def published(self, year: int = 2026, units: tuple[str, ...] = ("first", "third")) -> list[str]:
        """Publish a list of ten matters, the first of them assigned to units."""
        drafts = [self.drafted(f"实事 {number}", year) for number in range(10)]
        for unit in units:
            self.assigned(drafts[0]["id"], unit)
        return self.do("district", "publish_practical_matters", organization_id="district", year=year)["projects"]

    def drafted(self, title: str = "社区食堂", year: int = 2026) -> dict[str, Any]:
        params = {"organization_id": "district", "year": year, "title": title, "lead_post": "分管副区长"}
        return self.do("district", "draft_practical_matter", **params)

    def assigned(self, matter: str, unit: str) -> dict[str, Any]:
        part = {"organization_id": unit, "post": "书记", "duty": "落实"}
        return self.do("district", "assign_organization", project_id=matter, **part)


@dataclass
class ProjectsScenario(ProjectBuilders, InProcessScenario):
    """The projects service over one database, with a clock that stands where a test puts it."""
