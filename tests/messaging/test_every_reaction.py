"""Every reaction of every service, on what really happens: failing at any statement changes nothing, twice is once.

A year of a small district is played through the services' own commands. Each event that comes of it meets each reaction
under four conditions: with the database failing at its first statement, its second and so on, then whole, then again;
either as it arrives, which is how most are applied, or out of the inbox.
A reaction that this play never moves to write is named by the test: add what moves it.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, event, inspect, select
from sqlalchemy.exc import OperationalError

from services import migrations_of, service_class, service_names
from shared import databases
from shared.errors import unwrap_response
from shared.hosts.hosted_service import HostedService
from shared.hosts.resources import close_executor
from shared.messaging.events import Envelope
from shared.messaging.reactions import reactions_of
from shared.messaging.tables import inbox, outbox
from shared.rights import EVERYTHING, ROLES, Actor, Grant
from shared.settings import Settings, load_settings
from shared.unit_of_work import BEIJING, CommandExecutor, UnitOfWork, new_id
from tests.messaging.year_of_records import make_records
from tests.scenarios import with_ids
from tests.servers.fixtures import SERVED

pytestmark = pytest.mark.slow
SINCE = date(2021, 1, 1)
CELLS = ("code", "name", "level", "parent_code")
DISTRICT = (
    ("990101", "district", "district", ""),
    ("990101001", "east", "street", "990101"),
    ("990101002", "west", "street", "990101"),
    *((f"99010100100{number}", f"unit{number}", "community", "990101001") for number in range(1, 7)),
)


class Deadlock(Exception):
    """What a driver raises where the database gives a statement up, and is there all the same."""

    sqlstate = "40P01"


NOW = datetime(2026, 6, 10, 1, tzinfo=UTC)
"""When the play takes place: late in a year the next year's obligations are set by themselves, before one asks."""
DATABASE_FAILS = OperationalError("", None, Deadlock("failing on purpose"))
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def settings(request, tmp_path, monkeypatch) -> Settings:
    """Databases for every service."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SANJI_HOST", "embedded")
    monkeypatch.setenv("SANJI_RETRY_PAUSE", "0")
    monkeypatch.setenv("SANJI_RETRY_ATTEMPTS", "1000")
    if request.param == "postgresql":
        made = request.getfixturevalue("databases")
        for name, value in (SERVED | {"DATABASE_URL": made.url}).items():
            monkeypatch.setenv(name, value)
        for name in service_names():
            made.create(name)
    settings = load_settings()
    for name in service_names():
        engine = databases.open_database(settings.database(name))
        databases.migrate(engine, migrations_of(name))
        engine.dispose()
    return settings


@dataclass
class Trial:
    """Counts the statements of a running reaction, and lets the database fail at one of them."""

    running: str = ""
    statements: int = 0
    fails_at: int = 0
    wrote: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Watch while one reaction runs."""
        self.running = name
        try:
            yield
        finally:
            self.running = ""

    def begin(self, fails_at: int) -> None:
        """Count from nothing again."""
        self.statements, self.fails_at = 0, fails_at

    def statement(self, _connection: Connection, _cursor: Any, text: str, *_: Any) -> None:
        """Note a statement, or fail in its place."""
        if not self.running:
            return
        self.statements += 1
        if self.statements == self.fails_at:
            self.failed[self.running] += 1
            # It is one object for the whole play: what it gathered before is nobody's business now, and slow to write.
            DATABASE_FAILS.detail.clear()
            raise DATABASE_FAILS.with_traceback(None)
        self.wrote[self.running] += text.lstrip().startswith(WRITES)


class ReactionTrials:
    """The services side by side in one thread; what one tells is tried on all that hear it before anything goes on."""

    def __init__(self, settings: Settings, enough: int, *, on_arrival: bool) -> None:
        self.key = settings.secret_key
        self.enough = enough
        self.attempt = receive_again if on_arrival else apply
        self.hosted = {name: HostedService(service_class(name), settings) for name in service_names()}
        self.trials = {name: Trial() for name in self.hosted}
        self.ids: dict[str, str] = {}
        self.told = dict.fromkeys(self.hosted, 0)
        self.tries: Counter[tuple[str, str]] = Counter()
        for name, hosted in self.hosted.items():
            hosted.executor.clock = lambda: NOW
            event.listen(hosted.executor.engine, "before_cursor_execute", self.trials[name].statement)
            for reaction in {one for listed in reactions_of(service_class(name)).values() for one in listed}:
                self._watch(hosted, reaction, self.trials[name])

    def close(self) -> None:
        """Close the databases of all services."""
        for hosted in self.hosted.values():
            close_executor(hosted.executor)

    @staticmethod
    def _watch(hosted: HostedService, name: str, trial: Trial) -> None:
        original = getattr(hosted.service, name)

        def watched(work: UnitOfWork, fact: Any) -> None:
            with trial.of(name):
                original(work, fact)
                work.session.flush()  # as the reaction runner does next

        setattr(hosted.service, name, watched)

    @property
    def day(self) -> date:
        """Today, in China."""
        return NOW.astimezone(BEIJING).date()

    def executor(self, service: str) -> CommandExecutor:
        """Return what carries out a service's commands."""
        return self.hosted[service].executor

    def do(self, who: str, service: str, method: str, **params: Any) -> Any:
        """Carry out a command in someone's name, and have all that comes of it applied.

        Whoever enters a member sees no roll but that one, so that somebody can be entered twice.
        """
        given = with_ids(self.ids, "", params)
        place = given["organization_id"] if method == "register_member" else EVERYTHING
        acting = Actor(who, who, tuple(Grant(role, place) for role in ROLES)).sign(self.key, service, method)
        context = {"acting": acting, "idempotency_key": new_id()}
        answer, _ = unwrap_response(getattr(self.hosted[service].service, method)(call=context, **given))
        self._spread()
        return answer

    def _spread(self) -> None:
        while items := [(name, item) for name in self.hosted for item in self._news(name)]:
            for source, item in items:
                for name, hosted in self.hosted.items():
                    if source in hosted.sources:
                        self._try(name, hosted, item)

    def _news(self, source: str) -> list[Envelope]:
        with databases.reading(self.hosted[source].executor.engine) as session:
            wanted = select(outbox.c.position, outbox.c.envelope).where(outbox.c.position > self.told[source])
            rows = session.execute(wanted.order_by(outbox.c.position)).all()
        self.told[source] = max((row.position for row in rows), default=self.told[source])
        return [Envelope.decode(row.envelope) for row in rows]

    def _try(self, name: str, hosted: HostedService, item: Envelope) -> None:
        if self._is_tried_enough(name, item):
            hosted.inbox.receive([item])
            return apply(hosted, item)
        trial, attempt = self.trials[name], 0
        store(hosted, item)
        before = everything(hosted.executor.engine)
        while waiting(hosted.executor.engine, item):
            assert everything(hosted.executor.engine) == before, (
                f"{name}: {item.type} left something after {attempt} statements"
            )
            attempt += 1
            trial.begin(fails_at=attempt)
            self.attempt(hosted, item)
        after = everything(hosted.executor.engine)
        trial.begin(fails_at=0)
        store(hosted, item)
        apply(hosted, item)
        assert everything(hosted.executor.engine) == after, f"{name}: {item.type} took effect twice"
        return None

    def _is_tried_enough(self, name: str, item: Envelope) -> bool:
        """Deliver an event until it has run all its reactions to write, and a few times whatever it runs."""
        self.tries[name, item.type] += 1
        reactions = reactions_of(service_class(name)).get(type(item.event()), [])
        all_wrote = all(self.trials[name].wrote[reaction] for reaction in reactions)
        return self.tries[name, item.type] > self.enough and all_wrote


def store(hosted: HostedService, item: Envelope) -> None:
    """Have an event wait in the inbox, with the cursor of its stream."""
    reacts_to, hosted.inbox.reacts_to = hosted.inbox.reacts_to, None
    hosted.inbox.receive([item])
    hosted.inbox.reacts_to = reacts_to


def apply(hosted: HostedService, _item: Envelope) -> None:
    """Let an inbox do what is due; what the database refuses it tries again."""
    try:
        hosted.inbox.apply_due()
    except OperationalError as error:
        assert error is DATABASE_FAILS  # noqa: PT017 - an inbox may let it through, or note it


def receive_again(hosted: HostedService, item: Envelope) -> None:
    """Let an event arrive as if it had not before; one that fails on its arrival waits again."""
    with databases.transaction(hosted.executor.engine) as session:
        session.execute(delete(inbox).where(inbox.c.partition_key == item.partitionkey))
    hosted.inbox.receive([item])


def waiting(engine: Engine, item: Envelope) -> bool:
    """Return whether an event has not taken effect yet."""
    with databases.reading(engine) as session:
        here = inbox.c.partition_key == item.partitionkey, inbox.c.sequence == item.number
        return session.execute(select(inbox.c.sequence).where(*here)).first() is not None


def everything(engine: Engine) -> dict[str, list[Any]]:
    """Return every row of every table, but for the inbox's notes about what failed."""
    with engine.connect() as connection:
        cursor: Any = connection.connection.cursor()  # the driver's own: rows are only compared
        return {name: cursor.execute(query).fetchall() for name, query in queries_of(engine).items()}


@cache
def queries_of(engine: Engine) -> dict[str, str]:
    """Return what reads a table whole, in the order of its key, for each table that there is, the inbox left out."""
    seen = inspect(engine)
    keys = {name: ", ".join(seen.get_pk_constraint(name)["constrained_columns"]) for name in seen.get_table_names()}
    return {name: f'SELECT * FROM "{name}" ORDER BY {key}' for name, key in keys.items() if name != inbox.name}


TRIALS = [
    pytest.param("sqlite", False, id="sqlite, out of the inbox"),
    pytest.param("postgresql", True, id="postgresql, on arrival", marks=pytest.mark.server),
    pytest.param("sqlite", True, id="sqlite, on arrival", marks=pytest.mark.long),
    pytest.param("postgresql", False, id="postgresql, out of the inbox", marks=[pytest.mark.server, pytest.mark.long]),
]


@pytest.mark.parametrize("enough", [1, pytest.param(3, marks=pytest.mark.long)])
@pytest.mark.parametrize(("settings", "on_arrival"), TRIALS, indirect=["settings"])
def test_a_reaction_failing_anywhere_changes_nothing_and_hearing_twice_changes_once(
    settings, monkeypatch, enough, on_arrival
):
    """One service tries the same kind of fact `enough` times; a try takes as many attempts as there are statements."""
    monkeypatch.setattr("services.member_points.commands.derived_points.PAGE", 1)
    with closing(ReactionTrials(settings, enough, on_arrival=on_arrival)) as trials:
        try_everything(trials)


def try_everything(trials: ReactionTrials) -> None:
    import_district(trials)
    projects = make_records(trials)
    change = {"effective_on": date(2026, 6, 1)}
    parts = [{"name": "南社区"}, {"name": "北社区"}]
    for command, unit, params in (
        ("rename_organization", "unit6", {"name": "新社区"}),
        ("move_organization", "unit6", {"parent_id": "west"}),
        ("merge_organizations", "unit1", {"sources": ["unit2"]}),
        ("split_organization", "unit3", {"parts": parts}),
        ("close_organization", "unit4", {}),
    ):
        trials.do("district", "organizations", command, organization_id=unit, **params, **change)

    for name, trial in trials.trials.items():
        declared = {one for listed in reactions_of(service_class(name)).values() for one in listed}
        assert declared == {one for one, writes in trial.wrote.items() if writes}
        assert declared == set(trial.failed)
    assert status(trials, projects["unit4"]) != status(trials, projects["unit1"])


def import_district(trials: ReactionTrials) -> None:
    """Import the district and remember the ids by name."""
    rows = [dict(zip(CELLS, cells, strict=True)) | {"number": number} for number, cells in enumerate(DISTRICT, 2)]
    trials.do("district", "organizations", "request_import", rows=rows, effective_on=SINCE, file_name="d.csv")
    listed = trials.do("district", "organizations", "organizations", limit=50)["items"]
    assert len(listed) == len(DISTRICT)
    trials.ids |= {item["name"]: item["id"] for item in listed}


def status(trials: ReactionTrials, project: dict[str, Any]) -> str:
    """Return where a project stands."""
    return str(trials.do("district", "projects", "project", project_id=project["id"])["status"])
