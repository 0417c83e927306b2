"""An import of points: uploaded in parts, checked in parts, posted all at once."""

import hashlib
from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.member_points.model import validation
from services.member_points.model.tables import ID, Base
from shared.enumerations import POINT_ROW_OUTCOMES
from shared.errors import NotFound
from shared.jobs import ENDED, FileJob, FileRow
from shared.org_paths import is_id
from shared.text_validation import printable

RECEIVING = "receiving"
ENTERS, REFUSED = OUTCOMES = POINT_ROW_OUTCOMES
CELLS = ("member_id", "item", "occurred_on", "times", "reason", "evidence")
ROWS_LIMIT = 100_000
HANDED_IN = 1_000
"""Rows in one request from the gateway, whatever the size of the file."""
CHECKED = 1_000
"""Rows checked in one transaction."""
CELL_LIMIT = 500


class PointImport(FileJob, Base):
    """An import of points; `basis` names the decision behind them, `covers_below` whether it extends to the subtree.

    `reason` says why it was ended before its rows were all there.
    """

    __tablename__ = "point_import"
    __table_args__ = (
        Index("point_import_by_id", "id"),
        Index(
            "point_import_receiving",
            "requested_at",
            postgresql_where=text("state = 'receiving'"),
            sqlite_where=text("state = 'receiving'"),
        ),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID)
    basis: Mapped[str] = mapped_column(String(validation.CITATION))
    covers_below: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    @property
    def percent(self) -> int:
        """How far it is: checking is half, entering and telling the other; a dry run ends with the checking."""
        if self.state in ENDED:
            return 100
        return 50 * (self.rows_checked + self.rows_applied) // max(1, self.rows_total)

    def shown(self) -> dict[str, Any]:
        """Return how far the import is."""
        names = (
            "id", "organization_id", "basis", "file_name", "dry_run", "state", "percent", "rows_total", "rows_checked",
            "rows_applied", "outcomes", "reason", "requested_at", "ended_at",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}


class PointImportRow(FileRow, Base):
    """One row: its cells, and once it is checked the entry that it is to become."""

    __tablename__ = "point_import_row"
    __table_args__ = (Index("point_import_row_once", "point_import_id", "once"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    point_import_id: Mapped[str] = mapped_column(ID, primary_key=True)
    once: Mapped[str | None] = mapped_column(String(300))
    entry_id: Mapped[str | None] = mapped_column(ID)
    member_id: Mapped[str | None] = mapped_column(ID)
    organization_id: Mapped[str | None] = mapped_column(ID)
    year: Mapped[int | None] = mapped_column(Integer)
    item: Mapped[str | None] = mapped_column(String(validation.CODE))
    group_kind: Mapped[str | None] = mapped_column(String(20))
    hundredths: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str | None] = mapped_column(String(validation.REASON))
    evidence: Mapped[str | None] = mapped_column(String(validation.EVIDENCE))
    scheme_id: Mapped[str | None] = mapped_column(ID)
    rule_version: Mapped[str | None] = mapped_column(String(40))
    occurred_on: Mapped[date | None] = mapped_column(Date)

    def shown(self) -> dict[str, Any]:
        """Return what was found about the row."""
        names = ("number", "position", "cells", "outcome", "entry_id", "hundredths", "reasons", "warnings")
        return {name: getattr(self, name) for name in names}


def said(member_id: str, item: str, day: date, reason: str) -> str:
    """Return the key that is equal for two rows of the same fact, in one file or in two."""
    words_of_it = f"{member_id}\0{item}\0{day}\0{reason}"
    return f"{validation.IMPORTED}:{hashlib.sha256(words_of_it.encode()).hexdigest()}"


def job_of(session: Session, point_import_id: str, *, lock: bool = False) -> PointImport:
    """Load a import, locked until the transaction ends where it is to be changed."""
    query = select(PointImport).where(PointImport.id == point_import_id)
    known = is_id(point_import_id)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none() if known else None
    if found is None:
        raise NotFound("point_import_unknown", point_import_id=printable(point_import_id, limit=64))
    return found
