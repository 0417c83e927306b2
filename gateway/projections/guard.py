"""The one row that every writing transaction of the read side locks first: who holds it counts alone."""

from datetime import date

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from gateway.projections.tables import projected
from shared import databases

ONLY = 1


def hold(session: Session, *, today: date, indicators: str) -> Row[tuple[int, date, int, str]]:
    """Lock the row until the transaction ends and give it as the last one left it."""
    locked = select(projected).where(projected.c.id == ONLY).with_for_update()
    found = session.execute(locked).one_or_none()
    if found is None:
        first = {"id": ONLY, "day": today, "batch": 0, "indicators": indicators}
        session.execute(databases.insert(session, projected).values(first).on_conflict_do_nothing())
        found = session.execute(locked).one()
    return found


def release(session: Session, *, day: date, batch: int, indicators: str) -> None:
    """Leave the row to the next transaction; who finds a `batch` not its own was not alone."""
    left = {"day": day, "batch": batch, "indicators": indicators}
    session.execute(update(projected).where(projected.c.id == ONLY).values(left))
