"""Public team-orienteering instances with time windows, read so that what is feasible here is feasible on paper."""

from collections.abc import Iterator
from csv import DictReader
from fractions import Fraction
from math import ceil, floor, isqrt, lcm
from pathlib import Path
from typing import NamedTuple

from visit_solver.orienteering.problem import Shift, Stop, TourProblem, Window

FOLDER = Path(__file__).parent / "instances" / "toptw"

TENTHS = 10
"""Solomon's instances count tenths: distances are rounded down to one decimal."""

FINE = 10_000
"""Cordeau's instances are real numbers: counted in these parts, every time is rounded to the side that is safe."""


class Vertex(NamedTuple):
    """One line of a file; the first is the depot, where every route begins and ends."""

    x: Fraction
    y: Fraction
    duration: Fraction
    profit: int
    opens: Fraction
    closes: Fraction


def read(path: Path) -> list[Vertex]:
    """Read the vertices of a file; it raises ValueError if they are not numbered."""
    lines = [line.split() for line in path.read_text("utf-8").splitlines()[2:] if line.strip()]
    if [int(line[0]) for line in lines] != list(range(len(lines))) or not lines:
        raise ValueError(f"{path}: vertices are numbered from 0, in order")
    return [
        Vertex(
            x=Fraction(line[1]),
            y=Fraction(line[2]),
            duration=Fraction(line[3]),
            profit=int(Fraction(line[4])),
            opens=Fraction(line[-2]),
            closes=Fraction(line[-1]),
        )
        for line in lines
    ]


def as_problem(vertices: list[Vertex], vehicles: int, *, rounded_down: bool) -> TourProblem:
    """Make a problem for so many vehicles; stop number n is vertex n + 1.

    `rounded_down` is for Solomon's instances. Otherwise no time is ever shorter than it is, no window ever longer.
    """
    parts = TENTHS if rounded_down else FINE
    unit = lcm(*(vertex.x.denominator * vertex.y.denominator for vertex in vertices))
    points = [(int(vertex.x * unit * parts), int(vertex.y * unit * parts)) for vertex in vertices]
    windows = [Window(ceil(vertex.opens * parts), floor(vertex.closes * parts)) for vertex in vertices]
    day = windows[0]
    return TourProblem(
        travel=tuple(_ways(points, unit, rounded_down=rounded_down)),
        stops=tuple(
            Stop(place, ceil(vertex.duration * parts), (window,), vertex.profit)
            for place, (vertex, window) in enumerate(zip(vertices, windows, strict=True))
            if place
        ),
        shifts=(Shift(0, 0, day.opens, day.closes),) * vehicles,
    )


def is_rounded_down(path: Path) -> bool:
    """Return Solomon's files (c, r, rc) from Cordeau's (pr), which are the only other public ones."""
    return not path.stem.startswith("pr")


def best_known() -> dict[tuple[str, int], int]:
    """Return the best score known for each instance and number of vehicles."""
    with (FOLDER / "best_known.csv").open(encoding="utf-8") as file:
        return {(row["instance"], int(row["m"])): int(row["bks"]) for row in DictReader(file)}


def _ways(points: list[tuple[int, int]], unit: int, *, rounded_down: bool) -> Iterator[tuple[int, ...]]:
    """Distances between points that are given in fractions of a `unit`, rounded to whole units."""
    for x, y in points:
        squares = [(x - to_x) ** 2 + (y - to_y) ** 2 for to_x, to_y in points]
        down = [isqrt(square) // unit for square in squares]
        yield tuple(
            way if rounded_down or (way * unit) ** 2 == square else way + 1
            for way, square in zip(down, squares, strict=True)
        )
