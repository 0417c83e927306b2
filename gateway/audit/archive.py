"""Archiving of the audit trail: segments below a signed row go into a file, and the chain goes on from its hash."""

import gzip
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from gateway.audit import chain
from gateway.audit.chain import End, Signer
from gateway.audit.model import AuditArchive, AuditEntry
from shared.errors import Conflict, Invalid

KEPT = timedelta(days=183)
"""The least time that the trail stays: six months, by article 21 (3) of the Cybersecurity Law (网络安全法)."""
OPENED = {
    "sqlite": ["DROP TRIGGER audit_no_delete"],
    "postgresql": ["ALTER TABLE audit DISABLE TRIGGER audit_only_added"],
}
CLOSED = {
    "sqlite": [
        """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END"""
    ],
    "postgresql": ["ALTER TABLE audit ENABLE TRIGGER audit_only_added"],
}
"""What only the owner of the database may do, and what holds again before the transaction ends."""


def archive(
    session: Session, signer: Signer, district_id: str, *, before: datetime, now: datetime, folder: Path
) -> AuditArchive | None:
    """Write a district's rows before a moment into a new file, remove them, and return the archived segment's end.

    It ends at the last signed row, so that what stays can be verified; None where there is none. Refuses as Invalid a
    moment less than six months ago, and as Conflict a chain that does not verify.
    """
    if now - before < KEPT:
        raise Invalid("audit_too_young", field="before", days=KEPT.days)
    _, faults = chain.verify(session, signer, district_id)
    if faults:
        raise Conflict("audit_chain_broken", district_id=district_id, number=faults[0].number)
    ended = (
        select(AuditEntry)
        .where(AuditEntry.district_id == district_id, AuditEntry.seal.is_not(None), AuditEntry.at < before)
        .order_by(AuditEntry.number.desc())
    )
    last = session.scalar(ended.limit(1))
    if last is None or last.seal is None:
        return None
    path = folder / f"audit-{district_id}-{last.number}.jsonl.gz"
    file_hash = _write(session, district_id, last.number, path)
    end = End(last.number, last.hash)
    segment = AuditArchive(district_id=district_id, number=end.number, hash=end.hash, seal=last.seal)
    segment.file_name, segment.file_hash, segment.archived_at = path.name, file_hash, now
    session.add(segment)
    with _removable(session):
        archived = (AuditEntry.district_id == district_id, AuditEntry.number <= end.number)
        session.execute(delete(AuditEntry).where(*archived), execution_options={"synchronize_session": False})
    return segment


def _write(session: Session, district_id: str, until: int, path: Path) -> str:
    """Write rows as gzipped lines of JSON, and return the file's SHA-256 once it is on the disk.

    A file of that name is what a run left that was stopped before it removed anything.
    """
    with path.open("wb") as file:
        with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
            for row in chain.rows_of(session, district_id, until=until):
                packed.write(msgspec.json.encode(dict(row)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def _removable(session: Session) -> Iterator[None]:
    dialect = session.get_bind().dialect.name
    for statement in OPENED[dialect]:
        session.execute(text(statement))
    yield
    for statement in CLOSED[dialect]:
        session.execute(text(statement))


def utc(day: str) -> datetime:
    """Parse a day as its first moment in UTC."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
