"""What a database is asked in the meantime."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Engine, event


class Sent(NamedTuple):
    """One statement with what it was sent with."""

    text: str
    parameters: Any

    @property
    def begins(self) -> bool:
        """Whether it only begins a transaction."""
        return self.text.startswith("BEGIN")


@contextmanager
def sent_to(engine: Engine) -> Iterator[list[Sent]]:
    """Yield the statements that a database is sent in the block, as they come."""
    found: list[Sent] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        found.append(Sent(statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
