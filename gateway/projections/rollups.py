"""The changes of figures that one transaction gathers, so that each row of `figure` is written once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from gateway.projections import tables
from gateway.projections.current_tree import Owner, Tree
from gateway.projections.indicators import STANDING, Cell
from shared import bulk_sql
from shared.periods import cells_with


class Sums:
    """Changes to `own` and `total`; it reads no row that it does not change."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.own: dict[Owner, Counter[Cell]] = defaultdict(Counter)
        self.total: dict[Owner, Counter[Cell]] = defaultdict(Counter)

    def add(self, owner: Owner, cell: Cell, value: int) -> None:
        """Add a record's contribution to its organization, later to all above it; a month's to its quarter and year."""
        code, period = cell
        own = self.own[owner]
        for each in (period,) if period.startswith(STANDING) else cells_with(period):
            own[code, each] += value

    def move(self, session: Session, to: Mapping[Owner, str | None]) -> None:
        """Move organizations, with the totals of their subtrees, under other parents.

        All are taken off before any is put on: two that change places would pass through a cycle otherwise.
        """
        carried = _totals(session, to)
        for owner in to:
            self._carry(owner, carried[owner], -1)
            self.tree.parents[owner] = None
        for owner, parent_id in to.items():
            self.tree.parents[owner] = parent_id
            self._carry(owner, carried[owner], 1)

    def _carry(self, owner: Owner, carried: Mapping[Cell, int], sign: int) -> None:
        moved = {cell: carried.get(cell, 0) + self.total[owner][cell] for cell in {*carried, *self.total[owner]}}
        for above in self.tree.path(owner)[1:]:
            for cell, value in moved.items():
                self.total[above][cell] += sign * value

    def write(self, session: Session) -> None:
        """Add each organization's changes to the table, and to its ancestors in today's tree."""
        total = self.total
        for owner, cells in self.own.items():
            for step in self.tree.path(owner):
                sums = total[step]
                for cell, value in cells.items():
                    sums[cell] += value
        changed = [
            {
                "district_id": owner[0],
                "organization_id": owner[1],
                "indicator": cell[0],
                "period": cell[1],
                "own": self.own[owner][cell] if owner in self.own else 0,
                "total": value,
            }
            for owner, cells in total.items()
            for cell, value in cells.items()
            if value or (owner in self.own and self.own[owner][cell])
        ]
        bulk_sql.store(
            session, tables.figure, changed, own="figure.own + excluded.own", total="figure.total + excluded.total"
        )


def _totals(session: Session, owners: Iterable[Owner]) -> dict[Owner, dict[Cell, int]]:
    totals: dict[Owner, dict[Cell, int]] = {owner: {} for owner in owners}
    keys = [{"district_id": district_id, "organization_id": organization_id} for district_id, organization_id in totals]
    for row in bulk_sql.find(session, tables.figure, keys):
        totals[row.district_id, row.organization_id][row.indicator, row.period] = row.total
    return totals
