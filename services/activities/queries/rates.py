"""Reporting rates: of every unit of a period what was expected, what came, what in time; the silent units first."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from services.activities.model import Activity, Obligation, repository
from services.activities.model.activities import HELD
from services.activities.model.obligations import EXCUSED, EXPECTED, MET
from services.activities.model.periods import Period, period_named
from services.activities.queries.access import Reach, reach
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
    here = reach(work, organization_id)
    asked = period_named(period)
    owners = _owners(work, organization_id)
    counts: Counts = defaultdict(Counter)
    for unit, numbers in _counted(work, here, asked).items():
        counts[owners.get(unit, organization_id)].update(numbers)
    # Nothing is said of units that a grant does not reach, least of all that they are silent.
    reached = work.actor.reaches("activities.read", ["", *here.place.path])
    names = {unit: version.name for unit, version in children(work.session, organization_id, work.today).items()}
    lines = [_line(unit, name, counts[unit], asked) for unit, name in (names if reached else {}).items()]
    if counts[organization_id]:
        lines.append(_line(organization_id, here.place.name, counts[organization_id], asked) | {"own": True})
    lines.sort(key=lambda line: (not line["silent"], line["own"], line["organization"], line["organization_id"]))
    return paginate_list(lines, lambda line: str(line["organization_id"]), after, limit)


def _line(unit: str, name: str, numbers: Counter[str], asked: Period) -> dict[str, Any]:
    expected = numbers["expected"]
    shares = {
        "share_actual": round(numbers["actual"] / expected, 4) if expected else None,
        "share_on_time": round(numbers["on_time"] / expected, 4) if expected else None,
    }
    said = {"organization_id": unit, "organization": name, "own": False, "period": asked.name}
    return said | {"silent": not numbers["records"]} | {count: numbers[count] for count in COUNTS} | shares


def _counted(work: UnitOfWork, here: Reach, asked: Period) -> Counts:
    counts: Counts = defaultdict(Counter)
    for row in work.session.execute(_obligations(here, asked, work.today)).mappings():
        counts[row["organization_id"]].update({name: int(row[name] or 0) for name in COUNTS[:-1]})
    held = select(Activity.organization_id, func.count().label("records")).where(
        Activity.district_id == here.place.district_id,
        Activity.organization_id.in_(here.units),
        Activity.status == HELD,
        Activity.held_on >= asked.first,
        Activity.held_on <= asked.last,
    )
    for row in work.session.execute(held.group_by(Activity.organization_id)).mappings():
        counts[row["organization_id"]]["records"] += row["records"]
    return counts


def _obligations(here: Reach, asked: Period, day: date) -> Any:
    one = Obligation
    waiting = one.status == EXPECTED
    met, on_time = one.status == MET, (one.status == MET) & (one.met_on <= one.due_on)
    terms = {
        "expected": met | (waiting & (one.opens_on <= day)),
        "actual": met,
        "on_time": on_time,
        "met_late": met & (one.met_on > one.due_on),
        "late": waiting & (one.late_from <= day) & (one.missed_from > day),
        "missed": waiting & (one.missed_from <= day),
        "excused": one.status == EXCUSED,
    }
    counted = [func.sum(case((term, 1), else_=0)).label(name) for name, term in terms.items()]
    return (
        select(one.organization_id, *counted)
        .where(
            one.district_id == here.place.district_id,
            one.organization_id.in_(here.units),
            one.first >= asked.first,
            one.due_on <= asked.last,
        )
        .group_by(one.organization_id)
    )


def _owners(work: UnitOfWork, organization_id: str) -> dict[str, str]:
    """In whose line each organization below counts: that of the child it is, or is below."""
    owners: dict[str, str] = {}
    for child in children(work.session, organization_id, work.today):
        for unit in repository.ids_below(work.session, child, work.today):
            owners[unit] = child
    return owners
