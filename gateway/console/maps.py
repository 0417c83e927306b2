"""Maps as SVG by the server: points of organizations, and behind them the outline of those under one parent.

An outline is the convex hull of points (Andrew's monotone chain), and says nothing of administrative boundaries.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, MARGIN = 430.0, 320.0, 26.0
Place = tuple[float, float]


@dataclass(frozen=True)
class MapPoint:
    """An organization where it stands on the map."""

    id: str
    name: str
    x: float
    y: float
    value: Any


@dataclass(frozen=True)
class Outline:
    """Those under one parent: the corners around them, and where the parent's name is written."""

    name: str
    corners: str
    x: float
    y: float


@dataclass(frozen=True)
class ShownMap:
    """A map as it is drawn, and how many organizations have no place on it."""

    points: list[MapPoint]
    outlines: list[Outline]
    unplaced: int
    attribution: str
    width: float = WIDTH
    height: float = HEIGHT


def drawn(answer: Mapping[str, Any], parents: Mapping[str, str]) -> ShownMap | None:
    """Return the map of an answer of the API, or None where fewer than two organizations have coordinates."""
    placed = [each for each in answer["points"] if each["lon_gcj02"] is not None and each["lat_gcj02"] is not None]
    if len(placed) < 2:  # noqa: PLR2004 - one point has no scale
        return None
    project = _projection([(each["lon_gcj02"], each["lat_gcj02"]) for each in placed])
    points, by_parent = [], dict[str, list[Place]]()
    for each in placed:
        x, y = project(each["lon_gcj02"], each["lat_gcj02"])
        points.append(MapPoint(each["id"], each["name"], x, y, each["value"]))
        by_parent.setdefault(each["parent_id"] or "", []).append((x, y))
    outlines = [_outline(parents[each], corners) for each, corners in by_parent.items() if each in parents]
    return ShownMap(points, outlines, len(answer["points"]) - len(placed), answer.get("attribution", ""))


def _projection(places: list[Place]) -> Any:
    """Return what places a longitude and a latitude: equirectangular, true to scale in the middle of them."""
    west, east = min(lon for lon, _ in places), max(lon for lon, _ in places)
    south, north = min(lat for _, lat in places), max(lat for _, lat in places)
    flat = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * flat, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / up)
    left, top = (WIDTH - across * scale) / 2, (HEIGHT - up * scale) / 2

    def project(lon: float, lat: float) -> Place:
        return round(left + (lon - west) * flat * scale, 1), round(top + (north - lat) * scale, 1)

    return project


def _outline(name: str, places: list[Place]) -> Outline:
    corners = _hull(places)
    x, y = (sum(values) / len(places) for values in zip(*places, strict=True))
    return Outline(name, " ".join(f"{each[0]},{each[1]}" for each in corners), round(x, 1), round(y, 1))


def _hull(places: Iterable[Place]) -> list[Place]:
    ordered = sorted(set(places))
    if len(ordered) <= 2:  # noqa: PLR2004 - a line is its own hull
        return ordered
    return [*_half(ordered)[:-1], *_half(ordered[::-1])[:-1]]


def _half(ordered: list[Place]) -> list[Place]:
    chain: list[Place] = []
    for place in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], place) <= 0:
            chain.pop()
        chain.append(place)
    return chain


def _turn(origin: Place, one: Place, other: Place) -> float:
    return (one[0] - origin[0]) * (other[1] - origin[1]) - (one[1] - origin[1]) * (other[0] - origin[0])
