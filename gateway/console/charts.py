"""The geometry of charts that the server draws as SVG: where a day or an amount stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gateway.console.formats import as_day

WIDTH, NAMES, ROW = 760.0, 150.0, 26.0
"""Of a chart by days: its width, the part of it for names, and the height of a row."""


@dataclass(frozen=True)
class GanttRow:
    """One node: its bar from the day before to its deadline, and the mark at its end; `old` is an earlier deadline."""

    name: str
    y: float
    begin: float
    end: float
    mark: str
    old: float | None = None


@dataclass(frozen=True)
class Gantt:
    """A chart by days: its rows, the beginnings of months, and today where it lies within."""

    rows: list[GanttRow]
    months: list[tuple[float, date]]
    today: float | None
    height: float
    width: float = WIDTH


def gantt(nodes: Sequence[Mapping[str, Any]], begin: date, today: date) -> Gantt | None:
    """Return the chart of nodes, by deadline, each with `title`, `due_on`, `mark` and perhaps `was_due_on`."""
    dated = sorted(((day, node) for node in nodes if (day := as_day(node["due_on"]))), key=lambda each: each[0])
    if not dated:
        return None
    first, last = min(begin, dated[0][0]), max(dated[-1][0], today)
    days = max((last - first).days, 1)

    def at(day: date) -> float:
        return round(NAMES + (WIDTH - NAMES - 20) * (day - first).days / days, 1)

    rows, since = list[GanttRow](), first
    for number, (day, node) in enumerate(dated):
        old = as_day(node.get("was_due_on"))
        y = ROW * (number + 1.5)
        rows.append(GanttRow(str(node["title"]), y, at(since), at(day), str(node["mark"]), at(old) if old else None))
        since = day
    months = [(at(each), each) for each in _months(first, last)]
    return Gantt(rows, months, at(today) if first <= today <= last else None, ROW * (len(rows) + 2))


def line(points: Sequence[float], width: float, height: float, most: float | None = None) -> str:
    """Return the points of a polyline, evenly apart, the greatest at the top."""
    greatest = max([*points, most or 0.0, 1e-9])
    step = width / max(len(points) - 1, 1)
    places = ((number * step, height * (1 - each / greatest)) for number, each in enumerate(points))
    return " ".join(f"{round(x, 1)},{round(y, 1)}" for x, y in places)


def _months(first: date, last: date) -> list[date]:
    found, day = list[date](), first.replace(day=1)
    while day <= last:
        if day >= first:
            found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found
