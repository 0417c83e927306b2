"""The quarterly report (情况报告): words typed by people, and the document that is frozen whole and never changes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.meetings.model import lifecycle
from services.meetings.model.tables import Base, MeetingsRecord
from shared.databases import UtcDateTime
from shared.errors import Invalid
from shared.events.meetings import QuarterlyReportState
from shared.records import ID, Record

_ONE_DRAFT, _ONE_FROZEN = text("status = 'draft'"), text("status = 'frozen'")


class QuarterlyReport(MeetingsRecord, Base):
    """The report of an organization for a quarter; `content` is the canonical JSON of what was frozen."""

    __tablename__ = "quarterly_report"
    __table_args__ = (
        Index("report_of_organization", "organization_id", "quarter"),
        Index(
            "report_one_draft",
            "district_id",
            "organization_id",
            "quarter",
            unique=True,
            postgresql_where=_ONE_DRAFT,
            sqlite_where=_ONE_DRAFT,
        ),
        Index(
            "report_one_frozen",
            "district_id",
            "organization_id",
            "quarter",
            unique=True,
            postgresql_where=_ONE_FROZEN,
            sqlite_where=_ONE_FROZEN,
        ),
    )
    event_name, unknown, lifecycle, state_type = (
        "report",
        "quarterly_report_unknown",
        lifecycle.REPORT,
        QuarterlyReportState,
    )

    year: Mapped[int] = mapped_column(Integer)
    quarter: Mapped[str] = mapped_column(String(6))
    while_running: Mapped[bool] = mapped_column(Boolean, default=False)
    tree_as_of: Mapped[date | None] = mapped_column(Date)
    content: Mapped[str | None] = mapped_column(Text)
    digest: Mapped[str | None] = mapped_column(String(64))
    frozen_on: Mapped[date | None] = mapped_column(Date)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    superseded_by: Mapped[str | None] = mapped_column(ID)
    superseded_because: Mapped[str | None] = mapped_column(Text)

    def freeze(self, content: Mapping[str, Any]) -> None:
        """Keep what is frozen as canonical JSON, with its SHA-256."""
        self.content = canonical(content)
        self.digest = hashlib.sha256(self.content.encode()).hexdigest()


class ReportText(Record, Base):
    """The words typed at one slot of an organization's report for a quarter; None where they were removed."""

    __tablename__ = "report_text"
    __table_args__ = (
        Index("text_of_slot", "district_id", "organization_id", "quarter", "slot", unique=True),
        Index("text_by_id", "id"),
    )
    event_name, unknown, unknown_field = "report_text", "report_text_unknown", "record_id"

    quarter: Mapped[str] = mapped_column(String(6))
    slot: Mapped[str] = mapped_column(String(30))
    text: Mapped[str | None] = mapped_column(Text)
    account_id: Mapped[str] = mapped_column(ID)
    account_name: Mapped[str] = mapped_column(String(100))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())


def canonical(content: Mapping[str, Any]) -> str:
    """Serialise as canonical JSON: keys sorted, no blanks, not escaped."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse_document(document: str) -> dict[str, Any]:
    """Parse a composed document, or refuse as Invalid what is no JSON object."""
    try:
        parsed = json.loads(document, parse_constant=_refuse_constant)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict) or not parsed:
        raise Invalid("report_document_malformed", field="document")
    return parsed


def frozen_texts(texts: Sequence[ReportText]) -> list[dict[str, Any]]:
    """Return the words that a frozen report takes along: at which slot, whose, since when."""
    return [
        {"slot": each.slot, "text": each.text, "account_name": each.account_name, "at": each.recorded_at.isoformat()}
        for each in texts
        if each.text is not None
    ]


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
