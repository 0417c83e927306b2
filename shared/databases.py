"""One database per process, the same code on PostgreSQL and SQLite."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import psycopg
import structlog
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Select,
    Table,
    TypeDecorator,
    any_,
    create_engine,
    event,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import IntegrityError, InvalidatePoolError, OperationalError, ProgrammingError
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.dml import UpdateBase

from shared import commits
from shared.connection_budget import SERVICE, require_connections
from shared.settings import Settings
from shared.text_validation import DOTS, SEARCHED_WITHOUT, searchable

log = structlog.get_logger()

ONE_VIEW = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
WRITES = {"sanji_writes": True}
NOTICING = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""Seconds (the last: milliseconds) after which a PostgreSQL whose machine is gone counts as lost."""
INSUFFICIENT_PRIVILEGE = "42501"
NOT_PROVISIONED = (
    "数据库 {0} 不存在或不是当前版本，本进程的用户不能更改：请先运行 python -m deploy.provision（容器：make up）"
    " · the database {0} is missing or not up to date, and this process's user may not change that:"
    " run python -m deploy.provision first (with containers: make up)"
)


class UtcDateTime(TypeDecorator[datetime]):
    """Store a moment in UTC and give it back so; SQLite, which drops the zone, gets only the moment in UTC.

    Refuses one without a zone as ValueError.
    """

    impl = DateTime
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(timezone=True)

    @property
    def python_type(self) -> type[datetime]:
        """The type of what is read."""
        return datetime

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return a moment as it is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return a stored moment."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Return the type of what a moment is compared with or moved by."""
        return self if isinstance(value, datetime) else self.impl_instance.coerce_compared_value(op, value)


def open_database(url: URL, *, connections: int = SERVICE) -> Engine:
    """Open a connection pool; SQLite gets a write-ahead log, full durability and a long lock timeout.

    An error of the database never shows the values of its statement: they are personal data sooner or later.
    """
    if url.get_backend_name() == "sqlite":
        lasting = {"timeout": 60, "check_same_thread": False}
        engine = create_engine(url, connect_args=lasting, pool_size=connections, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(url, connect_args=NOTICING, pool_size=connections, max_overflow=0, hide_parameters=True)
    event.listen(engine, "checkout", _check_postgresql)
    return engine


def create_missing(url: URL, *, gateway_workers: int = 0) -> None:
    """Create the PostgreSQL database that a URL names if it is missing, and exit where the server admits too few.

    It waits, for ever, for a server that does not answer: whoever starts first need not be started again.
    """
    if url.get_backend_name() != "postgresql":
        return
    server = create_engine(url.set(database="postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    while True:
        try:
            _create_missing(server, str(url.database), gateway_workers)
        except OperationalError as error:
            log.warning("database unavailable, waiting", error=str(error.orig))
            time.sleep(2.0)
        else:
            return


def _create_missing(server: Engine, name: str, gateway_workers: int) -> None:
    with server.connect() as connection:
        require_connections(connection, gateway_workers)
        if connection.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}).first():
            return
        quoted = connection.dialect.identifier_preparer.quote(name)
        try:
            connection.execute(text(f"CREATE DATABASE {quoted} TEMPLATE template0 ENCODING 'UTF8'"))
        except (IntegrityError, ProgrammingError) as error:
            # Two processes of one service may be the first at the same moment.
            state = getattr(error.orig, "sqlstate", "")
            if state == INSUFFICIENT_PRIVILEGE:
                raise SystemExit(NOT_PROVISIONED.format(name)) from None
            if state not in {"42P04", "23505"}:
                raise


def _check_postgresql(connection: Any, _record: object, _proxy: object) -> None:
    # A server that ended the session has said so already: this looks without asking, where a ping would cost each
    # transaction a question. The first look finds the farewell, the second the end.
    try:
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
    except psycopg.OperationalError as error:
        raise InvalidatePoolError from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling is off, so that a writer can take its lock when it begins, not half-way.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=60000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("sanji_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class _Session(Session):
    """The session of every transaction and of everything that is read."""


@event.listens_for(_Session, "do_orm_execute")
def _skip_for_no_rows(state: ORMExecuteState) -> Any:
    # SQLAlchemy takes an empty list of rows for no parameters at all: an INSERT would make a row of defaults, and an
    # UPDATE or a DELETE would take hold of every row there is.
    if isinstance(state.statement, UpdateBase) and isinstance(state.parameters, list | tuple) and not state.parameters:
        return IteratorResult(SimpleResultMetaData(()), iter(()))
    return None


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Run a block as one writing transaction: all of it commits, or nothing."""
    with _Session(engine, expire_on_commit=False) as session, session.begin():
        if engine.dialect.name == "sqlite":
            session.connection(execution_options=WRITES)
        yield session
    commits.notify(engine)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Run a block that only reads, in one snapshot."""
    with _Session(engine, expire_on_commit=False) as session:
        if engine.dialect.name == "postgresql":
            session.connection(execution_options=ONE_VIEW)
        yield session


@contextmanager
def single(engine: Engine) -> Iterator[Session]:
    """Run a block in autocommit: suspended between two statements, it leaves nothing locked.

    SQLite gets an ordinary transaction that only reads.
    """
    alone = {"isolation_level": "AUTOCOMMIT"} if engine.dialect.name == "postgresql" else {}
    with Session(engine.execution_options(**alone), expire_on_commit=False) as session:
        yield session


def fetch_scalar(engine: Engine, wanted: Select[tuple[Any]]) -> Any:
    """Read one scalar by one statement in autocommit."""
    alone = {"isolation_level": "AUTOCOMMIT"} if engine.dialect.name == "postgresql" else {}
    with engine.connect() as connection:
        return connection.execution_options(**alone).scalar(wanted)


def insert(session: Session, table: Table) -> Any:
    """Build an INSERT with ON CONFLICT for the session's database."""
    return postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)


def in_list(session: Session, column: Any, values: Iterable[int]) -> Any:
    """Build the condition `column IN values` for integers; PostgreSQL is sent one array parameter."""
    if session.get_bind().dialect.name != "postgresql":
        return column.in_(list(values))
    return column == any_(literal(list(values), postgresql.ARRAY(BigInteger)))


def name_contains(column: Any, part: str) -> ColumnElement[bool]:
    """Build the condition for a name with this part; invisible signs, blanks and dots do not count."""
    name: Any = column
    for sign in SEARCHED_WITHOUT:
        name = func.replace(name, sign, "")
    for dot in DOTS:
        name = func.replace(name, dot, "·")
    return cast("ColumnElement[bool]", name.contains(searchable(part), autoescape=True))


def migrate(engine: Engine, folder: Path) -> None:
    """Bring a database to the newest migration of a folder; run twice it does nothing."""
    from alembic import command  # noqa: PLC0415 - relays and consumers, which migrate nothing, start without it

    config = _migrations(folder)
    with engine.execution_options(**WRITES).begin() as connection:
        if connection.dialect.name == "postgresql":
            # PostgreSQL's advisory lock, released at the commit: of processes that start together, one migrates.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7271000)")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def prepare(settings: Settings, name: str, folder: Path) -> None:
    """Bring a process's database to its newest migration, and create it where there is none.

    Exits where neither its user nor the owner that `DATABASE_OWNER_URL` names may do so and it would be needed.
    """
    url = settings.owned_database(name)
    create_missing(url, gateway_workers=settings.workers)
    engine = open_database(url, connections=1)
    try:
        if _may_migrate(engine):
            migrate(engine, folder)
        else:
            require_current(engine, folder)
    finally:
        engine.dispose()


def require_current(engine: Engine, folder: Path) -> None:
    """Exit where a database is not at the newest migration of a folder, and print what to run."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    newest = set(ScriptDirectory.from_config(_migrations(folder)).get_heads())
    with engine.connect() as connection:
        if set(MigrationContext.configure(connection).get_current_heads()) != newest:
            raise SystemExit(NOT_PROVISIONED.format(engine.url.database))


def _migrations(folder: Path) -> Any:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "os")
    return config


def _may_migrate(engine: Engine) -> bool:
    if engine.dialect.name == "sqlite":
        return True
    return bool(fetch_scalar(engine, select(func.has_schema_privilege("public", "CREATE"))))
