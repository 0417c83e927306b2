"""Sums of figures: a fixed number of indexed reads for today, leaves through the tree of their day for earlier ones."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import product
from statistics import median
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from gateway.projections.current_tree import placed_on
from gateway.projections.indicators import STANDING, Indicator, indicators
from gateway.projections.tables import fact, figure, place
from shared.errors import Invalid
from shared.periods import EVERY, HALF_YEAR, YEAR, Period, months_from, period_named, period_of
from shared.trees import on_day, organization_version
from shared.unit_of_work import UnitOfWork

IN_PERIOD, TO_DATE, STANDS = "in_period", "year_to_date", "standing"
TIMES = IN_PERIOD, TO_DATE, STANDS


class Asked(NamedTuple):
    """Of which period figures are asked, by the tree of which day, and as things stood on which day.

    `kind` counts only organizations of a kind; `codes` are the indicators that are read, all where it is None.
    """

    period: Period
    tree_day: date
    day: date
    kind: str | None = None
    codes: frozenset[str] | None = None

    def cells(self) -> dict[str, list[str]]:
        """Return the periods of figures that make up each of the three times."""
        return {
            IN_PERIOD: self.period.cells(),
            TO_DATE: self.period.to_date.cells(),
            STANDS: [STANDING, f"{STANDING}{self.period.year}"],
        }

    def reads(self, code: ColumnElement[str]) -> tuple[ColumnElement[bool], ...]:
        """Return the WHERE conditions for the indicators that are read."""
        return () if self.codes is None else (code.in_(sorted(self.codes)),)

    def months(self) -> dict[str, list[str]]:
        """Return the periods of leaves that make up each of the three times."""
        return self.cells() | {IN_PERIOD: self.period.months(), TO_DATE: self.period.to_date.months()}

    @property
    def previous(self) -> "Asked":
        """The period before, by the same tree, as things stood at its end."""
        before = self.period.previous
        return self._replace(period=before, day=before.last)


class Sums(NamedTuple):
    """What is an organization's own, that with all below it, and medians, by (time, organization, indicator)."""

    own: dict[tuple[str, str, str], int]
    total: dict[tuple[str, str, str], int]
    medians: Mapping[tuple[str, str, str], float] = MappingProxyType({})


def asked_for(
    today: date, period: str | None, quarter: int | None = None, as_of: date | None = None, kind: str | None = None
) -> Asked:
    """Return what is asked for: the year to date unless a period is named.

    One answer uses one tree: that of `as_of`, else that of the period's last day, else today's while it runs.
    Invalid: a quarter of what is no year, a day before the period begins.
    """
    day = as_of or today
    chosen = period_of(day, YEAR) if period is None else figure_period(period)
    if quarter is not None:
        if chosen.kind != YEAR:
            raise Invalid("quarter_of_no_year", field="quarter", period=chosen.name)
        chosen = months_from(chosen.year, 3 * quarter - 2, 3 * quarter)
    if as_of is None and chosen.last < today:
        day = chosen.last
    if as_of is not None and as_of < chosen.first:
        raise Invalid("as_of_before_period", field="as_of", period=chosen.name, first_day=chosen.first, day=as_of)
    return Asked(chosen, day, day, kind)


def figure_period(text: str, field: str = "period") -> Period:
    """Read 2026, 2026H1, 2026Q3 or 2026-08; Invalid otherwise."""
    return period_named(text, field, every=(*EVERY, HALF_YEAR), refusal="figure_period_malformed")


def sums(work: UnitOfWork, organization_id: str, children: Collection[dict[str, Any]], asked: Asked) -> Sums:
    """Return the sums of an organization and of each of its children, and their medians as totals."""
    if _is_of_today(asked, work.today):
        here = place.c.organization_id == organization_id
        found = _kept(work.session, here | (place.c.parent_id == organization_id) if children else here, asked)
    else:
        found = _from_leaves(work, organization_id, children, asked)
    return found._replace(medians=_medians(work.session, organization_id, children, asked))


def sums_of_units(work: UnitOfWork, organization_id: str, unit_ids: Collection[str], asked: Asked) -> Sums:
    """Return the sums of units below an organization, none of which is below another."""
    if _is_of_today(asked, work.today):
        district = select(place.c.district_id).where(place.c.organization_id == organization_id).scalar_subquery()
        levels = select(place.c.level).where(place.c.organization_id.in_(list(unit_ids)[:1]))
        of_level = select(place.c.organization_id).where(place.c.district_id == district, place.c.level.in_(levels))
        below = of_level.where(place.c.organization_id.in_(placed_below(organization_id, work.today)))
        return _kept(work.session, place.c.organization_id.in_(below), asked)
    return _from_leaves(work, organization_id, [{"id": unit} for unit in unit_ids], asked)


def _is_of_today(asked: Asked, today: date) -> bool:
    return asked.tree_day == asked.day == today and asked.kind is None


def placed_below(organization_id: str, day: date) -> Select[tuple[str]]:
    """Select the ids of an organization and all below it, closed ones at their last place.

    What is still to open is not among them, and nothing at all is below it.
    """
    version, placed = organization_version.c, placed_on(day)
    here = select(version.organization_id).where(version.organization_id == organization_id, placed)
    tree = here.cte(recursive=True)
    step = select(version.organization_id).join(tree, version.parent_id == tree.c.organization_id)
    return select(tree.union(step.where(placed)).c.organization_id)


def leaves_of(organization_id: str, asked: Asked) -> tuple[ColumnElement[bool], ...]:
    """Return the WHERE conditions for the leaves of a subtree that count on the day asked for, of whichever period."""
    version, on = organization_version.c, asked.day.isoformat()
    district = select(version.district_id).where(version.organization_id == organization_id).limit(1).scalar_subquery()
    return (
        fact.c.district_id == district,
        fact.c.organization_id.in_(placed_below(organization_id, asked.tree_day)),
        fact.c.valid_from <= on,
        or_(fact.c.valid_until.is_(None), fact.c.valid_until > on),
    )


def _kept(session: Session, here: ColumnElement[bool], asked: Asked) -> Sums:
    """Read the sums that are kept for today, those of the organizations whose place is here, each by its whole key."""
    times = _times(asked.cells())
    columns = figure.c.organization_id, figure.c.indicator, figure.c.period, figure.c.own, figure.c.total
    own: dict[tuple[str, str, str], int] = defaultdict(int)
    total: dict[tuple[str, str, str], int] = defaultdict(int)
    for unit, code, period, of_own, of_all in session.execute(
        select(*columns)
        .join(
            place, (place.c.district_id == figure.c.district_id) & (place.c.organization_id == figure.c.organization_id)
        )
        .where(here, figure.c.period.in_(list(times)), *asked.reads(figure.c.indicator))
    ):
        for time in times[period]:
            own[time, unit, code] += of_own
            total[time, unit, code] += of_all
    return Sums(own, total)


def units_over(wanted: Indicator, asked: Asked) -> Select[tuple[str, str | None]]:
    """Select the open organizations, and what is above each, that a median is taken over."""
    version = organization_version.c
    of_kind = () if asked.kind is None else (version.kind == asked.kind,)
    is_open = on_day(asked.tree_day)
    return select(version.organization_id, version.parent_id).where(version.level == wanted.over, *is_open, *of_kind)


def _medians(
    session: Session, organization_id: str, children: Iterable[dict[str, Any]], asked: Asked
) -> dict[tuple[str, str, str], float]:
    """Return the medians of an organization and of each of its children; none where there is nobody to take it over."""
    tops = {child["id"] for child in children} | {organization_id}
    found = {}
    for wanted in indicators().medians:
        if asked.codes is None or wanted.code in asked.codes:
            units = session.execute(
                units_over(wanted, asked).where(
                    organization_version.c.organization_id.in_(placed_below(organization_id, asked.tree_day))
                )
            ).all()
            values = _own_values(session, organization_id, wanted, asked)
            for time, top in product(values, tops):
                below = (row for row in units if top in {*row, organization_id})
                of_top = [values[time].get(row.organization_id, 0) for row in below]
                if of_top:
                    found[time, top, wanted.code] = median(of_top)
    return found


def _own_values(session: Session, organization_id: str, wanted: Indicator, asked: Asked) -> dict[str, dict[str, int]]:
    """Return what a figure is of each organization below one alone, in the times that it has."""
    values: dict[str, dict[str, int]] = {time: {} for time in TIMES if indicators().has(wanted, time)}
    times = _times({time: asked.months()[time] for time in values})
    by = fact.c.organization_id, fact.c.period
    here = fact.c.indicator == wanted.median, fact.c.period.in_(list(times)), *leaves_of(organization_id, asked)
    for unit, period, value in session.execute(select(*by, func.sum(fact.c.value)).where(*here).group_by(*by)):
        for time in times[period]:
            values[time][unit] = values[time].get(unit, 0) + int(value)
    return values


def _from_leaves(work: UnitOfWork, organization_id: str, children: Iterable[dict[str, Any]], asked: Asked) -> Sums:
    times = _times(asked.months())
    owners = _owners(work, organization_id, children, asked)
    own: dict[tuple[str, str, str], int] = defaultdict(int)
    total: dict[tuple[str, str, str], int] = defaultdict(int)
    by = fact.c.organization_id, fact.c.indicator, fact.c.period
    rows = work.session.execute(
        select(*by, func.sum(fact.c.value))
        .where(fact.c.period.in_(list(times)), *asked.reads(fact.c.indicator), *leaves_of(organization_id, asked))
        .group_by(*by)
    )
    for unit, code, period, value in rows:
        if unit not in owners:
            continue
        owner = owners[unit]
        for time in times[period]:
            if owner == unit:
                own[time, owner, code] += int(value)
            for sharing in {owner, organization_id}:
                total[time, sharing, code] += int(value)
    return Sums(own, total)


def _owners(work: UnitOfWork, organization_id: str, children: Iterable[dict[str, Any]], asked: Asked) -> dict[str, str]:
    """Map each organization below to the child it is counted under, or to the organization itself."""
    version = organization_version.c
    below = select(version.organization_id, version.parent_id, version.kind).where(
        version.organization_id.in_(placed_below(organization_id, asked.tree_day)),
        placed_on(asked.tree_day),
    )
    rows = work.session.execute(below).all()
    parents = {row.organization_id: row.parent_id for row in rows}
    tops = {child["id"] for child in children} | {organization_id}
    owners: dict[str, str] = {}
    for row in rows:
        step: str | None = row.organization_id
        while step is not None and step not in tops:
            step = parents.get(step)
        if asked.kind is None or row.kind == asked.kind:
            owners[row.organization_id] = step or organization_id
    return owners


def _times(periods: dict[str, list[str]]) -> dict[str, list[str]]:
    """Map each period of figures to the times that it is part of."""
    times: dict[str, list[str]] = defaultdict(list)
    for time, names in periods.items():
        for name in names:
            times[name].append(time)
    return times
