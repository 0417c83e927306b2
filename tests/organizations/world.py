"""A small district that the service itself opened: its tree, its people, and one transaction at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, select

import services.organizations
from deploy.demo import persons
from services.organizations.service import OrganizationsService
from shared import databases
from shared.errors import unwrap_response
from shared.field_encryption import FieldCipher
from shared.messaging.events import Envelope, envelope
from shared.messaging.reactions import reactions_of
from shared.messaging.tables import outbox
from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, EVERYTHING, OPERATIONS, STREET, Actor, Grant
from shared.unit_of_work import CommandExecutor
from tests.worlds import empty, opened

MIGRATIONS = Path(services.organizations.__file__).parent / "migrations"
KEY = "a key of the tests, long enough for the signature"
OPENED = date(2020, 1, 1)
TREE = (
    ("district", None, "district", {}),
    ("east", "district", "street", {"party_form": "working_committee"}),
    ("west", "district", "street", {}),
    ("first", "east", "community", {}),
    ("second", "east", "community", {"party_form": "committee"}),
    ("third", "west", "community", {}),
    ("cell", "first", "branch", {"party_form": "branch"}),
    ("office", "district", "branch", {"party_form": "general_branch", "kind": "government_body"}),
)
GRANTS = {
    "operator": (OPERATIONS, EVERYTHING),
    "district": (DISTRICT, "district"),
    "east": (STREET, "east"),
    "west": (STREET, "west"),
    "first": (COMMUNITY, "first"),
    "second": (COMMUNITY, "second"),
    "third": (COMMUNITY, "third"),
    "cell": (BRANCH, "cell"),
    "auditor": (AUDITOR, "district"),
}


@dataclass
class World:
    """The organizations service over one database, with a clock that stands where a test puts it."""

    service: OrganizationsService
    ids: dict[str, str]
    day: date = date(2026, 3, 2)
    keys: Iterator[int] = field(default_factory=lambda: count(1000))
    heard: int = 0
    draw: Random = field(default_factory=lambda: Random(7))

    def do(self, who: str, method: str, /, **asked: Any) -> Any:
        """Carry out a command as someone, or raise its refusal."""
        call = self.call(who) | {"idempotency_key": f"key-{next(self.keys)}"}
        return unwrap_response(getattr(self.service, method)(call, **self.known(asked)))[0]

    def see(self, who: str, method: str, /, **asked: Any) -> Any:
        """Return a question of someone, or raise its refusal."""
        return unwrap_response(getattr(self.service, method)(self.call(who), **self.known(asked)))[0]

    def known(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Put ids in the place of the names by which tests call organizations."""

        def one(name: str, value: Any) -> Any:
            if isinstance(value, list):
                return [one(name, item) for item in value]
            if isinstance(value, dict):
                return self.known(value)
            if not isinstance(value, str) or name in {"name", "level", "reason"}:
                return value
            return self.ids.get(value, value)

        return {name: one(name, value) for name, value in asked.items()}

    def call(self, who: str) -> dict[str, Any]:
        """Return what travels with a request."""
        role, place = GRANTS[who]
        return {"acting": Actor(who, f"{who} staff", (Grant(role, self.ids.get(place, place)),)).sign(KEY)}

    def told(self, *only: str) -> list[Any]:
        """Return the events told since the tree was planted, oldest first, all or those of a name."""
        with databases.reading(self.service.executor.engine) as session:
            rows = session.execute(select(outbox.c.envelope).order_by(outbox.c.position)).scalars()
            events = [Envelope.decode(row).event() for row in rows][len(TREE) :]
        return [told for told in events if told is not None and (not only or told.name in only)]

    def react(self) -> None:
        """Let the service hear what it told itself, until it tells nothing new."""
        reactions = reactions_of(OrganizationsService)
        while len(told := self.told()) > self.heard:
            for fact in told[self.heard :]:
                for name in reactions.get(type(fact), []):
                    with databases.transaction(self.service.executor.engine) as session:
                        work = self.service.executor.react(session)
                        getattr(self.service, name)(work, fact)
                        self.service.executor.append_events(work, envelope(fact, id="cause", time=self.now(), number=1))
            self.heard = len(told)

    def now(self) -> datetime:
        """Return nine in the morning, Beijing time, of the day the world stands at."""
        return datetime(self.day.year, self.day.month, self.day.day, 1, tzinfo=UTC)

    def person(self, **more: Any) -> dict[str, Any]:
        """Make up somebody born in 1980 who joined in 2005, with a number of nobody."""
        birth = date(1980, 5, 1)
        made = {"name": persons.name(self.draw), "status": "full", "member_class": "ordinary", "born_on": birth}
        made |= {"joined_on": date(2005, 7, 1), "identity_number": persons.identity_number(self.draw, birth)}
        return made | more

    def member(self, organization: str = "first", who: str | None = None, **more: Any) -> dict[str, Any]:
        """Enter somebody in the roll of an organization since 2021."""
        asked = self.person(effective_on=date(2021, 1, 1)) | more
        return self.do(who or organization, "register_member", organization_id=organization, **asked)


@contextmanager
def world_on(url: str, ids: dict[str, str]) -> Iterator[World]:
    """Open a world on a planted database and close it."""
    engine = opened(url)
    world = World(_service(engine), ids)
    world.service.executor.clock = world.now
    try:
        yield world
    finally:
        engine.dispose()


def prepared(url: str) -> dict[str, str]:
    """Migrate an empty database, let the service open the tree, and give the ids by name."""
    engine = opened(url)
    databases.migrate(engine, MIGRATIONS)
    ids = _plant(engine)
    engine.dispose()
    return ids


def emptied(url: str) -> dict[str, str]:
    """Empty every table of a PostgreSQL database and have the tree opened anew."""
    engine = opened(url)
    empty(engine)
    ids = _plant(engine)
    engine.dispose()
    return ids


@cache
def _cipher() -> FieldCipher:
    return FieldCipher("a key for fields, long enough for the tests")


def _service(engine: Engine) -> OrganizationsService:
    service = OrganizationsService()
    service.executor = CommandExecutor("organizations", engine, KEY)
    service.cipher = _cipher()
    return service


def _plant(engine: Engine) -> dict[str, str]:
    world = World(_service(engine), {}, keys=count())
    world.service.executor.clock = world.now
    for name, parent, level, more in TREE:
        asked = {"parent_id": parent, "name": f"{name} 组织", "level": level, "effective_on": OPENED} | more
        world.ids[name] = world.do("operator", "open_organization", **asked)["id"]
    return world.ids
