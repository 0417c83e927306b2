"""Schemes of appraisal, and appraisals on each step of their way."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from services.appraisals.model.scheme_rules import plan_of
from tests.scenarios import Builders
from tests.scenarios.in_process import InProcessScenario

BANDS = [
    {"code": "excellent", "name": "好", "least": 9000},
    {"code": "good", "name": "较好", "least": 8000},
    {"code": "qualified", "name": "一般", "least": 6000},
    {"code": "unqualified", "name": "差", "least": 0},
]
ITEMS: list[dict[str, Any]] = [
    {"code": "life", "name": "组织生活按时率", "kind": "indicator", "weight": 40, "indicator": "obligations_on_time",
     "denominator": "obligations_expected", "target": 90},
    {"code": "overdue", "name": "通知单逾期", "kind": "indicator", "weight": 20,
     "indicator": "rectification_notices_overdue", "better": "less", "period": "standing",
     "thresholds": [{"figure": 0, "points": 2000}, {"figure": 200, "points": 1000}]},
    {"code": "brand", "name": "品牌特色", "kind": "judged", "weight": 30},
    {"code": "points", "name": "积分落地", "kind": "member_points", "weight": 10, "target": 80},
]  # fmt: skip
JUDGED = [ITEMS[2] | {"weight": 100}]
"""The items of a scheme that a figure has no part in."""
FIGURES = {"life": (45, 50), "overdue": (1, None), "points": (2, 4)}
"""What is read for each item: numerator and denominator."""


class AppraisalsBuilders(Builders):
    """Makes schemes and appraisals; `who` reviews is a colleague of the issuer's who assesses nobody."""

    name: ClassVar[str] = "appraisals"

    def drafted(self, organization: str = "district", level: str = "street", **more: Any) -> dict[str, Any]:
        """Draft a scheme of this year."""
        params = {"year": self.day.year, "title": "党建工作考核办法", "citation": "区委〔2026〕5号"}
        params |= {"items": ITEMS, "bands": BANDS} | more
        return self.do(organization, "draft_appraisal_scheme", organization_id=organization, level=level, **params)

    def scheme(self, organization: str = "district", level: str = "street", **more: Any) -> dict[str, Any]:
        """Publish a scheme of this year."""
        draft = self.drafted(organization, level, **more)
        return self.do(organization, "publish_appraisal_scheme", appraisal_scheme_id=draft["id"])

    def begin(self, organization: str = "district", level: str = "street", **more: Any) -> dict[str, Any]:
        params = {"organization_id": organization, "year": self.day.year, "level": level} | more
        return self.do(organization, "begin_appraisals", **params)

    def of_unit(self, unit: str, issuer: str = "district", **more: Any) -> dict[str, Any]:
        """Return a unit's appraisal of this year by an issuer."""
        asked = {"organization_id": unit, "issuer_id": issuer, "year": self.day.year, "limit": 1} | more
        appraisal: dict[str, Any] = self.ask(issuer, "appraisals", **asked)["items"][0]
        return appraisal

    def opened(self, unit: str = "east", issuer: str = "district", level: str = "street", **more: Any) -> Any:
        """Publish a scheme, begin the year and return a unit's appraisal."""
        year = {"year": more["year"]} if "year" in more else {}
        self.scheme(issuer, level, **more)
        self.begin(issuer, level, **year)
        return self.of_unit(unit, issuer, **year)

    def assessed(self, appraisal: dict[str, Any], who: str, **more: Any) -> dict[str, Any]:
        """Hand in a self-assessment that claims all that may be claimed."""
        items = [
            {"item": item["code"], "statement": "已开展", "claim": item["most"]}
            for item in appraisal["items"]
            if item["kind"] == "judged"
        ]
        return self.do(who, "self_assess", appraisal_id=appraisal["id"], **{"items": items} | more)

    def evidence(self, appraisal: dict[str, Any], who: str, **figures: Any) -> dict[str, Any]:
        """Read the figures of an appraisal's items."""
        del figures
        return self.do(who, "take_evidence", appraisal_id=appraisal["id"])

    def reviewed(self, appraisal: dict[str, Any], who: str, points: int | None = None, **more: Any) -> dict[str, Any]:
        """Give what people judge so many hundredths, all that may be given unless named."""
        items = [
            {"item": item["code"], "points": item["most"] if points is None else points, "reason": "现场核实"}
            for item in appraisal["items"]
            if item["kind"] == "judged"
        ]
        return self.do(who, "review_appraisal", appraisal_id=appraisal["id"], **{"items": items} | more)

    def published(
        self, appraisal: dict[str, Any], unit: str, issuer: str, points: int | None = None, **more: Any
    ) -> dict[str, Any]:
        """Take an opened appraisal of a unit to its publication."""
        self.assessed(appraisal, unit, **more)
        if any(item["kind"] != "judged" for item in appraisal["items"]):
            self.evidence(appraisal, issuer)
        self.reviewed(appraisal, issuer, points, **more)
        return self.do(issuer, "publish_appraisal", appraisal_id=appraisal["id"], **more)

    def objected(self, appraisal: dict[str, Any], unit: str, **more: Any) -> dict[str, Any]:
        params = {"reason": "漏计一个品牌"} | more
        return self.do(unit, "object_to_appraisal", appraisal_id=appraisal["id"], **params)


@dataclass
class AppraisalsScenario(AppraisalsBuilders, InProcessScenario):
    """The appraisals service over one database, with a clock that stands where a test puts it."""

    def evidence(self, appraisal: dict[str, Any], who: str, **figures: Any) -> dict[str, Any]:
        """Hand over the figures of an appraisal's items as the gateway does."""
        scheme = self.ask(who, "appraisal_scheme", appraisal_scheme_id=appraisal["appraisal_scheme_id"])
        read = [
            figure(item.code, *item.figures, *(FIGURES | figures)[item.code])
            for item in plan_of(scheme["items"], scheme["bands"]).counted
        ]
        return self.hand_over(appraisal, who, read)

    def hand_over(self, appraisal: dict[str, Any], who: str, figures: list[dict[str, Any]]) -> dict[str, Any]:
        read_at = {"tree_as_of": self.day.isoformat(), "as_of": None, "positions": ["activities:east:7"]}
        return self.do(who, "take_evidence", appraisal_id=appraisal["id"], figures=figures, read_at=read_at)

    def frozen(self, appraisal: dict[str, Any], unit: str, issuer: str, **more: Any) -> dict[str, Any]:
        """Publish an appraisal and freeze it in the next year."""
        self.published(appraisal, unit, issuer, **more)
        self.day = date(self.day.year + 1, 2, 1)
        return self.do(issuer, "freeze_appraisal", appraisal_id=appraisal["id"])


def figure(
    item: str, indicator: str, denominator_indicator: str | None, numerator: int, denominator: int | None = None
) -> dict[str, Any]:
    """Return a figure as the gateway hands it over."""
    at = "/api/v1/levels/street/east/figures/{}/records?period=2026"
    read: dict[str, Any] = {"item": item, "indicator": indicator, "numerator": numerator, "href": at.format(indicator)}
    if denominator_indicator is not None:
        read |= {"denominator_indicator": denominator_indicator, "denominator": denominator}
        read |= {"denominator_href": at.format(denominator_indicator)}
    return read
