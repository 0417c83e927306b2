"""A small district for the tests of any one service: its tree, its people, and one transaction at a time."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, ClassVar

import pytest
from sqlalchemy import Engine, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.event import listen

from services import migrations_of
from shared import databases, trees
from shared.errors import Refusal, unwrap_response
from shared.messaging.events import Envelope, Event
from shared.messaging.tables import outbox
from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, STREET, Actor, Grant
from shared.trees import Timeline, Version
from shared.unit_of_work import CommandExecutor

KEY = "a key of the tests, long enough for the signature"
OPENED = date(2020, 1, 1)
DISTRICT_ID = "district"
GUARDED = "SELECT DISTINCT event_object_table FROM information_schema.triggers"


def refused(code: str) -> Any:
    """Return what a block raises that is refused with a code."""
    return pytest.raises(Refusal, match=rf"'{code}'")


def version(name: str, level: str, parent: str | None, since: date = OPENED, until: date | None = None) -> Version:
    """Return one stretch of an organization's life."""
    return Version(valid_from=since, valid_until=until, parent_id=parent, level=level, name=name)


def timeline(name: str, level: str, parent: str | None, **more: Any) -> Timeline:
    """Return an organization that stands since 2020, under its own name as id."""
    return Timeline(organization_id=name, versions=(version(name, level, parent, **more),))


TREE = (
    timeline("district", "district", None),
    timeline("east", "street", "district"),
    timeline("west", "street", "district"),
    timeline("first", "community", "east"),
    timeline("second", "community", "east"),
    timeline("third", "community", "west"),
    timeline("cell", "branch", "first"),
    timeline("office", "branch", "district"),
)
PEOPLE = {
    "district": Grant(DISTRICT, "district"),
    "colleague": Grant(DISTRICT, "district"),
    "east": Grant(STREET, "east"),
    "west": Grant(STREET, "west"),
    "first": Grant(COMMUNITY, "first"),
    "second": Grant(COMMUNITY, "second"),
    "third": Grant(COMMUNITY, "third"),
    "cell": Grant(BRANCH, "cell"),
    "auditor": Grant(AUDITOR, "district"),
}


@dataclass
class World:
    """One service over one database, with a clock that stands where a test puts it; a service's tests extend it."""

    name: ClassVar[str]

    executor: CommandExecutor
    day: date = date(2026, 3, 2)
    keys: int = 0
    people: dict[str, Actor] = field(
        default_factory=lambda: {name: Actor(name, f"{name} staff", (grant,)) for name, grant in PEOPLE.items()}
    )

    def do(self, who: str, command: str, /, **asked: Any) -> Any:
        """Carry out a command as someone, or raise its refusal."""
        self.keys += 1
        call = self._call(who) | {"idempotency_key": f"key-{self.keys}"}
        return unwrap_response(self.executor.command(self._function("commands", command), call, asked))[0]

    def see(self, who: str, query: str, /, **asked: Any) -> Any:
        """Return a question of someone, or raise its refusal."""
        return unwrap_response(self.executor.query(self._function("queries", query), self._call(who), asked))[0]

    def hear(self, react: Callable[..., None], *events: Event) -> None:
        """Let a reaction take effect, one transaction for each event, as an inbox does."""
        for number, event in enumerate(events, start=1):
            cause = Envelope(
                specversion="1.0", datacontenttype="application/json", id=f"cause-{number}",
                source=f"/services/{event.source}", type=event.name, subject="", time=self.now(), dataschema="",
                partitionkey="", sequence="1", districtid="", data=b"{}",
            )  # fmt: skip
            with databases.transaction(self.executor.engine) as session:
                work = self.executor.react(session)
                react(work, event)
                self.executor.append_events(work, cause)

    def told(self, name: str | None = None) -> list[Any]:
        """Return the events told so far, oldest first, all or those of one name."""
        with databases.reading(self.executor.engine) as session:
            rows = session.execute(select(outbox.c.envelope).order_by(outbox.c.position)).scalars()
            events = [Envelope.decode(row).event() for row in rows]
        return [event for event in events if event is not None and name in {None, event.name}]

    def now(self) -> datetime:
        """Return nine in the morning, Beijing time, of the day the world stands at."""
        return datetime(self.day.year, self.day.month, self.day.day, 1, tzinfo=UTC)

    def pass_days(self, days: int) -> None:
        """Let days go by."""
        self.day += timedelta(days=days)

    def _call(self, who: str) -> dict[str, Any]:
        return {"acting": self.people[who].sign(KEY)}

    def _function(self, part: str, name: str) -> Callable[..., Any]:
        package = import_module(f"services.{self.name}.{part}")
        modules = (import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__))
        return next(
            vars(each)[name] for each in modules if getattr(vars(each).get(name), "__module__", "") == each.__name__
        )


@contextmanager
def world_on(kind: type[World], url: str) -> Iterator[World]:
    """Open a service's world on a planted database, and close its file."""
    engine = opened(url)
    world = kind(CommandExecutor(kind.name, engine, KEY))
    world.executor.clock = world.now
    try:
        yield world
    finally:
        if engine.dialect.name == "sqlite":
            engine.dispose()


def planted_worlds(kind: type[World]) -> tuple[Any, Any, Any]:
    """Return a service's three fixtures: its planted file, its planted database, and its world.

    A conftest names them: `planted_file, planted_database, world = planted_worlds(MyWorld)`.
    """

    @pytest.fixture(scope="session")
    def planted_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
        path = tmp_path_factory.mktemp(kind.name) / "planted.sqlite3"
        prepared(kind.name, f"sqlite:///{path}").dispose()
        return path

    @pytest.fixture(scope="module")
    def planted_database(module_databases: Any) -> Iterator[str]:
        url: str = module_databases.create()
        engine = prepared(kind.name, url)
        yield url
        engine.dispose()

    @pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
    def world(request: pytest.FixtureRequest) -> Iterator[World]:
        if request.param == "sqlite":
            path = request.getfixturevalue("planted_file")
            url = f"sqlite:///{shutil.copy(path, path.with_name('used.sqlite3'))}"
        else:
            url = request.getfixturevalue("planted_database")
            emptied(url)
        with world_on(kind, url) as opened_world:
            yield opened_world

    return planted_file, planted_database, world


@cache
def opened(url: str) -> Engine:
    """Open a database by its address, once: an engine remembers the statements it has compiled."""
    name = "sqlite" if url.startswith("sqlite") else "postgresql+psycopg"
    engine = databases.open_database(make_url(url).set(drivername=name))
    if name == "sqlite":
        # Nothing here outlives its test, so nothing is waited for until it lies on the disk.
        listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    return engine


def prepared(name: str, url: str) -> Engine:
    """Migrate a service's empty database and plant the tree in it."""
    engine = opened(url)
    databases.migrate(engine, migrations_of(name))
    _plant(engine)
    return engine


def emptied(url: str) -> None:
    """Empty every table of a PostgreSQL database and plant the tree anew."""
    empty(opened(url))
    _plant(opened(url))


def empty(engine: Engine) -> None:
    """Empty every table of a migrated PostgreSQL database."""
    names = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    with engine.begin() as connection:
        # The tables are small, and emptying small ones row by row takes a hundredth of what TRUNCATE does; but no
        # row is to be had out of a ledger.
        kept = {row[0] for row in connection.exec_driver_sql(GUARDED)}
        for name in names:
            connection.exec_driver_sql(f"TRUNCATE {name}" if name in kept else f"DELETE FROM {name}")


def _plant(engine: Engine) -> None:
    with databases.transaction(engine) as session:
        trees.upsert_timelines(session, DISTRICT_ID, TREE)
