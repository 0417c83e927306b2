"""How many items a list has in all, where a reader asks: counted by the list's own statement, without its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session


class Total:
    """The total of the list that is being read: a number, or the statement that selects all of it."""

    def __init__(self) -> None:
        self.query: Any = None
        self.number: int | None = None

    def counted(self, session: Session) -> int | None:
        """Return how many items there are; None where the list told nothing."""
        if self.number is None and self.query is not None:
            self.number = session.scalar(select(func.count()).select_from(self.query.order_by(None).subquery()))
        return self.number


ASKED: ContextVar[Total | None] = ContextVar("asked_total", default=None)


@contextmanager
def total_of(*, asked: bool) -> Iterator[Total | None]:
    """Yield what notes the total of the list that is read inside, or None where nobody asked."""
    total = Total() if asked else None
    token = ASKED.set(total)
    try:
        yield total
    finally:
        ASKED.reset(token)


def note_query(query: Any) -> None:
    """Note the statement that selects a whole list."""
    if (total := ASKED.get()) is not None:
        total.query = query


def note_number(number: int) -> None:
    """Note how many items a list in memory has."""
    if (total := ASKED.get()) is not None:
        total.number = number


def is_asked() -> bool:
    """Return whether somebody wants to know how many items there are."""
    return ASKED.get() is not None
