"""Classification of database errors: unavailable for a while, or a wrong statement."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from shared.errors import Unavailable
from shared.logs import warn_outage

SQLITE_UNAVAILABLE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}


def is_unavailable(error: BaseException) -> bool:
    """Return whether an error means that the database is unavailable or out of resources, not a wrong statement.

    SQLSTATE classes 08, 53 and 57P are the connection, disk, memory or connections used up, and a server that ends; a
    driver that cannot connect at all has no state to name.
    """
    if not isinstance(error, DBAPIError):
        return isinstance(error, PoolTimeoutError)
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE_UNAVAILABLE
    state = getattr(error.orig, "sqlstate", None) or ""
    return state.startswith(("08", "53", "57P")) if state else isinstance(error, OperationalError)


def log_failure(logger: Any, event: str, error: BaseException, **details: Any) -> None:
    """Log a failure that is retried: an unavailable database once a minute, everything else with its stack."""
    if is_unavailable(error):
        warn_outage(logger, event, error=str(getattr(error, "orig", error)), **details)
    else:
        logger.error(event, exc_info=error, **details)


@contextmanager
def database_needed() -> Iterator[None]:
    """Raise Unavailable for what is done inside while the database is away; another of its errors goes on."""
    try:
        yield
    except SQLAlchemyError as error:
        if is_unavailable(error):
            raise Unavailable("the database is away, full or out of connections") from error
        raise
