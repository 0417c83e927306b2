"""An import of points: uploaded in parts, checked in parts, posted all at once."""

import hashlib
from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.member_points.model import validation
from services.member_points.model.tables import Base
from shared.enumerations import POINT_ROW_OUTCOMES
from shared.jobs import ENDED, FileJob, FileRow
from shared.records import ID, Identified

RECEIVING = "receiving"
ENTERS, REFUSED = OUTCOMES = POINT_ROW_OUTCOMES
CELLS = ("member_id", "item", "occurred_on", "times", "reason", "evidence")
ROWS_LIMIT = 100_000
HANDED_IN = 1_000
"""Rows in one request from the gateway, whatever the size of the file."""
CHECKED = 1_000
"""Rows checked in one transaction."""
CELL_LIMIT = 500


class PointImport(FileJob, Identified, Base):
    """An import of points; `basis` names the decision behind them, `covers_below` whether it extends to the subtree.

    `reason` says why it was ended before its rows were all there.
    """

    event_name = "point_import"
    unknown = "point_import_unknown"

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


def row_key(member_id: str, item: str, day: date, reason: str) -> str:
    """Return the key that is equal for two rows of the same fact, in one file or in two."""
    content = f"{member_id}\0{item}\0{day}\0{reason}"
    return f"{validation.IMPORTED}:{hashlib.sha256(content.encode()).hexdigest()}"
