"""A small district for the tests of projects: its tree, its people, and one transaction at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, select
from sqlalchemy.engine import make_url

import services.projects
from services.projects import commands, queries
from shared import databases, trees
from shared.errors import answer_of
from shared.messaging.events import Envelope, Event
from shared.messaging.tables import outbox
from shared.rights import BRANCH, COMMUNITY, DISTRICT, STREET, Acting, Grant
from shared.trees import Timeline, Version
from shared.work import Desk

MIGRATIONS = Path(services.projects.__file__).parent / "migrations"
KEY = "a key of the tests, long enough for the signature"
OPENED = date(2020, 1, 1)
DISTRICT_ID = "district"


def version(name: str, level: str, parent: str | None, since: date = OPENED, until: date | None = None) -> Version:
    """This function will give one stretch of an organization's life."""
    return Version(valid_from=since, valid_until=until, parent_id=parent, level=level, name=name)


def timeline(name: str, level: str, parent: str | None, **more: Any) -> Timeline:
    """This function will give an organization that stands since 2020, under its own name as id."""
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
}


@dataclass
class World:
    """The projects service over one database, with a clock that stands where a test puts it."""

    desk: Desk
    day: date = date(2026, 3, 2)
    keys: int = 0
    people: dict[str, Acting] = field(
        default_factory=lambda: {name: Acting(name, f"{name} staff", (grant,)) for name, grant in PEOPLE.items()}
    )

    def do(self, who: str, command: str, /, **asked: Any) -> Any:
        """This function will carry out a command as someone, or raise its refusal."""
        self.keys += 1
        call = self._call(who) | {"idempotency_key": f"key-{self.keys}"}
        return answer_of(self.desk.command(getattr(commands, command), call, asked))[0]

    def see(self, who: str, query: str, /, **asked: Any) -> Any:
        """This function will answer a question of someone, or raise its refusal."""
        return answer_of(self.desk.query(getattr(queries, query), self._call(who), asked))[0]

    def hear(self, react: Callable[..., None], *events: Event) -> None:
        """This function will let a reaction take effect, one transaction for each event, as an inbox does."""
        for number, event in enumerate(events, start=1):
            cause = Envelope(
                id=f"cause-{number}", source=f"/services/{event.source}", type=event.name, subject="", time=self.now(),
                dataschema="", partitionkey="", sequence="1", districtid="", data=b"{}",
            )  # fmt: skip
            with databases.transaction(self.desk.engine) as session:
                work = self.desk.react(session)
                react(work, event)
                self.desk.record(work, cause)

    def told(self, name: str | None = None) -> list[Any]:
        """This function will give the events told so far, oldest first, all or those of one name."""
        with databases.reading(self.desk.engine) as session:
            rows = session.execute(select(outbox.c.envelope).order_by(outbox.c.position)).scalars()
            events = [Envelope.decode(row).event() for row in rows]
        return [event for event in events if event is not None and name in {None, event.name}]

    def now(self) -> datetime:
        """This function will give nine in the morning, Beijing time, of the day the world stands at."""
        return datetime(self.day.year, self.day.month, self.day.day, 1, tzinfo=UTC)

    def pass_days(self, days: int) -> None:
        """This function will let days go by."""
        self.day += timedelta(days=days)

    def declared(self, organization: str = "first", who: str | None = None, **more: Any) -> dict[str, Any]:
        """This function will declare an ordinary project for an organization."""
        asked = {"category": "brand_building", "title": "邻里节", "lead_post": "社区书记", "year": self.day.year} | more
        return self.do(who or organization, "declare_project", organization_id=organization, **asked)

    def approved(self, organization: str = "first", street: str = "east", **more: Any) -> dict[str, Any]:
        """This function will take a community's project through its review chain."""
        project = self.declared(organization, **more)
        self.do(street, "review_project", project_id=project["id"], decision="pass", opinion="同意上报")
        return self.do("district", "approve_project", project_id=project["id"], opinion="同意立项")

    def running(self, organization: str = "first", street: str = "east", **more: Any) -> dict[str, Any]:
        """This function will bring a community's project to where progress is reported."""
        project = self.approved(organization, street, **more)
        return self.do(organization, "start_project", project_id=project["id"])

    def milestone(self, project: dict[str, Any], who: str = "first", **more: Any) -> dict[str, Any]:
        """This function will add a milestone, due on Friday 27 March 2026 unless named otherwise."""
        asked = {"title": "建成投入使用", "deadline": date(2026, 3, 27), "organization_id": "first", "post": "社区书记"}
        return self.do(who, "set_milestone", project_id=project["id"], **asked | more)

    def report(self, project: dict[str, Any], who: str = "first", **more: Any) -> dict[str, Any]:
        """This function will report progress."""
        return self.do(who, "report_progress", project_id=project["id"], **{"text": "完成入户走访"} | more)

    def published(self, year: int = 2026, units: tuple[str, ...] = ("first", "third")) -> list[str]:
        """This function will publish a list of ten matters, the first of them assigned to units."""
        drafts = [self.drafted(f"实事 {number}", year) for number in range(10)]
        for unit in units:
            part = {"organization_id": unit, "post": "书记", "duty": "落实"}
            self.do("district", "assign_organization", project_id=drafts[0]["id"], **part)
        return self.do("district", "publish_practical_matters", organization_id="district", year=year)["projects"]

    def drafted(self, title: str = "社区食堂", year: int = 2026) -> dict[str, Any]:
        """This function will draft one practical matter."""
        asked = {"organization_id": "district", "year": year, "title": title, "lead_post": "分管副区长"}
        return self.do("district", "draft_practical_matter", **asked)

    def _call(self, who: str) -> dict[str, Any]:
        return {"acting": self.people[who].sign(KEY)}


@contextmanager
def world_on(url: str) -> Iterator[World]:
    """This function will open a world on a planted database and close it."""
    engine = opened(url)
    world = World(Desk("projects", engine, KEY))
    world.desk.clock = world.now
    try:
        yield world
    finally:
        engine.dispose()


def opened(url: str) -> Engine:
    """This function will open a database by its address."""
    name = "sqlite" if url.startswith("sqlite") else "postgresql+psycopg"
    return databases.open_database(make_url(url).set(drivername=name))


def prepared(url: str) -> Engine:
    """This function will migrate an empty database and plant the tree in it."""
    engine = opened(url)
    databases.migrate(engine, MIGRATIONS)
    _plant(engine)
    return engine


def emptied(url: str) -> None:
    """This function will empty every table of a PostgreSQL database and plant the tree anew."""
    engine = opened(url)
    names = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
    _plant(engine)
    engine.dispose()


def _plant(engine: Engine) -> None:
    with databases.transaction(engine) as session:
        trees.keep(session, DISTRICT_ID, TREE)
