"""Reporting rates: of every unit of a period what was expected, what came, what in time; the silent units first."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from services.activities.model import Activity, Obligation
from services.activities.model.activities import HELD
from services.activities.model.obligations import EXCUSED, EXPECTED, MET
from services.activities.queries.access import READ, Scope, scope_of
from shared.pages import Page, paginate_list
from shared.periods import Period, period_named
from shared.service import query
from shared.trees import organization_version
from shared.unit_of_work import UnitOfWork

COUNTS = ("expected", "actual", "on_time", "met_late", "late", "missed", "excused", "records")
Counts = dict[str, Counter[str]]


@query
def reporting_rates(
    work: UnitOfWork,
    *,
    organization_id: str,
    period: str,
    below: bool = False,
    silent: bool | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """Return the reporting rates of an organization's units in a period, the silent ones first.

    `expected` are the obligations of the period that have begun and are neither excused nor lifted, `actual` those met
    of them, `on_time` those met in time; `records` is everything held in the period. An obligation belongs to the
    period if its own lies wholly in it: a year's life meeting is asked about in the year and in none of its months. The
    organization's own figures come as a line of their own, and below a grant on one unit only there is nothing else.
    With `below`, every unit at any depth has a line, each with everything below it. A unit is silent when something was
    expected of it and nothing is on record: who is asked for nothing is not. `silent` leaves only lines that are so;
    `silent_units` counts them among the `units` right below one.
    """
    span = period_named(period)
    day = span.tree_day(work.today)
    scope = scope_of(work, organization_id, day)
    tree = _Tree(work, scope.place.district_id, day)
    own = _counted(work, scope, span)
    counts = _summed(own, tree)
    # Nothing is said of units that a grant does not reach, least of all that they are silent.
    includes_units = work.actor.reaches_below(READ, scope.place.path)
    shown = [unit for unit in tree.open_below(organization_id, deep=below) if includes_units]
    lines = [_line(unit, counts[unit], counts, span, tree) for unit in shown]
    beside = _beside(own, tree, organization_id)
    lines += [_line(organization_id, beside, counts, span, tree) | {"own": True}]
    lines = [line for line in lines if not line["own"] or any(line[count] for count in COUNTS)]
    lines = [line for line in lines if silent is None or line["silent"] is silent]
    lines.sort(key=lambda line: (not line["silent"], line["own"], line["organization"], line["organization_id"]))
    return paginate_list(lines, lambda line: str(line["organization_id"]), after, limit)


class _Tree:
    """The organizations of a district on a day, closed ones at their last place, read in one statement."""

    def __init__(self, work: UnitOfWork, district_id: str, day: date) -> None:
        version = organization_version.c
        placed = select(organization_version).where(version.district_id == district_id, version.valid_from <= day)
        rows = work.session.execute(placed.order_by(version.valid_from)).all()
        self.placed = {row.organization_id: row for row in rows}
        self.is_open = {unit for unit, row in self.placed.items() if row.valid_until is None or row.valid_until > day}
        self.below: dict[str, list[str]] = defaultdict(list)
        for unit, row in self.placed.items():
            self.below[row.parent_id].append(unit)

    def open_below(self, organization_id: str, *, deep: bool = False) -> Iterator[str]:
        """Yield the open organizations right below one, or at any depth."""
        for unit in self.below[organization_id]:
            if unit in self.is_open:
                yield unit
            if deep:
                yield from self.open_below(unit, deep=True)

    def path(self, organization_id: str) -> Iterator[str]:
        """Yield an organization and everyone above it."""
        step: str | None = organization_id
        while step is not None and step in self.placed:
            yield step
            step = self.placed[step].parent_id

    def is_open_path(self, organization_id: str, above: str) -> bool:
        """Return whether the unit right below an organization, at or above another, is open."""
        steps = list(self.path(organization_id))
        return above in steps[1:] and steps[steps.index(above) - 1] in self.is_open


def _beside(own: Counts, tree: _Tree, organization_id: str) -> Counter[str]:
    """Return what was counted of an organization itself and of whoever stood below it and has closed."""
    beside: Counter[str] = Counter()
    for unit, numbers in own.items():
        if unit == organization_id or not tree.is_open_path(unit, organization_id):
            beside.update(numbers)
    return beside


def _summed(own: Counts, tree: _Tree) -> Counts:
    """Return what was counted of each organization with everything below it."""
    sums: Counts = defaultdict(Counter)
    for unit, numbers in own.items():
        for above in tree.path(unit):
            sums[above].update(numbers)
    return sums


def _line(unit: str, numbers: Counter[str], counts: Counts, span: Period, tree: _Tree) -> dict[str, Any]:
    placed = tree.placed[unit]
    expected = numbers["expected"]
    shares = {
        "share_actual": round(numbers["actual"] / expected, 4) if expected else None,
        "share_on_time": round(numbers["on_time"] / expected, 4) if expected else None,
    }
    right_below = list(tree.open_below(unit))
    line = {"organization_id": unit, "organization": placed.name, "level": placed.level, "own": False}
    line |= {"parent_id": placed.parent_id, "period": span.name, "silent": _is_silent(numbers)}
    line |= {"units": len(right_below), "silent_units": sum(_is_silent(counts[each]) for each in right_below)}
    return line | {count: numbers[count] for count in COUNTS} | shares


def _is_silent(numbers: Counter[str]) -> bool:
    return bool(numbers["expected"]) and not numbers["records"]


def _counted(work: UnitOfWork, scope: Scope, span: Period) -> Counts:
    counts: Counts = defaultdict(Counter)
    for row in work.session.execute(_obligations(scope, span, work.today)).mappings():
        counts[row["organization_id"]].update({name: int(row[name] or 0) for name in COUNTS[:-1]})
    held = select(Activity.organization_id, func.count().label("records")).where(
        Activity.district_id == scope.place.district_id,
        Activity.organization_id.in_(scope.units),
        Activity.status == HELD,
        Activity.held_on >= span.first,
        Activity.held_on <= span.last,
    )
    for row in work.session.execute(held.group_by(Activity.organization_id)).mappings():
        counts[row["organization_id"]]["records"] += row["records"]
    return counts


def _obligations(scope: Scope, span: Period, day: date) -> Any:
    waiting = Obligation.status == EXPECTED
    met, on_time = Obligation.status == MET, (Obligation.status == MET) & (Obligation.met_on <= Obligation.due_on)
    terms = {
        "expected": met | (waiting & (Obligation.opens_on <= day)),
        "actual": met,
        "on_time": on_time,
        "met_late": met & (Obligation.met_on > Obligation.due_on),
        "late": waiting & (Obligation.late_from <= day) & (Obligation.missed_from > day),
        "missed": waiting & (Obligation.missed_from <= day),
        "excused": Obligation.status == EXCUSED,
    }
    counted = [func.sum(case((term, 1), else_=0)).label(name) for name, term in terms.items()]
    return (
        select(Obligation.organization_id, *counted)
        .where(
            Obligation.district_id == scope.place.district_id,
            Obligation.organization_id.in_(scope.units),
            Obligation.first >= span.first,
            Obligation.due_on <= span.last,
        )
        .group_by(Obligation.organization_id)
    )
