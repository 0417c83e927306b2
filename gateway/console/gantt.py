"""Gantt charts: milestones as bars over months, with the day of today; geometry alone, the words are the page's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gateway.console.formats import as_day

WIDTH, LEFT, ROW, HEAD = 860, 210, 30, 40
"""Sizes of the chart: its width, the part with the names, the height of a row and of the head."""


@dataclass(frozen=True)
class Bar:
    """One milestone: from where to where its bar goes, and where its deadline and its end are."""

    record: Mapping[str, Any]
    y: float
    begin: float
    end: float
    deadline: float
    reached: float | None


@dataclass(frozen=True)
class Gantt:
    """A chart: its bars, the months with where each begins, and where today is."""

    bars: list[Bar]
    months: list[tuple[date, float]]
    today: float
    height: float


def gantt(items: Sequence[Mapping[str, Any]], begun: Any, today: date) -> Gantt | None:
    """Return the chart of milestones, each from the deadline before it, the first from the day on which work began."""
    plan = sorted((each for each in items if each.get("due_on")), key=lambda each: str(each["due_on"]))
    if not plan:
        return None
    days = [found for each in plan for name in ("due_on", "reached_on") if (found := as_day(each.get(name)))]
    first = min([*days, today, as_day(begun) or today]).replace(day=1)
    last = _month_after(max([*days, today]))
    scale = _Scale(first, (last - first).days)
    return Gantt(
        list(_bars(plan, as_day(begun) or first, scale)),
        list(_months(first, last, scale)),
        scale.at(today),
        HEAD + ROW * len(plan) + 8,
    )


@dataclass(frozen=True)
class _Scale:
    first: date
    days: int

    def at(self, day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - 16) * (day - self.first).days / self.days, 1)


def _bars(plan: Sequence[Mapping[str, Any]], begun: date, scale: _Scale) -> Iterable[Bar]:
    begin = begun
    for number, each in enumerate(plan):
        due, reached = as_day(each["due_on"]) or begin, as_day(each.get("reached_on"))
        end = reached or due
        begin = min(begin, end - timedelta(days=3))
        y = HEAD + ROW * number + ROW / 2
        yield Bar(
            each,
            y,
            scale.at(max(begin, scale.first)),
            scale.at(end),
            scale.at(due),
            scale.at(reached) if reached else None,
        )
        begin = due


def _months(first: date, last: date, scale: _Scale) -> Iterable[tuple[date, float]]:
    month = first
    while month < last:
        yield month, scale.at(month)
        month = _month_after(month)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
