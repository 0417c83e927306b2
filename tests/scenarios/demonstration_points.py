"""Demonstration points and brands on each step of their way."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from shared.events.observation_visits import StrengthRecorded
from shared.events.organizations import OrganizationsMerged
from tests.scenarios import Builders
from tests.scenarios.in_process import InProcessScenario, timeline, tree_event

MET = ("site", "facilities", "signs", "committee", "meetings", "records", "brand", "effect", "spread")
"""Three items of four in each area, every required one among them: just enough."""


class DemonstrationPointBuilders(Builders):
    """Makes demonstration points and brands."""

    name: ClassVar[str] = "demonstration_points"

    def scheme(self, quota: int = 3, **more: Any) -> dict[str, Any]:
        """Open the district's scheme of the year."""
        params = {
            "organization_id": "district", "scope": "district", "year": self.day.year, "title": "区级党建示范点创建",
            "document_title": "关于同意开展党建示范点创建的批复", "document_number": "市委组〔2026〕8号",
            "issuer": "市委组织部", "issued_on": date(self.day.year, 1, 8), "quota": quota,
        }  # fmt: skip
        return self.do("colleague", "open_scheme", **params | more)

    def declared(self, organization: str = "first", who: str | None = None, **more: Any) -> dict[str, Any]:
        params = {"year": self.day.year, "name": "邻里中心", "hardware": "二百平方米", "features": "百家宴"} | more
        return self.do(who or organization, "declare_point", organization_id=organization, **params)

    def vetted(self, organization: str = "first", street: str = "east", **more: Any) -> dict[str, Any]:
        """Take a community's point to where the district decides."""
        point = self.declared(organization, **more)
        return self.do(street, "vet_point", point_id=point["id"], decision="pass", opinion="同意上报")

    def confirmed(self, scheme: dict[str, Any], organization: str = "first", **more: Any) -> dict[str, Any]:
        """Take a community's point through its chain."""
        point = self.vetted(organization, **more)
        return self.do("district", "confirm_point", point_id=point["id"], scheme_id=scheme["id"], opinion="同意")

    def building(
        self, scheme: dict[str, Any], organization: str = "first", deadline: date | None = None, **more: Any
    ) -> dict[str, Any]:
        """Bring a community's point to where its nodes are reached, with one node ahead."""
        point = self.confirmed(scheme, organization, **more)
        self.node(point, organization, **{"deadline": deadline} if deadline else {})
        return self.do(organization, "start_building", point_id=point["id"])

    def node(self, point: dict[str, Any], who: str = "first", **more: Any) -> dict[str, Any]:
        """Add a node, due on Friday 27 March 2026 unless named otherwise."""
        params = {"title": "场所装修完成", "deadline": date(2026, 3, 27), "post": "社区书记"} | more
        return self.do(who, "set_node", point_id=point["id"], **params)

    def reach_all(self, point: dict[str, Any], who: str = "first") -> None:
        for node in self.ask(who, "plan", point_id=point["id"])["items"]:
            if node["status"] == "open":
                self.do(who, "reach_node", point_id=point["id"], node_id=node["id"], text="已完成")

    def accepted(self, scheme: dict[str, Any], organization: str = "first", **more: Any) -> dict[str, Any]:
        """Bring a community's point to its acceptance."""
        point = self.building(scheme, organization, **more)
        self.reach_all(point, organization)
        return self.do("district", "accept_point", point_id=point["id"], opinion="符合", met=list(MET))

    def active(
        self, scheme: dict[str, Any], organization: str = "first", until: date | None = None, **more: Any
    ) -> dict[str, Any]:
        """Give a community's point a title, for a year from today unless named otherwise."""
        point = self.accepted(scheme, organization, **more)
        until = until or self.day + timedelta(days=364)
        return self.do("district", "activate_point", point_id=point["id"], until=until)

    def brand(self, organization: str = "first", **more: Any) -> dict[str, Any]:
        params = {"organization_id": organization, "name": "百家宴"} | more
        return self.do(organization, "discover_brand", **params)

    def shown(self, point: dict[str, Any], who: str = "first") -> dict[str, Any]:
        return self.ask(who, "point", point_id=point["id"])


@dataclass
class DemonstrationPointsScenario(DemonstrationPointBuilders, InProcessScenario):
    """The demonstration_points service over one database, with a clock that stands where a test puts it."""


def strength(number: int = 1, organization: str = "first", **more: Any) -> StrengthRecorded:
    asked = {"text": "菜单式服务\n居民点单、支部派单", "recorded_on": date(2026, 3, 1), "visit_id": "visit"} | more
    return StrengthRecorded(
        district_id="district", organization_id=organization, strength_id=f"strength-{number}", **asked
    )


def merger(records: dict[str, str] | None = None, on: date = date(2026, 3, 10)) -> OrganizationsMerged:
    """`first` ends in `second`."""
    ended = timeline("first", "community", "east", until=on)
    return tree_event(OrganizationsMerged, "second", on, ended, merged=("first",), records=records or {})
