"""Detection of duplicate rows: in the ledger, or earlier in the same file."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from services.member_points.model import validation
from services.member_points.model.jobs import PointImport, PointImportRow
from services.member_points.model.ledger import BATCH, PointEntry
from shared.unit_of_work import UnitOfWork

STANDS = 0
"""In the place of a turn: the row is in the ledger and not reversed."""


def said_before(work: UnitOfWork, job: PointImport, sayings: Sequence[str]) -> dict[str, int]:
    """Return, for rows entered before, STANDS, or the next turn where each was reversed."""
    turns: dict[str, int] = {}
    waiting, turn = sorted(set(sayings)), 1
    while waiting:
        entered = dict(_entered(work, job, [f"{said}:{turn}" for said in waiting]))
        taken_back = set(_taken_back(work, job, list(entered.values())))
        again = []
        for once, entry_id in entered.items():
            said = once.rpartition(":")[0]
            turns[said] = turn + 1 if entry_id in taken_back else STANDS
            again += [said] if turns[said] else []
        waiting, turn = again, turn + 1
    finals = {f"{said}:{turns.get(said, 1)}": said for said in sayings}
    return turns | {finals[once]: STANDS for once in _staged(work, job, list(finals))}


def _entered(work: UnitOfWork, job: PointImport, onces: Sequence[str]) -> Iterator[tuple[str, str]]:
    for begin in range(0, len(onces), BATCH):
        known = PointEntry.district_id == job.district_id, PointEntry.once.in_(onces[begin : begin + BATCH])
        for row in work.session.execute(select(PointEntry.once, PointEntry.id).where(*known)):
            yield row.once, row.id


def _taken_back(work: UnitOfWork, job: PointImport, entries: Sequence[str]) -> Iterator[str]:
    for once, _ in _entered(work, job, [f"{validation.REVERSAL}:{entry_id}" for entry_id in entries]):
        yield once.partition(":")[2]


def _staged(work: UnitOfWork, job: PointImport, onces: Sequence[str]) -> Iterator[str]:
    row = PointImportRow
    for begin in range(0, len(onces), BATCH):
        earlier = row.district_id == job.district_id, row.point_import_id == job.id, row.position <= job.rows_checked
        found = select(row.once).where(*earlier, row.once.in_(onces[begin : begin + BATCH]))
        yield from (once for once in work.session.scalars(found) if once is not None)
