"""The tables of the audit trail; rows are only ever added, and archiving removes whole segments."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.accounts.model import ID, Base


class AuditEntry(Base):
    """One audited request: by whom, from where, on which organization's records, with what outcome.

    `person_id` is null in rows from before persons were known; `calls` are the calls of services that the request made.
    `hash` covers the row and the hash before it in its district, `seal` signs the last hash that was written at once.
    """

    __tablename__ = "audit"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    account_id: Mapped[str] = mapped_column(ID, index=True)
    account_name: Mapped[str] = mapped_column(String(100))
    person_id: Mapped[str | None] = mapped_column(ID, index=True)
    method: Mapped[str] = mapped_column(String(10))
    route: Mapped[str]
    path: Mapped[str] = mapped_column(String(500))
    organization_id: Mapped[str | None] = mapped_column(ID)
    personal: Mapped[bool]
    status: Mapped[int]
    correlation_id: Mapped[str] = mapped_column(ID, index=True)
    address: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    calls: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str | None] = mapped_column(String(64))


class AuditArchive(Base):
    """The end of a segment that was archived: the chain of a district goes on from its hash."""

    __tablename__ = "audit_archive"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str]
    file_hash: Mapped[str] = mapped_column(String(64))
    archived_at: Mapped[datetime]


class PendingCall(Base):
    """A call that a service told of and whose request has no row yet."""

    __tablename__ = "audit_pending_call"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    row: Mapped[dict[str, Any]] = mapped_column(JSON)


Index("audit_by_organization", AuditEntry.organization_id, AuditEntry.at)
Index("audit_by_number", AuditEntry.district_id, AuditEntry.number, unique=True)
