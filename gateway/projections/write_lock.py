"""Write lock of the read side: every writing transaction locks one row first."""

from datetime import date

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from gateway.projections.tables import projected
from shared import databases

ONLY = 1


def lock(session: Session, *, today: date, indicators: str) -> Row[tuple[int, date, int, str]]:
    """Lock the row until the transaction ends, and return its values."""
    locked = select(projected).where(projected.c.id == ONLY).with_for_update()
    found = session.execute(locked).one_or_none()
    if found is None:
        first = {"id": ONLY, "day": today, "batch": 0, "indicators": indicators}
        session.execute(databases.insert(session, projected).values(first).on_conflict_do_nothing())
        found = session.execute(locked).one()
    return found


def release(session: Session, *, day: date, batch: int, indicators: str) -> None:
    """Store the row's values for the next transaction; an unexpected `batch` shows that another one wrote between."""
    left = {"day": day, "batch": batch, "indicators": indicators}
    session.execute(update(projected).where(projected.c.id == ONLY).values(left))
