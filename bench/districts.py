"""`python -m bench.districts 思明|海淀` plans real districts with the product's planner and prints what came of it.

An internal round for every street of a quarter, a cross round, and a two-day tour of 26 stops for 55 people; each
schedule is judged by a checker that shares no code with the planner. The communities of the files have no coordinates:
each is placed around its street's point, and a street without one around its district's, the same every time. Tiers,
opening half-days and last time's pairs are drawn from a fixed seed: nobody publishes them.
"""

import argparse
import csv
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from math import cos, pi, radians, sin, sqrt
from pathlib import Path
from random import Random

from msgspec.structs import asdict

from services.observation_visits.planner.protocol import Done, Failed, Incumbent, Message, SolveRequest
from services.observation_visits.planner.solver_process import SolverProcess
from shared.working_days import is_working_day
from tools.rounds_checker import violations
from visit_solver.problem import (
    Day,
    Delegation,
    Host,
    Pair,
    Place,
    Problem,
    Rules,
    Vehicle,
    Window,
)
from visit_solver.schedule import Schedule
from visit_solver.validation import check_problem

FILES = {"思明": "district_small_geo.csv", "海淀": "district_large_geo.csv"}
FOLDER = Path(__file__).parents[1] / "deploy" / "demo"
QUARTER = date(2026, 4, 1), date(2026, 6, 30)
TOUR = date(2026, 5, 19), date(2026, 5, 20)
MORNING, AFTERNOON = (540, 690), (840, 1020)
RADIUS = 1.2
"""Kilometres around its street's point within which a community is placed."""
DEGREE = 111.2
LIMIT = 60.0


class Community:
    """One community as the bench sees it."""

    def __init__(self, code: str, name: str, street: str, point: tuple[float, float]) -> None:
        self.code = code
        self.name = name
        self.street = street
        self.place = Place(id=code, longitude=point[0], latitude=point[1])


def communities_of(path: Path) -> tuple[list[Community], str]:
    """Read a district's communities, and say where they were placed for want of coordinates."""
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    points = {row["code"]: (float(row["lon_gcj02"]), float(row["lat_gcj02"])) for row in rows if row["lon_gcj02"]}
    streets = {row["code"]: row["parent_code"] for row in rows if row["level"] == "street"}
    found, at_street, at_district = [], 0, 0
    for row in rows:
        if row["level"] != "community":
            continue
        street = row["parent_code"]
        at_street += street in points
        at_district += street not in points
        centre = points.get(street) or points[streets[street]]
        found.append(
            Community(row["code"], row["name"], street, points.get(row["code"]) or around(centre, row["code"]))
        )
    return found, f"{at_street} communities placed around their street's point, {at_district} around the district's"


def around(centre: tuple[float, float], code: str) -> tuple[float, float]:
    """Return a point near another, the same for the same code every time."""
    random = Random(code)
    far, angle = RADIUS * sqrt(random.random()), 2 * pi * random.random()
    east = far * cos(angle) / DEGREE / cos(radians(centre[1]))
    return centre[0] + east, centre[1] + far * sin(angle) / DEGREE


def working_days(first: date, last: date) -> tuple[date, ...]:
    """Return the working days of China from one day to another."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in days if is_working_day(day))


def host_of(community: Community, days: tuple[date, ...]) -> Host:
    """Open a community on four half-days of the week, but for two weeks in which it is closed."""
    random = Random(f"host {community.code}")
    half_days = random.sample([(weekday, half) for weekday in range(5) for half in (MORNING, AFTERNOON)], 4)
    closed = set(random.sample(range(20), 2))
    windows = [
        Window(day=day, begin=begin, end=end)
        for day in days
        if (day - days[0]).days // 7 not in closed
        for weekday, (begin, end) in half_days
        if day.weekday() == weekday
    ]
    return Host(
        id=f"host-{community.code}",
        organization_id=community.code,
        street_id=community.street,
        place_id=community.code,
        visit_minutes=90,
        windows=tuple(windows),
        most_people=random.choice((15, 20, 30)),
        most_visits=3,
        may_receive={"2026Q2": 3},
        tier=tier_of(community),
    )


def tier_of(community: Community) -> str:
    """Return a community a tier: a fifth is ahead, a seventh behind."""
    drawn = Random(f"tier {community.code}").random()
    return "advanced" if drawn < 1 / 5 else "lagging" if drawn > 6 / 7 else "qualified"


def delegation_of(community: Community) -> Delegation:
    """Send eight people of a community by minibus."""
    return Delegation(
        id=f"from-{community.code}",
        organization_id=community.code,
        street_id=community.street,
        people=8,
        start_place_id=community.code,
        end_place_id=community.code,
        vehicles=(Vehicle(id="minibus", seats=12),),
        tier=tier_of(community),
    )


def round_of(communities: list[Community], between: str, seconds: float) -> Problem:
    """Ask for a round of a quarter in which everyone visits one other and is visited."""
    days = working_days(*QUARTER)
    shifted = communities[1:] + communities[:1]
    return Problem(
        kind="pairing",
        days=days,
        places=tuple(each.place for each in communities),
        hosts=tuple(host_of(each, days) for each in communities),
        delegations=tuple(delegation_of(each) for each in communities),
        day=Day(review_minutes=30),
        rules=Rules(between=between),
        previous=tuple(
            Pair(delegation_id=f"from-{one.code}", host_id=f"host-{other.code}")
            for one, other in zip(communities, shifted, strict=True)
        ),
        seconds=seconds,
    )


def tour_of(communities: list[Community], seconds: float) -> Problem:
    """Ask for two days with a coach for 55 people to 26 points, twenty minutes at each."""
    random = Random("tour")
    stops = random.sample(communities, 26)
    home = Place(
        id="home",
        longitude=sum(each.place.longitude or 0 for each in communities) / len(communities),
        latitude=sum(each.place.latitude or 0 for each in communities) / len(communities),
    )
    hosts = [stop_of(each, random) for each in stops]
    delegation = Delegation(
        id="district",
        organization_id="district",
        people=55,
        start_place_id="home",
        end_place_id="home",
        vehicles=(Vehicle(id="coach", seats=57),),
    )
    return Problem(
        kind="tour",
        days=TOUR,
        places=(home, *(each.place for each in stops)),
        hosts=tuple(hosts),
        delegations=(delegation,),
        day=Day(begin=480, end=1080, review_minutes=30),
        seconds=seconds,
    )


def stop_of(community: Community, random: Random) -> Host:
    """Open a community on three of the tour's four half-days, for twenty minutes each."""
    halves = [(day, half) for day in TOUR for half in ((510, 720), (780, 1080))]
    closed = random.choice(halves)
    return Host(
        id=f"host-{community.code}",
        organization_id=community.code,
        place_id=community.code,
        visit_minutes=20,
        windows=tuple(Window(day=day, begin=half[0], end=half[1]) for day, half in halves if (day, half) != closed),
        most_people=60,
    )


def problems_of(communities: list[Community], seconds: float) -> Iterator[tuple[str, Problem]]:
    """Yield every round of a district with its name."""
    streets: dict[str, list[Community]] = defaultdict(list)
    for each in communities:
        streets[each.street].append(each)
    for street, members in sorted(streets.items()):
        if len(members) > 1:
            yield f"internal {street} ({len(members)})", round_of(members, "same_street", seconds)
    yield f"cross ({len(communities)})", round_of(communities, "other_street", seconds)
    yield "tour (26 stops, 55 people, 2 days)", tour_of(communities, seconds)


def solved(problem: Problem) -> tuple[Schedule | None, float, str]:
    """Have a problem solved as the planner does, in a process of its own, and take the time."""
    began = time.time()
    solver = SolverProcess(SolveRequest(problem, began + problem.seconds))
    kept: Schedule | None = None
    try:
        while not solver.is_over() and time.time() < began + problem.seconds + 0.5:
            message: Message | None = solver.receive(0.1)
            if isinstance(message, Incumbent):
                kept = message.schedule
            elif isinstance(message, Done):
                return message.schedule, time.time() - began, "done"
            elif isinstance(message, Failed):
                return None, time.time() - began, message.en
    finally:
        solver.kill()
    return kept, time.time() - began, "stopped at its end, best so far"


def main() -> int:
    """Plan the districts that the command line names and tell whether every schedule can be held."""
    parser = argparse.ArgumentParser(prog="python -m bench.districts", description="真实区县 · real districts")
    parser.add_argument("districts", nargs="*", metavar="|".join(FILES))
    parser.add_argument("--seconds", type=float, default=50.0, help="每轮时限 · limit of each round")
    arguments = parser.parse_args()
    broken = 0
    for name in arguments.districts or FILES:
        communities, placed = communities_of(FOLDER / FILES[name])
        print(json.dumps({"district": name, "communities": len(communities), "note": placed}, ensure_ascii=False))
        for title, problem in problems_of(communities, arguments.seconds):
            broken += judged(name, title, problem)
    return 1 if broken else 0


def judged(district: str, title: str, problem: Problem) -> int:
    """Plan one round, print it as a line of JSON, and count what breaks a rule or the limit."""
    check_problem(problem)
    schedule, seconds, how = solved(problem)
    if schedule is None:
        print(json.dumps({"district": district, "round": title, "failed": how}, ensure_ascii=False))
        return 1
    found = violations(problem, schedule)
    told = {
        "district": district,
        "round": title,
        "seconds": round(seconds, 1),
        "status": schedule.status,
        "visits": len(schedule.visits),
        "missing": schedule.missing,
        "violations": len(found),
        "in_time": seconds <= LIMIT,
        "gap": None if schedule.gap is None else round(schedule.gap, 4),
        "objective": schedule.objective,
        "bound": schedule.bound,
        "goals": {goal: value for goal, value in asdict(schedule.goals).items() if value},
    }
    print(json.dumps(told, ensure_ascii=False), flush=True)
    for sentence in found[:5]:
        print(f"  {sentence}", file=sys.stderr)
    return len(found) + (seconds > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
