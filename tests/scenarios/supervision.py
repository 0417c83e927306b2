"""Inspections, the notices that follow, letters, requests for data and suggestions."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from gateway.routes.supervision_requests import fact_addresses
from shared.events.observation_visits import GapRecorded
from shared.events.projects import MilestoneSet, MilestoneState, ProjectState
from tests.scenarios import Builders
from tests.scenarios.in_process import DISTRICT_ID, InProcessScenario

CLAUSE = "组织生活会每年至少召开一次"


class SupervisionBuilders(Builders):
    """Makes what supervision is about."""

    name: ClassVar[str] = "supervision"

    def plan(self, organization: str = "district", **more: Any) -> dict[str, Any]:
        """Set a plan of ten inspections for this year."""
        params = {"year": self.day.year, "basis": "区委〔2026〕3号", "quota": 10} | more
        return self.do(organization, "set_plan", organization_id=organization, **params)

    def announced(self, issuer: str = "district", *units: str, **more: Any) -> dict[str, Any]:
        """Announce an inspection for today, regular and of a community unless named otherwise."""
        params: dict[str, Any] = {"kind": "regular", "title": "组织生活检查", "inspect_on": self.day}
        params |= {"units": list(units or ("first",))} if "kind" not in more else {}
        return self.do(issuer, "announce_inspection", organization_id=issuer, **params | more)

    def held(self, issuer: str = "district", *units: str, **more: Any) -> dict[str, Any]:
        """Hold an inspection, of which the year's plan has one left."""
        inspection = self.announced(issuer, *units, **more)
        return self.do(issuer, "hold_inspection", inspection_id=inspection["id"])

    def found(self, inspection: dict[str, Any], unit: str = "first", severity: str = "general", **more: Any) -> Any:
        params = {"severity": severity, "clause": CLAUSE, "text": "会议记录不完整"} | more
        key = {"inspection_id": inspection["id"], "organization_id": unit}
        return self.do(inspection["organization_id"], "record_finding", **key, **params)

    def issued(
        self, general: int = 1, serious: int = 0, unit: str = "first", issuer: str = "district", **more: Any
    ) -> Any:
        """Hold an inspection with so many findings and issue the notice that follows."""
        inspection = self.held(issuer, unit)
        for severity in ("general",) * general + ("serious",) * serious:
            self.found(inspection, unit, severity)
        return self.do(issuer, "issue_notice", inspection_id=inspection["id"], organization_id=unit, **more)

    def items(self, notice: dict[str, Any]) -> list[dict[str, Any]]:
        return self.ask("district", "notice", notice_id=notice["id"])["asked"]

    def closed(self, notice: dict[str, Any], who: str = "first", issuer: str = "district") -> dict[str, Any]:
        """Answer a notice whole and close it."""
        self.do(who, "answer_notice", notice_id=notice["id"], text="已补齐记录")
        return self.do(issuer, "verify_notice", notice_id=notice["id"], decision="pass")

    def asked(self, *fields: str, organization: str = "district", **more: Any) -> dict[str, Any]:
        """Ask two communities for fields, with a deadline three weeks ahead."""
        params: dict[str, Any] = {
            "owner_post": "组织科长", "title": "摸底", "basis": "区委〔2026〕9号", "period": "2026Q1",
            "due_on": date(2026, 3, 23), "data_fields": [{"name": name} for name in fields],
        }  # fmt: skip
        params |= {} if "level" in more else {"units": ["first", "second"]}
        return self.do(organization, "request_data", organization_id=organization, **params | more)

    def drafted(self, issuer: str, unit: str, **more: Any) -> dict[str, Any]:
        params = {
            "year": self.day.year,
            "basis": "年度工作要点",
            "issuer_post": "街道书记",
            "unit_post": "社区书记",
        } | more
        return self.do(issuer, "draft_letter", organization_id=unit, **params)

    def signed(self, issuer: str, unit: str, **more: Any) -> dict[str, Any]:
        return self.sign(self.drafted(issuer, unit, **more)["id"], issuer, unit)

    def sign(self, letter_id: str, issuer: str, unit: str) -> dict[str, Any]:
        self.do(issuer, "sign_letter", letter_id=letter_id, side="issuer")
        return self.do(unit, "sign_letter", letter_id=letter_id, side="unit")

    def contact_point(self, unit: str = "first", issuer: str = "east", **more: Any) -> dict[str, Any]:
        """Assign a post of a level above to a unit."""
        params = {"post": "街道党工委副书记", "basis": "联系点安排"} | more
        return self.do(issuer, "assign_contact_point", organization_id=unit, issuer_id=issuer, **params)

    def guided(self, point: dict[str, Any], issuer: str = "east", **more: Any) -> dict[str, Any]:
        """Record a guidance visit that found nothing unless named otherwise."""
        params = {"text": "查看台账，指导支部建设"} | more
        return self.do(issuer, "record_guidance_visit", contact_point_id=point["id"], **params)

    def handed_in(self, unit: str = "first", to: str = "east", who: str | None = None, **more: Any) -> dict[str, Any]:
        """Hand in a suggestion of a unit about burdens."""
        params = {"about": "burden", "title": "报表偏多", "text": "同一数据报了三次"} | more
        key = {"organization_id": unit, "to_organization_id": to}
        return self.do(who or unit, "hand_in_suggestion", **key, **params)


@dataclass
class SupervisionScenario(SupervisionBuilders, InProcessScenario):
    """The supervision service over one database, with a clock that stands where a test puts it."""

    def held(self, issuer: str = "district", *units: str, **more: Any) -> dict[str, Any]:
        """Hold an inspection; the plan of the year is set if there is none."""
        if not self.ask(issuer, "plans", organization_id=issuer, year=self.day.year)["items"]:
            self.plan(issuer)
        return super().held(issuer, *units, **more)

    def asked(self, *fields: str, organization: str = "district", **more: Any) -> dict[str, Any]:
        """Ask two communities for fields, as the gateway does."""
        return super().asked(*fields, organization=organization, addresses=fact_addresses(), **more)

    def set_duties(self, *units: str) -> None:
        """Deliver that each unit has a milestone."""
        for unit in units:
            led, one = project(f"p-{unit}", unit), milestone(f"m-{unit}", unit)
            self.deliver(project_event(MilestoneSet, led, milestone_id=one.milestone_id, milestone=one))


def project(project_id: str, unit: str, revision: int = 1, **more: Any) -> ProjectState:
    """Return a project in progress that nothing is late in."""
    asked: dict[str, Any] = {"kind": "secretary_project", "status": "in_progress", "year": 2026, "title": "邻里节"}
    asked |= {"category": None, "lead_post": "书记"}
    return ProjectState(project_id=project_id, revision=revision, organization_id=unit, **asked | more)


def milestone(milestone_id: str, unit: str, revision: int = 1, **more: Any) -> MilestoneState:
    """Return an open milestone, due on 1 June."""
    days = {"deadline": date(2026, 6, 1), "due_on": date(2026, 6, 1), "at_risk_from": date(2026, 5, 25)}
    asked: dict[str, Any] = {"post": "书记", "title": "签约", "status": "open", "overdue_from": date(2026, 6, 2)} | days
    return MilestoneState(milestone_id=milestone_id, revision=revision, organization_id=unit, **asked | more)


def project_event(fact: Any, led: ProjectState, **more: Any) -> Any:
    return fact(
        district_id=DISTRICT_ID, organization_id=led.organization_id, project_id=led.project_id, project=led, **more
    )


def gap(unit: str = "first", **more: Any) -> GapRecorded:
    """Return the fact that a visit's review found a gap at a unit."""
    fields: dict[str, Any] = {"visit_id": "v", "gap_id": "g", "text": "缺少阅览区", "clause": "阵地建设"}
    fields |= {"recorded_on": date(2026, 3, 2), "deadline": date(2026, 3, 20)}
    return GapRecorded(district_id=DISTRICT_ID, organization_id=unit, **fields | more)
