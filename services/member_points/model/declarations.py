"""A declaration and its life cycle of four steps (四步认定)."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Date, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.member_points.model import validation
from services.member_points.model.tables import ID, Base
from shared.enumerations import DECLARATION_STATUSES
from shared.errors import NotFound
from shared.events.member_points import DeclarationState
from shared.lifecycles import Lifecycle, RecordedStep, Steps
from shared.org_paths import is_id
from shared.text_validation import printable

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
DEEDS = {
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
DECLARATION = Lifecycle("积分申报", STATUSES, STEPS, DEEDS)


class DeclarationStep(RecordedStep, Base):
    """One step of a declaration's way."""

    __tablename__ = "point_declaration_step"
    owner: ClassVar[str] = "declaration_id"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    declaration_id: Mapped[str] = mapped_column(ID, primary_key=True)


class Declaration(Base):
    """Points that a member declared; posted to the ledger only after all four steps and the objection window."""

    __tablename__ = "point_declaration"
    step_table: ClassVar[type[DeclarationStep]] = DeclarationStep
    __table_args__ = (
        Index("point_declaration_by_id", "id"),
        Index("point_declaration_of_organization", "organization_id", "year"),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=0)
    organization_id: Mapped[str] = mapped_column(ID)
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
    steps: Mapped[int] = mapped_column(Integer, default=0)
    last_step_on: Mapped[date] = mapped_column(Date)
    above_id: Mapped[str | None] = mapped_column(ID)
    meeting_id: Mapped[str | None] = mapped_column(ID)
    meeting_on: Mapped[date | None] = mapped_column(Date)
    present: Mapped[int | None] = mapped_column(Integer)
    agreed: Mapped[int | None] = mapped_column(Integer)
    published_on: Mapped[date | None] = mapped_column(Date)
    objections_until: Mapped[date | None] = mapped_column(Date)
    entry_id: Mapped[str | None] = mapped_column(ID)

    def state(self, item_name: str) -> DeclarationState:
        """Return the declaration as it travels in events, with the name that its scheme gives the item."""
        names = set(DeclarationState.__struct_fields__) - {"declaration_id", "revision", "item_name"}
        same = {name: getattr(self, name) for name in names}
        return DeclarationState(declaration_id=self.id, revision=self.version, item_name=item_name, **same)

    def shown(self) -> dict[str, Any]:
        names = (
            "id", "version", "organization_id", "member_id", "year", "item", "times", "hundredths", "reason",
            "evidence", "occurred_on", "rule_version", "status",
            "meeting_id", "meeting_on", "present", "agreed", "published_on",
            "objections_until", "entry_id", "district_id",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}


def declaration_of(session: Session, declaration_id: str, *, lock: bool = False) -> Declaration:
    """Load a declaration, locked until the transaction ends where it is to be changed."""
    query = select(Declaration).where(Declaration.id == declaration_id)
    known = is_id(declaration_id)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none() if known else None
    if found is None:
        raise NotFound("declaration_unknown", declaration_id=printable(declaration_id, limit=64))
    return found


def find(session: Session, declaration_id: str) -> Declaration | None:
    """Load a declaration, or return None for an unknown id."""
    query = select(Declaration).where(Declaration.id == declaration_id)
    return session.scalars(query).one_or_none() if is_id(declaration_id) else None


def steps_of(session: Session, declaration: Declaration) -> list[DeclarationStep]:
    """Return the steps of a declaration's way, the first one first."""
    query = select(DeclarationStep).where(
        DeclarationStep.district_id == declaration.district_id, DeclarationStep.declaration_id == declaration.id
    )
    return list(session.scalars(query.order_by(DeclarationStep.number)))


def authors_of(session: Session, declaration: Declaration) -> set[str]:
    """Return the accounts that declared, or verified in the branch's name; none of them approves."""
    step_labels = {"declare", "verify"}
    return {step.account_id for step in steps_of(session, declaration) if step.step in step_labels}
