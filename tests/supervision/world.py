"""The supervision service in the small district of the tests, and what its tests do again and again."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from gateway.routes.supervision_requests import fact_addresses
from tests import worlds

CLAUSE = "组织生活会每年至少召开一次"


@dataclass
class World(worlds.World):
    """The supervision service over one database, with a clock that stands where a test puts it."""

    name: ClassVar[str] = "supervision"

    def plan(self, organization: str = "district", **more: Any) -> dict[str, Any]:
        """Set a plan of ten inspections for this year."""
        asked = {"year": self.day.year, "basis": "区委〔2026〕3号", "quota": 10} | more
        return self.do(organization, "set_plan", organization_id=organization, **asked)

    def announced(self, issuer: str = "district", *units: str, **more: Any) -> dict[str, Any]:
        """Announce an inspection for today, regular and of a community unless named otherwise."""
        asked: dict[str, Any] = {"kind": "regular", "title": "组织生活检查", "inspect_on": self.day}
        asked |= {"units": list(units or ("first",))} if "kind" not in more else {}
        return self.do(issuer, "announce_inspection", organization_id=issuer, **asked | more)

    def held(self, issuer: str = "district", *units: str) -> dict[str, Any]:
        """Hold an inspection; the plan of the year is set if there is none."""
        if not self.see(issuer, "plans", organization_id=issuer, year=self.day.year)["items"]:
            self.plan(issuer)
        inspection = self.announced(issuer, *units)
        return self.do(issuer, "hold_inspection", inspection_id=inspection["id"])

    def found(self, inspection: dict[str, Any], unit: str = "first", severity: str = "general", **more: Any) -> Any:
        """Record a finding at a unit."""
        asked = {"severity": severity, "clause": CLAUSE, "text": "会议记录不完整"} | more
        key = {"inspection_id": inspection["id"], "organization_id": unit}
        return self.do(inspection["organization_id"], "record_finding", **key, **asked)

    def issued(
        self, general: int = 1, serious: int = 0, unit: str = "first", issuer: str = "district", **more: Any
    ) -> Any:
        """Hold an inspection with so many findings and issue the notice that follows."""
        inspection = self.held(issuer, unit)
        for severity in ("general",) * general + ("serious",) * serious:
            self.found(inspection, unit, severity)
        return self.do(issuer, "issue_notice", inspection_id=inspection["id"], organization_id=unit, **more)

    def items(self, notice: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what a notice asks for."""
        return self.see("district", "notice", notice_id=notice["id"])["asked"]

    def closed(self, notice: dict[str, Any], who: str = "first", issuer: str = "district") -> dict[str, Any]:
        """Return a notice whole and close it."""
        self.do(who, "answer_notice", notice_id=notice["id"], text="已补齐记录")
        return self.do(issuer, "verify_notice", notice_id=notice["id"], decision="pass")

    def asked(self, *fields: str, organization: str = "district", **more: Any) -> dict[str, Any]:
        """Ask two communities for fields, with a deadline three weeks ahead."""
        named = [{"name": name} for name in fields]
        asked: dict[str, Any] = {
            "owner_post": "组织科长", "title": "摸底", "basis": "区委〔2026〕9号", "period": "2026Q1",
            "due_on": date(2026, 3, 23), "data_fields": named, "addresses": fact_addresses(),
        }  # fmt: skip
        asked |= {} if "level" in more else {"units": ["first", "second"]}
        return self.do(organization, "request_data", organization_id=organization, **asked | more)
