"""The appraisal (考核) of one organization for a year: it assesses itself, is reviewed, published, and frozen."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import JSON, Date, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.appraisals.model.scheme_rules import Item, Plan
from services.appraisals.model.schemes import AppraisalScheme, in_force, versions_of
from services.appraisals.model.scoring import Figure, band_of, points_of_figure, score_of
from services.appraisals.model.tables import AppraisalStep, Base
from services.appraisals.model.validation import JUDGED
from shared.enumerations import APPRAISAL_STATUSES
from shared.errors import Conflict
from shared.events.appraisals import AppraisalState
from shared.lifecycles import Lifecycle, Steps
from shared.records import ID, RecordWithSteps
from shared.scheme_versions import CODE_MAX
from shared.struct_types import prepared
from shared.text_validation import SHORT_REASON_MAX

OPENED, SELF_ASSESSED, REVIEWED, PUBLISHED, FROZEN, ENDED = APPRAISAL_STATUSES
OPEN = frozenset({OPENED, SELF_ASSESSED, REVIEWED, PUBLISHED})
STATUSES = {
    OPENED: "待自评",
    SELF_ASSESSED: "待评审",
    REVIEWED: "待公布",
    PUBLISHED: "公示中",
    FROZEN: "已冻结",
    ENDED: "随组织终止",
}
STEPS: Steps = {
    "assess": ({OPENED}, SELF_ASSESSED),
    "return": ({SELF_ASSESSED}, OPENED),
    "read": ({OPENED, SELF_ASSESSED, REVIEWED}, None),
    "review": ({SELF_ASSESSED, REVIEWED}, REVIEWED),
    "publish": ({REVIEWED}, PUBLISHED),
    "object": ({PUBLISHED}, None),
    "uphold": ({PUBLISHED}, SELF_ASSESSED),
    "dismiss": ({PUBLISHED}, None),
    "freeze": ({PUBLISHED}, FROZEN),
    "merge": (OPEN, None),
    "carry": (OPEN, None),
    "end": (OPEN, ENDED),
}
STEP_LABELS = {
    "assess": "自评",
    "return": "退回",
    "read": "读取数据",
    "review": "评审",
    "publish": "公布",
    "object": "提出异议",
    "uphold": "认可异议",
    "dismiss": "驳回异议",
    "freeze": "冻结",
    "merge": "并入",
    "carry": "承接",
    "end": "终止",
}


class Appraisal(RecordWithSteps, Base):
    """One organization's appraisal of a year; `reviewed_by_version` is the scheme by which people gave their points."""

    event_name = "appraisal"
    state_type = AppraisalState
    unknown = "appraisal_unknown"
    lifecycle = Lifecycle("年度考核", STATUSES, STEPS, STEP_LABELS)
    step_table = AppraisalStep

    __tablename__ = "appraisal"
    __table_args__ = (
        Index("appraisal_by_id", "id"),
        Index("appraisal_of_organization", "organization_id", "year"),
        Index("appraisal_of_issuer", "issuer_id", "year"),
    )

    issuer_id: Mapped[str] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    level: Mapped[str] = mapped_column(String(20))
    appraisal_scheme_id: Mapped[str] = mapped_column(ID)
    rule_version: Mapped[str] = mapped_column(String(40))
    reviewed_by_version: Mapped[str | None] = mapped_column(String(40))
    opened_on: Mapped[date] = mapped_column(Date)
    assess_by: Mapped[date] = mapped_column(Date)
    assessed_on: Mapped[date | None] = mapped_column(Date)
    review_by: Mapped[date | None] = mapped_column(Date)
    reviewed_on: Mapped[date | None] = mapped_column(Date)
    published_on: Mapped[date | None] = mapped_column(Date)
    objections_until: Mapped[date | None] = mapped_column(Date)
    freezes_from: Mapped[date | None] = mapped_column(Date)
    frozen_on: Mapped[date | None] = mapped_column(Date)
    read_at: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    score: Mapped[int | None] = mapped_column(Integer)
    band: Mapped[str | None] = mapped_column(String(20))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    digest: Mapped[str | None] = mapped_column(String(64))
    merged_units: Mapped[list[str]] = mapped_column(JSON)
    heir_id: Mapped[str | None] = mapped_column(ID)

    def unpublish(self) -> None:
        """Take a result back that is to be reviewed again."""
        self.published_on = self.objections_until = self.freezes_from = self.reviewed_on = None
        self.score = self.band = self.result = self.reviewed_by_version = None

    def publish(self, plan: Plan, lines: Mapping[str, "AppraisalLine"]) -> None:
        """Compute the score by a plan, explained item by item.

        Refuses as Conflict where points or figures are missing, or the plan is another than it was reviewed by.
        """
        if self.reviewed_by_version != self.rule_version:
            raise Conflict("appraisal_scheme_has_changed", rule_version=self.rule_version)
        missing = [item.name for item in plan.counted if figure_of(item, lines) is None]
        if missing:
            raise Conflict("evidence_missing", items="、".join(missing[:10]))
        points = {item.code: points_of(item, lines) for item in plan.items}
        self.score = score_of(plan, points)
        band = band_of(plan.bands, self.score)
        self.band = band.code
        self.result = {
            "items": explained(plan, lines),
            "score": self.score,
            "band": band.code,
            "band_name": band.name,
            "rule_version": self.rule_version,
            "read_at": self.read_at,
        }


class AppraisalLine(Base):
    """What stands for one item: what the unit says and claims, the points people gave with their reason, the figure."""

    __tablename__ = "appraisal_line"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    appraisal_id: Mapped[str] = mapped_column(ID, primary_key=True)
    item: Mapped[str] = mapped_column(String(CODE_MAX), primary_key=True)
    statement: Mapped[str | None] = mapped_column(String(SHORT_REASON_MAX))
    claim: Mapped[int | None] = mapped_column(Integer)
    points: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str | None] = mapped_column(String(SHORT_REASON_MAX))
    figure: Mapped[dict[str, Any] | None] = mapped_column(JSON)


def scheme_in_force(session: Session, appraisal: Appraisal, today: date) -> AppraisalScheme:
    """Return the version of its scheme by which an appraisal is computed today."""
    known = session.get_one(AppraisalScheme, (appraisal.district_id, appraisal.appraisal_scheme_id))
    versions = versions_of(session, known.district_id, known.organization_id, known.year, known.level)
    return in_force(versions, today)


def lines_of(session: Session, appraisal: Appraisal) -> dict[str, AppraisalLine]:
    """Return the lines of an appraisal by the codes of their items."""
    query = select(AppraisalLine).where(
        AppraisalLine.district_id == appraisal.district_id, AppraisalLine.appraisal_id == appraisal.id
    )
    return {line.item: line for line in session.scalars(query.order_by(AppraisalLine.item))}


def line_for(session: Session, appraisal: Appraisal, lines: dict[str, AppraisalLine], item: str) -> AppraisalLine:
    """Return the line of an item, a new one where there is none yet."""
    if item not in lines:
        lines[item] = AppraisalLine(district_id=appraisal.district_id, appraisal_id=appraisal.id, item=item)
        session.add(lines[item])
    return lines[item]


def figure_of(item: Item, lines: Mapping[str, AppraisalLine]) -> Figure | None:
    """Return the figure that was read for an item, if it is the one that the item asks for."""
    line = lines.get(item.code)
    if line is None or line.figure is None:
        return None
    figure = msgspec.convert(line.figure, prepared(Figure))
    return figure if (figure.indicator, figure.denominator_indicator) == item.figures else None


def points_of(item: Item, lines: Mapping[str, AppraisalLine]) -> int | None:
    """Return what an item gives: what people gave, or what follows from its figure; None where nothing does."""
    line = lines.get(item.code)
    if item.kind == JUDGED:
        return None if line is None else line.points
    figure = figure_of(item, lines)
    return None if figure is None else points_of_figure(item, figure)


def explained(plan: Plan, lines: Mapping[str, AppraisalLine]) -> list[dict[str, Any]]:
    """Return what stands for each item of a plan, in its order, with what it gives."""
    return [_explained(item, lines) for item in plan.items]


def _explained(item: Item, lines: Mapping[str, AppraisalLine]) -> dict[str, Any]:
    line, figure = lines.get(item.code), figure_of(item, lines)
    shown = {name: getattr(line, name, None) for name in ("statement", "claim", "reason")}
    rule = {"code": item.code, "name": item.name, "kind": item.kind, "weight": item.weight, "most": item.most}
    return (
        rule
        | shown
        | {
            "points": points_of(item, lines),
            "figure": None if figure is None else msgspec.to_builtins(figure),
            "measured": item.kind == JUDGED or figure is None or figure.value is not None,
        }
    )
