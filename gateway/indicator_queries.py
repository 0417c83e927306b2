"""One indicator of one organization: its value, the period before, its siblings, its kinds and its series."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select

from gateway.figure_sums import Asked, asked_for, placed_below, sums
from gateway.overview_queries import family, figure_view, indicator_named, require_level, sees_below
from gateway.projections.current_tree import placed_on
from gateway.projections.indicators import Indicator, indicators
from shared.periods import months_from
from shared.rights import SEE_FIGURES
from shared.trees import organization_version, path
from shared.unit_of_work import UnitOfWork

LENGTHS = {"month": 1, "quarter": 3}


def indicator_of(
    work: UnitOfWork, *, level: str, organization_id: str, indicator: str, period: str | None = None,
    quarter: int | None = None, as_of: date | None = None, kind: str | None = None, series: str = "quarter",
    selected: frozenset[str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return a figure with that of the period before, of the siblings that the caller sees, by kind, and as a series.

    The points of the series are the year's months or quarters up to the period's end, all in the same tree. Siblings
    are organizations, in the order of the tree. Of the parts that were not selected, none is computed.
    """
    asked = asked_for(work.today, period, quarter, as_of, kind)
    here, children = family(work, organization_id, asked.tree_day)
    require_level(here, level)
    wanted = indicator_named(indicator)
    asked = asked._replace(codes=indicators().parts_of([wanted]))
    seen = sees_below(work, organization_id, children, asked.tree_day)
    parts: dict[str, Callable[[], Any]] = {
        "figure": partial(_figure, work, organization_id, wanted, asked, seen=seen),
        "siblings": partial(_siblings, work, here, wanted, asked),
        "kinds": lambda: list(_kinds(work, organization_id, wanted, asked, seen=seen)),
        "series": lambda: [
            {"period": point.period.name}
            | figure_view(wanted, organization_id, sums(work, organization_id, (), point), seen=seen)
            for point in _points(asked, LENGTHS[series])
        ],
    }
    return {
        "organization": here,
        "period": asked.period.name,
        "tree_as_of": asked.tree_day,
        "stocks_as_of": asked.day,
    } | {name: make() for name, make in parts.items() if selected is None or name in selected}


def _figure(work: UnitOfWork, organization_id: str, wanted: Indicator, asked: Asked, *, seen: bool) -> dict[str, Any]:
    before = sums(work, organization_id, (), asked.previous)
    found = sums(work, organization_id, (), asked)
    return figure_view(wanted, organization_id, found, seen=seen, before=before)


def _siblings(work: UnitOfWork, here: dict[str, Any], wanted: Indicator, asked: Asked) -> list[dict[str, Any]]:
    parent_id = here["parent_id"]
    if parent_id is None or not work.actor.reaches_below(SEE_FIGURES, path(work.session, parent_id, asked.tree_day)):
        return []
    _, units = family(work, parent_id, asked.tree_day)
    found = sums(work, parent_id, units, asked)
    return [
        {"organization": unit, "figure": figure_view(wanted, unit["id"], found)}
        for unit in units
        if unit["level"] == here["level"] and (unit["is_open"] or unit["id"] == here["id"])
    ]


def _kinds(
    work: UnitOfWork, organization_id: str, wanted: Indicator, asked: Asked, *, seen: bool
) -> Iterator[dict[str, Any]]:
    if not seen or asked.kind is not None:
        return
    for kind in _kinds_below(work, organization_id, asked):
        found = sums(work, organization_id, (), asked._replace(kind=kind))
        yield {"kind": kind} | figure_view(wanted, organization_id, found)


def _kinds_below(work: UnitOfWork, organization_id: str, asked: Asked) -> Iterable[str]:
    version = organization_version.c
    below = version.organization_id.in_(placed_below(organization_id, asked.tree_day))
    return sorted(work.session.scalars(select(version.kind).where(below, placed_on(asked.tree_day)).distinct()))


def _points(asked: Asked, length: int) -> Iterator[Asked]:
    """Yield the months or quarters of the year that have begun by the period's end, each as things stood at its end."""
    for last in range(length, 13, length):
        period = months_from(asked.period.year, last - length + 1, last)
        if period.first > min(asked.period.last, asked.day):
            return
        yield asked._replace(period=period, day=min(asked.day, period.last))
