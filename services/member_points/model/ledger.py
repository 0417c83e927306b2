"""The ledger (积分流水): entries are added and never changed; the database itself refuses to change or remove one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, Integer, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.member_points.model import validation
from services.member_points.model.tables import Base
from shared import databases
from shared.databases import UtcDateTime
from shared.events.member_points import EntryState
from shared.records import ID, Identified

BATCH = 500
"""Ids in one question, and entries in one event."""
Sums = dict[str, dict[str, int]]
"""Member to item to the sum of hundredths."""


class PointEntry(Identified, Base):
    """One entry; `once` is the deduplication key, unique in the ledger."""

    event_name = "entry"
    unknown = "entry_unknown"

    __tablename__ = "point_entry"
    __table_args__ = (
        Index("point_entry_by_id", "id"),
        Index("point_entry_once", "district_id", "once", unique=True),
        Index("point_entry_of_member", "member_id", "year"),
        Index("point_entry_of_evidence", "evidence_type", "evidence_id"),
    )

    once: Mapped[str] = mapped_column(String(300))
    member_id: Mapped[str] = mapped_column(ID)
    organization_id: Mapped[str] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    item: Mapped[str] = mapped_column(String(validation.CODE))
    group_kind: Mapped[str] = mapped_column(String(20))
    hundredths: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(validation.REASON))
    evidence_type: Mapped[str] = mapped_column(String(20))
    evidence_id: Mapped[str | None] = mapped_column(ID)
    evidence: Mapped[str | None] = mapped_column(String(validation.EVIDENCE))
    scheme_id: Mapped[str] = mapped_column(ID)
    rule_version: Mapped[str] = mapped_column(String(40))
    occurred_on: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(10))
    reverses: Mapped[str | None] = mapped_column(ID)
    account_id: Mapped[str] = mapped_column(ID)
    account_name: Mapped[str] = mapped_column(String(100))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())

    def state(self) -> EntryState:
        """Serialise the entry for events."""
        names = set(EntryState.__struct_fields__) - {"entry_id"}
        return EntryState(entry_id=self.id, **{name: getattr(self, name) for name in names})


class LedgerLock(Base):
    """A district's ledger of a year: who adds entries locks it together with others, who closes it locks it alone."""

    __tablename__ = "point_book"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)


def lock_ledger(session: Session, district_id: str, years: Iterable[int], *, alone: bool = False) -> None:
    """Lock a district's ledger of some years until the transaction ends."""
    ordered = sorted(set(years))
    rows = [{"district_id": district_id, "year": year} for year in ordered]
    table: Any = LedgerLock.__table__
    session.execute(databases.insert(session, table).on_conflict_do_nothing(), rows)
    query = select(LedgerLock.year).where(LedgerLock.district_id == district_id, LedgerLock.year.in_(ordered))
    session.execute(query.order_by(LedgerLock.year).with_for_update(read=not alone)).all()


def reversal_of(session: Session, entry: PointEntry) -> str | None:
    """Return the id of the entry that reverses one, if there is one."""
    query = select(PointEntry.id).where(
        PointEntry.district_id == entry.district_id, PointEntry.once == f"{validation.REVERSAL}:{entry.id}"
    )
    return session.scalar(query)


def entries_of_evidence(session: Session, district_id: str, kind: str, id_: str) -> Sequence[PointEntry]:
    """Return all entries, reversals among them, that derive from one recorded fact."""
    query = select(PointEntry).where(
        PointEntry.district_id == district_id,
        PointEntry.evidence_type == kind,
        PointEntry.evidence_id == id_,
        PointEntry.source.in_((validation.DERIVED, validation.REVERSAL)),
    )
    return session.scalars(query.order_by(PointEntry.once)).all()


def sums_of(session: Session, district_id: str, members: Sequence[str], year: int) -> Sums:
    """Sum up a year of the ledger by member and item."""
    sums: Sums = defaultdict(dict)
    for begin in range(0, len(members), BATCH):
        rows = session.execute(
            select(PointEntry.member_id, PointEntry.item, func.sum(PointEntry.hundredths))
            .where(
                PointEntry.district_id == district_id,
                PointEntry.member_id.in_(members[begin : begin + BATCH]),
                PointEntry.year == year,
            )
            .group_by(PointEntry.member_id, PointEntry.item)
        )
        for member_id, item, value in rows:
            sums[member_id][item] = int(value)
    return sums
