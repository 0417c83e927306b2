"""A day of a schedule on a map: where delegations start, the stops by number, and a line from each to each.

Without tiles: a plane of the points' own coordinates. The lines are drawn bent so that two that meet are told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from gateway.console.schedules.entries import Entry

WIDE, HIGH, EDGE = 640.0, 360.0, 34.0
COLOURS = 9
"""Colours of routes; the tenth has that of the first again."""
BEND = 0.16
Point = tuple[float, float]


@dataclass(frozen=True)
class Route:
    """One way from a start to a stop, as it is drawn, and the visit that it belongs to."""

    number: int
    colour: int
    entry: Entry
    start: Point | None
    stop: Point | None
    path: str


def routes(entries: Sequence[Entry], starts: Mapping[str, Point], stops: Mapping[str, Point]) -> list[Route]:
    """Return the day's routes in the order of their begin, with points on the plane where both are known."""
    ordered = sorted(entries, key=lambda each: (each.begins, each.delegation, each.stop))
    known = [starts[each.delegation_id] for each in ordered if each.delegation_id in starts]
    known += [stops[each.stop_id] for each in ordered if each.stop_id in stops]
    plane = _plane(known)
    return [_route(number, each, starts, stops, plane) for number, each in enumerate(ordered, start=1)]


def _route(
    number: int, entry: Entry, starts: Mapping[str, Point], stops: Mapping[str, Point], plane: "_Plane"
) -> Route:
    start, stop = (
        plane.at(place[of]) if of in place else None
        for place, of in ((starts, entry.delegation_id), (stops, entry.stop_id))
    )
    return Route(number, (number - 1) % COLOURS, entry, start, stop, _bent(start, stop) if start and stop else "")


def _bent(start: Point, stop: Point) -> str:
    (x, y), (to_x, to_y) = start, stop
    bend = BEND * hypot(to_x - x, to_y - y)
    length = hypot(to_x - x, to_y - y) or 1
    middle_x = (x + to_x) / 2 + (y - to_y) / length * bend
    middle_y = (y + to_y) / 2 + (to_x - x) / length * bend
    return f"M{x:.1f} {y:.1f}Q{middle_x:.1f} {middle_y:.1f} {to_x:.1f} {to_y:.1f}"


@dataclass(frozen=True)
class _Plane:
    left: float
    top: float
    scale: float
    squeeze: float
    shift: Point

    def at(self, point: Point) -> Point:
        longitude, latitude = point
        x = (longitude - self.left) * self.squeeze * self.scale + self.shift[0]
        return round(x, 1), round((self.top - latitude) * self.scale + self.shift[1], 1)


def _plane(points: Sequence[Point]) -> _Plane:
    if not points:
        return _Plane(0, 0, 1, 1, (0, 0))
    east, north = [each[0] for each in points], [each[1] for each in points]
    squeeze = cos(radians(sum(north) / len(north)))
    wide, high = (max(east) - min(east)) * squeeze, max(north) - min(north)
    scale = min((WIDE - 2 * EDGE) / (wide or 1e-6), (HIGH - 2 * EDGE) / (high or 1e-6))
    scale = min(scale, 1e7)
    shift = (WIDE - wide * scale) / 2, (HIGH - high * scale) / 2
    return _Plane(min(east), max(north), scale, squeeze, shift)
