"""Detection of duplicate rows: in the ledger, or earlier in the same file."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from services.member_points.model import validation
from services.member_points.model.jobs import PointImport, PointImportRow
from services.member_points.model.ledger import BATCH, PointEntry
from shared.unit_of_work import UnitOfWork

ENTERED = 0
"""In the place of a turn: the row is in the ledger and not reversed."""


def turns_of(work: UnitOfWork, job: PointImport, row_keys: Sequence[str]) -> dict[str, int]:
    """Return, for the keys of rows that were entered before, ENTERED, or the next turn where each was reversed."""
    turns: dict[str, int] = {}
    waiting, turn = sorted(set(row_keys)), 1
    while waiting:
        entered = dict(_entered(work, job, [f"{key}:{turn}" for key in waiting]))
        reversed_ids = set(_reversed_ids(work, job, list(entered.values())))
        again = []
        for once, entry_id in entered.items():
            key = once.rpartition(":")[0]
            turns[key] = turn + 1 if entry_id in reversed_ids else ENTERED
            again += [key] if turns[key] else []
        waiting, turn = again, turn + 1
    finals = {f"{key}:{turns.get(key, 1)}": key for key in row_keys}
    return turns | {finals[once]: ENTERED for once in _staged(work, job, list(finals))}


def _entered(work: UnitOfWork, job: PointImport, onces: Sequence[str]) -> Iterator[tuple[str, str]]:
    for begin in range(0, len(onces), BATCH):
        keys = PointEntry.district_id == job.district_id, PointEntry.once.in_(onces[begin : begin + BATCH])
        for row in work.session.execute(select(PointEntry.once, PointEntry.id).where(*keys)):
            yield row.once, row.id


def _reversed_ids(work: UnitOfWork, job: PointImport, entries: Sequence[str]) -> Iterator[str]:
    for once, _ in _entered(work, job, [f"{validation.REVERSAL}:{entry_id}" for entry_id in entries]):
        yield once.partition(":")[2]


def _staged(work: UnitOfWork, job: PointImport, onces: Sequence[str]) -> Iterator[str]:
    row = PointImportRow
    for begin in range(0, len(onces), BATCH):
        earlier = row.district_id == job.district_id, row.point_import_id == job.id, row.position <= job.rows_checked
        query = select(row.once).where(*earlier, row.once.in_(onces[begin : begin + BATCH]))
        yield from (once for once in work.session.scalars(query) if once is not None)
