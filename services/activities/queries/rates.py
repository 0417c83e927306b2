"""Reporting rates: of every unit of a period what was expected, what came, what in time; the silent units first."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from services.activities.model import Activity, Obligation, repository
from services.activities.model.activities import HELD
from services.activities.model.obligations import EXCUSED, EXPECTED, MET
from services.activities.model.periods import Period, period_named
from services.activities.queries.access import READ, Scope, scope_of
from shared.pages import Page, paginate_list
from shared.service import query
from shared.trees import children
from shared.unit_of_work import UnitOfWork

COUNTS = ("expected", "actual", "on_time", "met_late", "late", "missed", "excused", "records")
Counts = dict[str, Counter[str]]


@query
def reporting_rates(
    work: UnitOfWork, *, organization_id: str, period: str, after: str | None = None, limit: int = 50
) -> Page:
    """Return the reporting rates of an organization's units in a period, those without a record first.

    `expected` are the obligations of the period that have begun and are neither excused nor lifted, `actual` those met
    of them, `on_time` those met in time; `records` is everything held in the period. An obligation belongs to the
    period if its own lies wholly in it: a year's life meeting is asked about in the year and in none of its months. The
    organization's own figures come as a line of their own, and below a grant on one unit only there is nothing else.
    """
    scope = scope_of(work, organization_id)
    span = period_named(period)
    owners = _owners(work, organization_id)
    counts: Counts = defaultdict(Counter)
    for unit, numbers in _counted(work, scope, span).items():
        counts[owners.get(unit, organization_id)].update(numbers)
    # Nothing is said of units that a grant does not reach, least of all that they are silent.
    includes_units = work.actor.reaches(READ, ["", *scope.place.path])
    names = {unit: version.name for unit, version in children(work.session, organization_id, work.today).items()}
    lines = [_line(unit, name, counts[unit], span) for unit, name in (names if includes_units else {}).items()]
    if counts[organization_id]:
        lines.append(_line(organization_id, scope.place.name, counts[organization_id], span) | {"own": True})
    lines.sort(key=lambda line: (not line["silent"], line["own"], line["organization"], line["organization_id"]))
    return paginate_list(lines, lambda line: str(line["organization_id"]), after, limit)


def _line(unit: str, name: str, numbers: Counter[str], span: Period) -> dict[str, Any]:
    expected = numbers["expected"]
    shares = {
        "share_actual": round(numbers["actual"] / expected, 4) if expected else None,
        "share_on_time": round(numbers["on_time"] / expected, 4) if expected else None,
    }
    line = {"organization_id": unit, "organization": name, "own": False, "period": span.name}
    return line | {"silent": not numbers["records"]} | {count: numbers[count] for count in COUNTS} | shares


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


def _owners(work: UnitOfWork, organization_id: str) -> dict[str, str]:
    """In whose line each organization below counts: that of the child it is, or is below."""
    owners: dict[str, str] = {}
    for child in children(work.session, organization_id, work.today):
        for unit in repository.ids_below(work.session, child, work.today):
            owners[unit] = child
    return owners
