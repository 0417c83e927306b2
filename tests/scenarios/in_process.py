"""A small district for the tests of any one service: its tree, its people, and one transaction at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Self

from sqlalchemy import Engine, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.event import listen

from services import migrations_of, service_class
from shared import databases, trees
from shared.errors import unwrap_response
from shared.events.organizations import MemberRegistered
from shared.messaging.events import Envelope, Event, envelope
from shared.messaging.reactions import reactions_of
from shared.messaging.tables import outbox
from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, EVERYTHING, STREET, SYSTEM_ADMIN, Actor, Grant
from shared.trees import Timeline, Version
from shared.unit_of_work import CommandExecutor
from tests.scenarios import Builders

KEY = "a key of the tests, long enough for the signature"
OPENED = date(2020, 1, 1)
DISTRICT_ID = "district"
GUARDED = "SELECT DISTINCT event_object_table FROM information_schema.triggers"
PARTS = {"command": "commands", "query": "queries"}
TREE_LEVELS = (
    ("district", "district", None),
    ("east", "street", "district"),
    ("west", "street", "district"),
    ("first", "community", "east"),
    ("second", "community", "east"),
    ("third", "community", "west"),
    ("cell", "branch", "first"),
    ("office", "branch", "district"),
)
PEOPLE = {
    "operator": Grant(SYSTEM_ADMIN, EVERYTHING),
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


def version(name: str, level: str, parent: str | None, since: date = OPENED, until: date | None = None) -> Version:
    """Return one stretch of an organization's life."""
    return Version(valid_from=since, valid_until=until, parent_id=parent, level=level, name=name)


def timeline(name: str, level: str, parent: str | None, **more: Any) -> Timeline:
    """Return an organization that stands since 2020, under its own name as id."""
    return Timeline(organization_id=name, versions=(version(name, level, parent, **more),))


def tree_event(event: type[Any], organization_id: str, on: date, *changed: Timeline, **more: Any) -> Any:
    """Return an event of the tree of the small district."""
    ids = {"district_id": DISTRICT_ID, "organization_id": organization_id}
    return event(**ids, effective_on=on, changed=changed, **more)


TREE = tuple(timeline(*line) for line in TREE_LEVELS)


def actors(**more: Grant) -> dict[str, Actor]:
    return {name: Actor(name, f"{name} staff", (grant,)) for name, grant in (PEOPLE | more).items()}


@dataclass
class InProcessScenario(Builders):
    """One service over one database, with a clock that stands where a test puts it; a service's tests extend it."""

    executor: CommandExecutor
    day: date = date(2026, 3, 2)
    keys: int = 0
    delivered: int = 0
    people: dict[str, Actor] = field(default_factory=actors)

    @classmethod
    def plant(cls, engine: Engine) -> None:
        """Put the tree into an empty database."""
        with databases.transaction(engine) as session:
            trees.upsert_timelines(session, DISTRICT_ID, TREE)

    def do(self, who: str, command: str, /, **params: Any) -> Any:
        self.keys += 1
        context = self.context(who, command) | {"idempotency_key": f"key-{self.keys}"}
        return unwrap_response(self.respond("command", command, context, params))[0]

    def ask(self, who: str, query: str, /, **params: Any) -> Any:
        return unwrap_response(self.respond("query", query, self.context(who, query), params))[0]

    def respond(self, kind: str, name: str, context: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
        """Return the service's response to a command or a query."""
        response: dict[str, Any] = getattr(self.executor, kind)(self._function(PARTS[kind], name), context, params)
        return response

    def _function(self, part: str, name: str) -> Callable[..., Any]:
        package = import_module(f"services.{self.name}.{part}")
        modules = (import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__))
        defined = (each for each in modules if getattr(vars(each).get(name), "__module__", "") == each.__name__)
        return vars(next(defined))[name]

    def reaction(self, name: str) -> Callable[..., None]:
        found: Callable[..., None] = getattr(import_module(f"services.{self.name}.reactions"), name)
        return found

    def react(self, reaction: Callable[..., None], *events: Event) -> None:
        """Let a reaction take effect, one transaction for each event, as an inbox does."""
        for number, event in enumerate(events, start=1):
            cause = envelope(event, id=f"cause-{number}", time=self.now(), number=1)
            with databases.transaction(self.executor.engine) as session:
                work = self.executor.react(session)
                reaction(work, event)
                self.executor.append_events(work, cause)

    def deliver(self, *events: Event) -> None:
        """Let every reaction of the service to each event take effect."""
        for event in events:
            for name in reactions_of(service_class(self.name)).get(type(event), []):
                self.react(self.reaction(name), event)

    def deliver_own(self) -> None:
        """Deliver what the service emitted to itself, until it emits nothing new."""
        while news := self.events()[self.delivered :]:
            self.delivered += len(news)
            self.deliver(*news)

    def register(self, member_id: str, organization: str, since: date, **more: Any) -> None:
        """Deliver that an ordinary member is on an organization's roll since a day."""
        state = {"status": "full", "member_class": "ordinary", "district_id": DISTRICT_ID} | more
        self.deliver(MemberRegistered(member_id=member_id, organization_id=organization, effective_on=since, **state))

    def events(self, *names: str) -> list[Any]:
        """Return the events emitted so far, oldest first, all or those of some names."""
        with databases.reading(self.executor.engine) as session:
            rows = session.execute(select(outbox.c.envelope).order_by(outbox.c.position)).scalars()
            events = [Envelope.decode(row).event() for row in rows]
        return [event for event in events if event is not None and (not names or event.name in names)]

    def now(self) -> datetime:
        """Return nine in the morning, Beijing time, of the scenario's day."""
        return datetime(self.day.year, self.day.month, self.day.day, 1, tzinfo=UTC)

    def pass_days(self, days: int) -> None:
        self.day += timedelta(days=days)

    def context(self, who: str, method: str) -> dict[str, Any]:
        """Return what travels with a request."""
        return {"acting": self.people[who].sign(KEY, self.name, method)}

    @classmethod
    @contextmanager
    def on(cls, url: str) -> Iterator[Self]:
        """Open a scenario on a planted database, and close its file."""
        engine = opened(url)
        scenario = cls(CommandExecutor(cls.name, engine, KEY))
        scenario.executor.clock = scenario.now
        try:
            yield scenario
        finally:
            if engine.dialect.name == "sqlite":
                engine.dispose()

    @classmethod
    def prepare(cls, url: str) -> Engine:
        """Migrate the service's empty database and plant the tree in it."""
        engine = opened(url)
        databases.migrate(engine, migrations_of(cls.name))
        cls.plant(engine)
        return engine

    @classmethod
    def plant_anew(cls, url: str) -> None:
        """Empty every table of a PostgreSQL database and plant the tree anew."""
        empty(opened(url))
        cls.plant(opened(url))


def scenario_class(service: str) -> type[InProcessScenario]:
    name = f"{service.title().replace('_', '')}Scenario"
    found: type[InProcessScenario] = getattr(import_module(f"tests.scenarios.{service}"), name)
    return found


@cache
def opened(url: str) -> Engine:
    """Open a database by its address, once: an engine remembers the statements it has compiled."""
    name = "sqlite" if url.startswith("sqlite") else "postgresql+psycopg"
    engine = databases.open_database(make_url(url).set(drivername=name))
    if name == "sqlite":
        # Nothing here outlives its test, so nothing is waited for until it lies on the disk.
        listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    return engine


def empty(engine: Engine) -> None:
    """Empty every table of a migrated PostgreSQL database."""
    names = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    with engine.begin() as connection:
        # The tables are small, and emptying small ones row by row takes a hundredth of what TRUNCATE does; but no
        # row is to be had out of a ledger.
        kept = {row[0] for row in connection.exec_driver_sql(GUARDED)}
        for name in names:
            connection.exec_driver_sql(f"TRUNCATE {name}" if name in kept else f"DELETE FROM {name}")
