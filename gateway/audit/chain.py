"""The hash chain of a district's audit rows, with signed checkpoints.

Each row's hash covers the row and the hash before it (Haber and Stornetta 1991); the last row that is written at once
carries a signature of its hash. Whoever alters, removes or inserts a row would have to sign anew what follows.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import RowMapping, Table, select, text
from sqlalchemy.orm import Session

from gateway.audit.model import AuditArchive, AuditEntry

COVERED = (
    "district_id", "number", "at", "id", "account_id", "account_name", "method", "route", "path", "organization_id",
    "personal", "status", "correlation_id", "address", "detail",
)  # fmt: skip
"""The columns that a row's hash covers, in this order."""
COVERED_LATER = ("person_id", "calls")
"""Covered too, in every row that has one: rows from before have neither, and later ones always a person, or ''."""
LOCK = text("SELECT pg_advisory_xact_lock(7271001, hashtext(:district))")


@dataclass(frozen=True)
class End:
    """The end of a chain: the number of its last row, and that row's hash."""

    number: int
    hash: str


@dataclass(frozen=True)
class Fault:
    """A row at which a chain breaks, and how."""

    district_id: str
    number: int
    kind: str


class Signer:
    """Signs checkpoints with a key derived from the platform's secret; knows also what former ones signed."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        self.keys = [hmac.digest(each.encode(), b"audit checkpoints", "sha256") for each in secret_keys]

    def sign(self, district_id: str, end: End) -> str:
        """Sign the end of a district's chain, as 64 hexadecimal digits."""
        return _seal(self.keys[0], district_id, end)

    def has_signed(self, district_id: str, end: End, seal: str) -> bool:
        return any(hmac.compare_digest(_seal(key, district_id, end), seal) for key in self.keys)


def _seal(key: bytes, district_id: str, end: End) -> str:
    return hmac.new(key, f"{district_id} {end.number} {end.hash}".encode(), hashlib.sha256).hexdigest()


def append(session: Session, signer: Signer, rows: Iterable[dict[str, Any]]) -> None:
    """Append rows to the chains of their districts and sign the ends; who appends at the same time waits."""
    by_district = sorted(rows, key=itemgetter("district_id"))
    chained: list[dict[str, Any]] = []
    for district_id, group in groupby(by_district, key=itemgetter("district_id")):
        if session.get_bind().dialect.name == "postgresql":
            session.execute(LOCK, {"district": district_id})
        end = end_of(session, district_id)
        for row in group:
            numbered = row | {"number": end.number + 1}
            end = End(end.number + 1, row_hash(end.hash, numbered))
            chained.append(numbered | {"hash": end.hash, "seal": None})
        chained[-1]["seal"] = signer.sign(district_id, end)
    session.execute(cast("Table", AuditEntry.__table__).insert(), chained)


def end_of(session: Session, district_id: str) -> End:
    """Return the end of a district's chain, of its archive where nothing came after, or of an empty one."""
    for kind in (AuditEntry, AuditArchive):
        last = select(kind.number, kind.hash).where(kind.district_id == district_id).order_by(kind.number.desc())
        row = session.execute(last.limit(1)).one_or_none()
        if row is not None:
            return End(row.number, row.hash)
    return End(0, "")


def row_hash(previous: str, row: Mapping[Any, Any]) -> str:
    """Return the hash of a row after the one before it, as 64 hexadecimal digits."""
    later = COVERED_LATER if any(row[name] is not None for name in COVERED_LATER) else ()
    content = json.dumps([_plain(row[name]) for name in (*COVERED, *later)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def verify(
    session: Session, signer: Signer, district_id: str, *, after: int = 0, most: int | None = None
) -> tuple[End, list[Fault]]:
    """Verify a district's chain from its newest archived segment on; return its end and the first fault, if any.

    With `most`, verify that many rows after the row `after`, which was verified before.
    A chain that ends without a seal has lost its last rows; one that has none at all, as an upgrade leaves it, is
    unsigned until the next row is written.
    """
    archived = select(AuditArchive).where(AuditArchive.district_id == district_id)
    start = session.scalar(archived.order_by(AuditArchive.number.desc()).limit(1))
    end = End(0, "") if start is None else End(start.number, start.hash)
    sealed, any_seal = True, start is not None or after > 0
    if start is not None and not signer.has_signed(district_id, end, start.seal):
        return end, [Fault(district_id, start.number, "seal_wrong")]
    if after > end.number:
        end = _end_at(session, district_id, after)
    until = None if most is None else end.number + most
    for row in rows_of(session, district_id, after=end.number, until=until):
        number = row["number"]
        if number != end.number + 1:
            return end, [Fault(district_id, end.number + 1, "missing")]
        following = End(number, row_hash(end.hash, row))
        if following.hash != row["hash"]:
            return end, [Fault(district_id, number, "altered")]
        if row["seal"] is not None and not signer.has_signed(district_id, following, row["seal"]):
            return end, [Fault(district_id, number, "seal_wrong")]
        end, sealed = following, row["seal"] is not None
        any_seal = any_seal or sealed
    if sealed or end.number == until:
        return end, []
    kind, number = ("missing", end.number + 1) if any_seal else ("unsigned", end.number)
    return end, [Fault(district_id, number, kind)]


def _end_at(session: Session, district_id: str, number: int) -> End:
    of_row = AuditEntry.district_id == district_id, AuditEntry.number == number
    found = session.scalar(select(AuditEntry.hash).where(*of_row))
    return End(number, found) if found is not None else End(number - 1, "")


def rows_of(session: Session, district_id: str, *, after: int = 0, until: int | None = None) -> Iterator[RowMapping]:
    """Yield a district's rows in the order of their numbers, a thousand at a time."""
    columns = cast("Table", AuditEntry.__table__).columns
    query = select(*columns).where(AuditEntry.district_id == district_id, AuditEntry.number > after)
    if until is not None:
        query = query.where(AuditEntry.number <= until)
    yield from session.execute(query.order_by(AuditEntry.number).execution_options(yield_per=1000)).mappings()


def districts(session: Session) -> Sequence[str]:
    """Return the districts that have a chain."""
    entries, archives = select(AuditEntry.district_id), select(AuditArchive.district_id)
    return sorted(session.scalars(entries.union(archives)))


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
