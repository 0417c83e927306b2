"""Small districts for the planner's tests, drawn from a seed: places, hosts with half-days, delegations, odd rules."""

from datetime import date, timedelta
from random import Random

import pytest
from msgspec.structs import replace

from visit_solver.problem import (
    BusyInterval,
    Day,
    Delegation,
    Host,
    Pair,
    Place,
    Problem,
    Rules,
    Vehicle,
    VisitElsewhere,
    Window,
)

MONDAY = date(2026, 3, 2)
HALVES = ((540, 690), (840, 1020))
TIERS = ("advanced", "qualified", "lagging", None)


def seeds(few, many):
    """Return the first seeds for every run, and those up to `many` for the long one."""
    return [*range(few), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(few, many))]


def window(day, begin, end):
    return Window(day=day, begin=begin, end=end)


def days_from(first, count):
    return tuple(first + timedelta(days=number) for number in range(count))


def pairing(*, orgs, days=5, seed=1, openness=0.5, odd=False, first=MONDAY, **more):
    """Draw a round in which every organization visits one other; `odd` adds every rare rule."""
    random = Random(seed)
    stretch = days_from(first, days)
    return Problem(
        kind="pairing",
        days=stretch,
        places=tuple(
            Place(id=f"p{at}", longitude=118.1 + random.random() / 10, latitude=24.4 + random.random() / 10)
            for at in range(orgs)
        ),
        hosts=tuple(_host(at, random, stretch, openness, odd=odd) for at in range(orgs)),
        delegations=tuple(_delegation(at, random, stretch, odd=odd) for at in range(orgs)),
        rules=Rules(begin_every=60 if odd else 30, between=random.choice(("any", "same_street")) if odd else "any"),
        day=Day(review_minutes=random.choice((0, 30)) if odd else 0),
        previous=tuple(Pair(delegation_id=f"d{at}", host_id=f"h{(at + 1) % orgs}") for at in range(orgs)),
        declined=(Pair(delegation_id="d0", host_id="h1"),) if odd else (),
        **({"seconds": 20.0} | more),
    )


def _host(at, random, stretch, openness, *, odd):
    opened = [window(day, *half) for day in stretch for half in HALVES if random.random() < openness]
    return Host(
        id=f"h{at}",
        organization_id=f"o{at}",
        street_id=f"s{at % 2}",
        place_id=f"p{at}",
        visit_minutes=random.choice((60, 90)),
        windows=tuple(opened) or (window(stretch[0], *HALVES[0]),),
        most_people=random.choice((None, 6, 12)) if odd else None,
        together=random.choice((1, 1, 2)) if odd else 1,
        required=not odd or random.random() < 3 / 4,
        worth=random.randrange(3),
        most_visits=random.choice((None, 1, 2)) if odd else None,
        may_receive=random.choice(({}, {"2026Q1": 1})) if odd else {},
        received=random.randrange(2) if odd else 0,
        tier=random.choice(TIERS),
    )


def _delegation(at, random, stretch, *, odd):
    free = tuple(window(day, 540, 1020) for day in stretch if random.random() < 3 / 4)
    return Delegation(
        id=f"d{at}",
        organization_id=f"o{at}",
        street_id=f"s{at % 2}",
        people=random.choice((5, 8)) if odd else 5,
        start_place_id=f"p{at}",
        end_place_id=f"p{at}",
        windows=free if odd else (),
        visits=random.choice((1, 1, 2)) if odd else 1,
        tier=random.choice(TIERS),
    )


def sharing(problem, most=1):
    """Let the first two hosts be stops of one organization, with so many visits for both."""
    own = {"organization_id": "o0", "street_id": problem.hosts[0].street_id, "may_receive": {"2026Q1": most}}
    hosts = tuple(replace(host, **own) if at < 2 else host for at, host in enumerate(problem.hosts))
    return replace(problem, hosts=hosts)


def beside(problem, seed=1):
    """Let other rounds take an hour here and there, two share a bus, and a host refuse a day."""
    random = Random(seed)

    def taken(count):
        drawn = [(random.choice(problem.days), random.randrange(540, 960)) for _ in range(count)]
        return tuple(BusyInterval(day=day, begin=begin, end=begin + 60, why="same_stop") for day, begin in drawn)

    def shared(at):
        return (Vehicle(id=f"v{at}", seats=100, known_as="bus"),) if at < 2 and problem.kind == "pairing" else ()

    first, last = problem.hosts[0], problem.hosts[-1]
    sender = problem.delegations[0]
    return replace(
        problem,
        hosts=tuple(replace(host, taken=taken(random.randrange(4))) for host in problem.hosts),
        delegations=tuple(
            replace(each, taken=taken(random.randrange(3)), vehicles=each.vehicles or shared(at))
            for at, each in enumerate(problem.delegations)
        ),
        declined=(*problem.declined, Pair(delegation_id=sender.id, host_id=last.id, day=problem.days[0])),
        met=(
            VisitElsewhere(
                visiting_organization_id=first.organization_id,
                organization_id=problem.delegations[-1].organization_id,
                day=random.choice(problem.days),
            ),
        ),
    )


def tour(*, stops, seed=1, days=2, visit=20, people=55, coach=57, **more):
    """Draw a tour by coach from a home in the middle."""
    random = Random(seed)
    stretch = days_from(MONDAY, days)
    home = Place(id="home", longitude=118.15, latitude=24.45)
    spread = [
        Place(id=f"p{at}", longitude=118.1 + random.random() / 10, latitude=24.4 + random.random() / 10)
        for at in range(stops)
    ]
    hosts = tuple(
        Host(
            id=f"h{at}",
            organization_id=f"o{at}",
            place_id=f"p{at}",
            visit_minutes=visit,
            windows=tuple(w for w in _halves(stretch) if random.random() < 3 / 4) or _halves(stretch)[:1],
            worth=1 + random.randrange(3),
        )
        for at in range(stops)
    )
    delegation = Delegation(
        id="guests",
        organization_id="district",
        people=people,
        start_place_id="home",
        end_place_id="home",
        vehicles=(Vehicle(id="coach", seats=coach),),
    )
    given = {"seconds": 6.0, "day": Day(review_minutes=30), "delegations": (delegation,), "hosts": hosts} | more
    return Problem(kind="tour", days=stretch, places=(home, *spread), **given)


def _halves(stretch):
    return tuple(window(day, *half) for day in stretch for half in ((510, 720), (780, 1050)))
