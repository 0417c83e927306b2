"""The problem: who may visit whom, when, from where, under which rules, and what a good schedule is weighed by.

Everything is resolved before: bookable half-days, blackout dates and working days have become windows.
Days are days of China; times of day are whole minutes after midnight (540 is 09:00); durations are whole minutes.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from visit_solver.goals import ObjectiveWeights

PAIRING, TOUR = KINDS = ("pairing", "tour")
SAME_STREET, OTHER_STREET, ANY_STREET = BETWEEN = ("same_street", "other_street", "any")
MIDNIGHT = 1440


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Somewhere to travel between; without coordinates (degrees, GCJ-02 throughout) only a matrix can reach it.

    `name` is the stop or the delegation that it belongs to, as shown to people; the id where there is none.
    """

    id: str
    name: str = ""
    longitude: float | None = None
    latitude: float | None = None


class Window(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A stretch of one day, from `begin` to `end` in minutes after midnight; what is inside touches both at most."""

    day: date
    begin: int
    end: int


class BusyInterval(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A stretch of one day that is taken, and by what: `why` is the rule, the rest names the visit of another round.

    `absent` stands alone: the delegation cannot go on that day.
    """

    day: date
    begin: int
    end: int
    why: str
    round_title: str = ""
    visit_title: str = ""


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """Somewhere to be visited (观摩点): of an organization, at a place, open in windows, for so many people at once.

    A visit lasts `visit_minutes` and lies inside one window. `most_people` is who fits in at once, None for no limit;
    `together` is how many delegations may be there at once. A `required` host has to be visited at least once; any
    other may stay unvisited, which costs its `worth`. `most_visits` caps the visits of this round, `may_receive` those
    of each quarter ("2026Q1"; a quarter not named has no cap) to all hosts of its organization together, the smallest
    where they differ. `received` counts the quarter's earlier visits, for fairness. `tier` is advanced, qualified or
    lagging, None where nobody has decided. `name` is shown to people, the id where there is none. `taken` is when
    visits of other rounds keep it from receiving, whatever its windows are.
    """

    id: str
    organization_id: str
    name: str = ""
    street_id: str | None = None
    place_id: str
    visit_minutes: int
    windows: tuple[Window, ...]
    most_people: int | None = None
    together: int = 1
    required: bool = True
    worth: int = 1
    most_visits: int | None = None
    may_receive: dict[str, int] = {}
    received: int = 0
    tier: str | None = None
    taken: tuple[BusyInterval, ...] = ()


class Vehicle(msgspec.Struct, frozen=True, kw_only=True):
    """What a delegation travels in, with its seats; two that are `known_as` the same are one vehicle."""

    id: str
    seats: int
    known_as: str = ""


class Delegation(msgspec.Struct, frozen=True, kw_only=True):
    """Who goes (观摩团): of an organization, so many people, from one place and to another, when it is free.

    Without `windows` it is free on every day of the problem from `begin` to `end` of the day. Without `vehicles` it
    walks or goes as it likes, and no seats are counted. Its vehicles drive in one convoy and everyone is at one place
    at one time, unless `splits`: then each vehicle is a group of its own, the people shared out as evenly as the seats
    allow, and a host is visited by one group. `visits` is how many hosts it has to visit: no more than that in a
    pairing, at least as many on a tour, where it visits as many as it can and each host receives one group. `name` is
    shown to people, the id where there is none. `taken` is when visits of other rounds keep it at home, whatever its
    windows are.
    """

    id: str
    organization_id: str
    name: str = ""
    street_id: str | None = None
    people: int
    start_place_id: str
    end_place_id: str
    vehicles: tuple[Vehicle, ...] = ()
    splits: bool = False
    windows: tuple[Window, ...] = ()
    visits: int = 1
    tier: str | None = None
    taken: tuple[BusyInterval, ...] = ()


class Lunch(msgspec.Struct, frozen=True, kw_only=True):
    """A break of `minutes` between `earliest` and `latest`, in which nobody travels or visits.

    On a tour it is taken at `place_id`; without one, at whichever place of the tour suits best.
    """

    earliest: int = 690
    latest: int = 810
    minutes: int = 60
    place_id: str | None = None


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """The hours of every day: nobody leaves before `begin`, everyone is back and has reviewed by `end`.

    The review (点评) takes `review_minutes` at the end of a delegation's day, at its end place. `lunch` None: no break.
    """

    begin: int = 510
    end: int = 1050
    review_minutes: int = 0
    lunch: Lunch | None = Lunch()


class Road(msgspec.Struct, frozen=True, kw_only=True):
    """A way from one place to another, in this direction."""

    from_place_id: str
    to_place_id: str


class Travel(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes from place to place: `matrix[a][b]` in the order of the problem's places, rounded up.

    Without a matrix: the straight line, times `factor`, driven at `kilometres_per_hour`. Closed roads cannot be used.
    """

    factor: float = 1.4
    kilometres_per_hour: float = 25.0
    matrix: tuple[tuple[float, ...], ...] | None = None
    closed: tuple[Road, ...] = ()


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A delegation and a host, on one day where one is named."""

    delegation_id: str
    host_id: str
    day: date | None = None


class VisitElsewhere(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A visit of another round by the organizations that met, for the rule that nobody visits back in one week."""

    visiting_organization_id: str
    organization_id: str
    day: date
    round_title: str = ""
    visit_title: str = ""


class Pin(msgspec.Struct, frozen=True, kw_only=True):
    """A visit that is settled and stays: the pair, and where given its day and its begin."""

    delegation_id: str
    host_id: str
    day: date | None = None
    begin: int | None = None


class PreviousVisit(msgspec.Struct, frozen=True, kw_only=True):
    """A visit of the schedule that a new one has to stay near."""

    delegation_id: str
    host_id: str
    day: date
    begin: int


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for the whole round.

    `between` is who may visit whom in a pairing: same_street (internal round), other_street (cross round) or any; an
    organization never visits itself. `reciprocal_apart`: no two organizations visit one another in one ISO week. A
    visit of a pairing begins at a minute divisible by `begin_every`, or exactly when it is pinned or was before.
    """

    between: str = ANY_STREET
    reciprocal_apart: bool = True
    begin_every: int = 30


class Problem(msgspec.Struct, frozen=True, kw_only=True, rename={"weights": "wishes"}):
    """A round to plan: a `pairing` (one trip a day to one host and back) or a `tour` (stop after stop by vehicle).

    `previous` are the pairs of last time, `declined` those that must not be, `pins` what stays, `met` who visits whom
    in other rounds of these weeks. Given `before`, the new schedule first changes as little as it must and only then
    looks at the goals. `seconds` is wall-clock time; `effort`, where given, ends the search after so many steps
    whatever the clock shows, so that the same `seed` leads to the same schedule on a machine of any speed.
    """

    kind: str
    days: tuple[date, ...]
    places: tuple[Place, ...]
    hosts: tuple[Host, ...]
    delegations: tuple[Delegation, ...]
    day: Day = Day()
    travel: Travel = Travel()
    rules: Rules = Rules()
    previous: tuple[Pair, ...] = ()
    declined: tuple[Pair, ...] = ()
    pins: tuple[Pin, ...] = ()
    before: tuple[PreviousVisit, ...] | None = None
    weights: ObjectiveWeights = ObjectiveWeights()
    seconds: float = 30.0
    effort: int | None = None
    seed: int = 1
    met: tuple[VisitElsewhere, ...] = ()


class Violation:
    """One field of a problem that contradicts itself or another: its code, such as `host_never_open`, and figures."""

    def __init__(self, code: str, *, field: str, **params: Any) -> None:
        self.code = code
        self.field = field
        self.params = params

    def __str__(self) -> str:
        return f"{self.field}: {self.code} {self.params or ''}".rstrip()


class InvalidProblem(ValueError):
    """A problem that contradicts itself, with every violation that was found."""

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations = list(violations)
        super().__init__("; ".join(map(str, self.violations)))


class InfeasiblePins(Exception):
    """No schedule has all pins; each of them alone is possible."""


def quarter_of(day: date) -> str:
    """Return the quarter of a day, such as 2026Q1."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def clock_time(minute: int) -> str:
    """Return minutes after midnight as a time of day, such as 09:30."""
    return f"{minute // 60:02}:{minute % 60:02}"


def quarter_caps(problem: Problem) -> dict[tuple[str, str], int]:
    """Return how many visits all hosts of an organization may receive together in a quarter."""
    caps: dict[tuple[str, str], int] = {}
    for host in problem.hosts:
        for quarter, most in host.may_receive.items():
            key = host.organization_id, quarter
            caps[key] = min(most, caps.get(key, most))
    return caps
