"""A rectification item: one thing to put right by a day, answered with a proof, verified and closed (销号)."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.supervision.model import lifecycle, validation
from services.supervision.model.tables import Base, SupervisionRecord
from shared.enumerations import ITEM_ORIGINS
from shared.events.supervision import ItemState
from shared.records import ID
from shared.schedule_status import item_schedule

INSPECTION, VISIT, GUIDANCE = ORIGINS = ITEM_ORIGINS


class RectificationItem(SupervisionRecord, Base):
    """What a unit has to put right, from a finding or from the review of a visit, and the proof that it did."""

    __tablename__ = "rectification_item"
    __table_args__ = (
        Index("item_of_organization", "organization_id", "status"),
        Index("item_of_notice", "notice_id"),
    )
    event_name, unknown, lifecycle, state_type = "item", "rectification_item_unknown", lifecycle.ITEM, ItemState

    issuer_id: Mapped[str] = mapped_column(ID)
    notice_id: Mapped[str | None] = mapped_column(ID)
    origin: Mapped[str] = mapped_column(String(20))
    # The finding or the gap that it came from, and the visit of a gap.
    origin_id: Mapped[str] = mapped_column(ID)
    visit_id: Mapped[str | None] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    clause: Mapped[str | None] = mapped_column(String(validation.CLAUSE))
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date)
    overdue_from: Mapped[date] = mapped_column(Date)
    proof: Mapped[str | None] = mapped_column(Text)
    evidence: Mapped[str | None] = mapped_column(String(validation.EVIDENCE))
    answered_by: Mapped[str | None] = mapped_column(ID)
    answered_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)

    @property
    def title(self) -> str:
        """What it is about: the clause, or in which way it was found."""
        found = {INSPECTION: "督查发现的问题", VISIT: "观摩点评指出的差距", GUIDANCE: "联系点督导指出的问题"}
        return self.clause or found[self.origin]

    def schedule_status(self, day: date) -> str:
        """Derive the item's status on a day."""
        return str(item_schedule(self).on(day))
