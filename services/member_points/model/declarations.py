"""A declaration and its life cycle of four steps (四步认定)."""

from datetime import date
from typing import cast

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from services.member_points.model import validation
from services.member_points.model.schemes import Scheme
from services.member_points.model.tables import Base
from shared.enumerations import DECLARATION_STATUSES
from shared.events.member_points import DeclarationState
from shared.lifecycles import Lifecycle, RecordedStep, Steps
from shared.records import ID, RecordWithSteps

DECLARED, DISCUSSED, VERIFIED, APPROVED, PUBLISHED, COUNTS, RETURNED, WITHDRAWN = DECLARATION_STATUSES
STATUSES = {
    DECLARED: "已申报",
    DISCUSSED: "已评鉴",
    VERIFIED: "支委会已审核",
    APPROVED: "党委已审批",
    PUBLISHED: "公示中",
    COUNTS: "已计分",
    RETURNED: "已退回",
    WITHDRAWN: "已撤回",
}
OPEN = frozenset(STATUSES) - {COUNTS, WITHDRAWN}
STEPS: Steps = {
    "declare": ({RETURNED}, DECLARED),
    "discuss": ({DECLARED}, DISCUSSED),
    "verify": ({DISCUSSED}, VERIFIED),
    "approve": ({VERIFIED}, APPROVED),
    "return": ({DECLARED, DISCUSSED, VERIFIED}, RETURNED),
    "publish": ({APPROVED}, PUBLISHED),
    "object": ({PUBLISHED}, None),
    "uphold": ({PUBLISHED}, RETURNED),
    "dismiss": ({PUBLISHED}, None),
    "count": ({PUBLISHED}, COUNTS),
    "withdraw": (OPEN, WITHDRAWN),
    "carry": (OPEN, None),
}
STEP_LABELS = {
    "declare": "申报",
    "discuss": "评鉴",
    "verify": "审核",
    "approve": "审批",
    "return": "退回",
    "publish": "公示",
    "object": "提出异议",
    "uphold": "认可异议",
    "dismiss": "驳回异议",
    "count": "确认计分",
    "withdraw": "撤回",
    "carry": "承接",
}
DECLARATION = Lifecycle("积分申报", STATUSES, STEPS, STEP_LABELS)


class DeclarationStep(RecordedStep, Base):
    """One step of a declaration: who took it, on whose behalf, on which day, with which opinion."""

    __tablename__ = "point_declaration_step"
    owner = "declaration_id"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    declaration_id: Mapped[str] = mapped_column(ID, primary_key=True)


class Declaration(RecordWithSteps, Base):
    """Points that a member declared; posted to the ledger only after all four steps and the objection window."""

    event_name = "declaration"
    state_type = DeclarationState
    unknown = "declaration_unknown"
    lifecycle = DECLARATION
    step_table = DeclarationStep

    __tablename__ = "point_declaration"
    __table_args__ = (
        Index("point_declaration_by_id", "id"),
        Index("point_declaration_of_organization", "organization_id", "year"),
    )

    member_id: Mapped[str] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    item: Mapped[str] = mapped_column(String(validation.CODE))
    times: Mapped[int] = mapped_column(Integer)
    hundredths: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(validation.REASON))
    evidence: Mapped[str | None] = mapped_column(String(validation.EVIDENCE))
    occurred_on: Mapped[date] = mapped_column(Date)
    scheme_id: Mapped[str] = mapped_column(ID)
    rule_version: Mapped[str] = mapped_column(String(40))
    objection_days: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(10), default=DECLARED)
    above_id: Mapped[str | None] = mapped_column(ID)
    meeting_id: Mapped[str | None] = mapped_column(ID)
    meeting_on: Mapped[date | None] = mapped_column(Date)
    present: Mapped[int | None] = mapped_column(Integer)
    agreed: Mapped[int | None] = mapped_column(Integer)
    published_on: Mapped[date | None] = mapped_column(Date)
    objections_until: Mapped[date | None] = mapped_column(Date)
    entry_id: Mapped[str | None] = mapped_column(ID)

    @property
    def item_name(self) -> str:
        """What its scheme calls the item."""
        session = cast("Session", object_session(self))
        scheme = session.get_one(Scheme, (self.district_id, self.scheme_id))
        return scheme.plan.require_item(self.item).name
