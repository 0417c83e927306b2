"""An estate: a district in which one community has a record of every kind, in every state that a figure counts.

It is planted through the API over half a year, on a clock that the test sets, so that deadlines have passed by then.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from services import service_names
from shared.messaging.outbox import Position
from shared.messaging.tables import outbox_sequence
from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, OPERATIONS, STREET, Grant
from shared.unit_of_work import clock, wait_until_applied
from tests.gateway.estates import (
    activities,
    demonstration_points,
    member_points,
    observation_visits,
    organizations,
    projects,
    supervision,
)
from tests.gateway.estates.days import SPRING, TODAY, WINTER
from tests.gateway.house import House, Person, house

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SINCE = "2020-01-01"
PATIENCE = 120
"""Seconds until whatever was told must have been heard."""
PLENTY = 10**8
TREE = (
    ("district", None, "district"),
    ("east", "district", "street"),
    ("west", "district", "street"),
    ("first", "east", "community"),
    ("second", "east", "community"),
    ("third", "east", "community"),
    ("fourth", "west", "community"),
    ("fifth", "west", "community"),
    ("cell", "first", "branch"),
    ("later", "east", "community"),
)
LATER = {"later": "2027-01-01"}
"""What opens when everything else here has happened."""
KINDS = (organizations, activities, projects, demonstration_points, member_points, supervision, observation_visits)


class Calendar:
    """A clock that stands at nine in the morning of a day in China, and goes on from there."""

    def __init__(self, day: date) -> None:
        self.ahead = timedelta()
        self.turn(day)

    def turn(self, day: date) -> None:
        """Let it be another day."""
        self.ahead = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) - clock()

    def __call__(self) -> datetime:
        return clock() + self.ahead


@dataclass
class Estate:
    """The house, the ids by the names of what has them, and the people who act: each has a role in all of the district.

    They have seen whatever anyone of them wrote.
    """

    house: House
    name: str
    ids: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))

    def moved_into(self, house: House) -> Estate:
        """Return the same district in a house that was opened over a copy of its databases."""
        seen: dict[str, str] = {}
        people = {name: Person(house.app, one.token, one.account_id, seen) for name, one in self.people.items()}
        return replace(self, house=house, ids=dict(self.ids), people=people, seen=seen)

    def person(self, *roles: str) -> Person:
        """Sign someone in who has roles in the whole district."""
        district_id = self.ids["district"]
        person = self.house.person(*(Grant(role, district_id) for role in roles), district_id=district_id)
        person.headers = self.seen
        return person

    def ask(self, who: str, path: str, **asked: Any) -> Any:
        """Have somebody do something that must be done, and give what was answered."""
        return done(self.people[who].post(path, asked))

    def see(self, path: str, **query: Any) -> Any:
        """Read something as the district does."""
        return done(self.people["district"].get(path, query_string=query))

    def at(self, name: str = "first") -> dict[str, str]:
        """Return an organization as most bodies do."""
        return {"organization_id": self.ids[name]}

    def title(self, what: str) -> str:
        """Return a title that nothing else here has."""
        return f"{what}{next(self.numbers)}"


def done(answer: Any) -> Any:
    """Return what a request answered, which must have been done."""
    assert answer.status_code in {200, 201, 202}, answer.text
    return answer.json


def founded(house: House, name: str) -> Estate:
    """Open a district with two streets, five communities and a branch, and one that opens later."""
    estate = Estate(house, name)
    operator = house.person(Grant(OPERATIONS, "*"))
    operator.headers = estate.seen
    for unit, parent, level in TREE:
        asked = {"name": f"{name}{unit}", "level": level, "parent_id": estate.ids.get(parent or "")}
        asked["effective_on"] = LATER.get(unit, SINCE)
        estate.ids[unit] = done(operator.post("/organizations", asked))["id"]
    estate.people["district"] = estate.person(DISTRICT, AUDITOR)
    estate.people["street"] = estate.person(STREET)
    estate.people["community"] = estate.person(COMMUNITY, BRANCH)
    return estate


def plant(estate: Estate, calendar: Calendar) -> None:
    """Let half a year pass in a district, and everything happen in it that there is a kind of."""
    for day, season in ((WINTER, "winter"), (SPRING, "spring"), (TODAY, "today")):
        calendar.turn(day)
        for kind in KINDS:
            step: Callable[[Estate], None] | None = getattr(kind, season, None)
            if step is not None:
                step(estate)
        come_to_rest(estate.house)


def come_to_rest(house: House) -> None:
    """Wait until everything that was told is heard by everyone, and what they told of it in turn."""
    told: list[Position] = []
    while (now := _told(house)) != told:
        told = now
        for hosted in house.host.hosted.values():
            heard = [position for position in told if position.source in hosted.sources]
            assert wait_until_applied(hosted.executor.engine, heard, seconds=PATIENCE), hosted.name
        assert wait_until_applied(house.engine, told, seconds=PATIENCE), "the projector"


def _told(house: House) -> list[Position]:
    found = []
    for name, hosted in house.host.hosted.items():
        with hosted.executor.engine.connect() as connection:
            rows = connection.execute(select(outbox_sequence.c.partition_key, outbox_sequence.c.last))
            found += [Position(name, row.partition_key, row.last) for row in rows]
    return sorted(found, key=str)


@contextmanager
def opened(folder: Path, calendar: Calendar) -> Iterator[House]:
    """Open a house over whatever a folder holds, with everyone signed in for as long as it takes."""
    more = {"requests_a_minute": PLENTY, "access_seconds": PLENTY}
    with house(folder, *service_names(), clock=calendar, **more) as found:
        yield found
