"""What an organization is by its own figures of a day: silent, without a secretary, within what is usual."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from gateway.projections import tables
from gateway.projections.current_tree import Owner
from gateway.projections.indicators import STANDING, Cell, Indicator, Indicators, Span, append_span
from gateway.projections.records import Record
from gateway.projections.timelines import Stretch

ORGANIZATION = "organization"
OwnFacts = Mapping[Cell, list[Span]]
"""What an organization's records add to figures on which days."""


def own_facts(session: Session, units: Sequence[Record], listed: Indicators) -> dict[Owner, dict[Cell, list[Span]]]:
    """Return the organizations' own facts that they are counted by, and those that count them."""
    found: dict[Owner, dict[Cell, list[Span]]] = defaultdict(lambda: defaultdict(list))
    if not units:
        return found
    fact = tables.fact.c
    codes = [*listed.of_own, *(indicator.code for indicator in listed.of_units)]
    columns = fact.district_id, fact.organization_id, fact.indicator, fact.period, fact.valid_from, fact.valid_until
    owners = tuple_(fact.district_id, fact.organization_id)
    query = (
        select(*columns, func.sum(fact.value).label("value"))
        .where(owners.in_([(unit.district_id, unit.record_id) for unit in units]), fact.indicator.in_(codes))
        .group_by(*columns)
        .order_by(fact.valid_from)
    )
    for row in session.execute(query):
        span = Span(row.valid_from, row.valid_until, int(row.value))
        found[row.district_id, row.organization_id][row.indicator, row.period].append(span)
    return found


def spans_by_own_figures(
    indicator: Indicator, timeline: Iterable[Stretch], facts: OwnFacts, listed: Indicators
) -> list[Span]:
    """Return the days on which an organization is counted by its state and its own figures of the day's year."""
    stretches = [(each.begin, each.until, indicator.counts(each.state)) for each in timeline]
    counting = [(begin, until) for begin, until, counts in stretches if counts]
    if not counting:
        return []
    changes = _changes(indicator, facts, listed)
    days = sorted({*changes, *(day for stretch in counting for day in stretch if day)})
    sums: Counter[Cell] = Counter()
    found: list[Span] = []
    for day, following in zip_longest(days, days[1:]):
        sums.update(changes.get(day, {}))
        is_there = any(begin <= day and (until is None or day < until) for begin, until in counting)
        if is_there and _is_within(indicator, sums, day[:4]):
            append_span(found, Span(day, following, 1))
    return found


def _changes(indicator: Indicator, facts: OwnFacts, listed: Indicators) -> dict[str, Counter[Cell]]:
    """Return by how much the organization's own figures change on which days, and every day on which a year begins."""
    changes: dict[str, Counter[Cell]] = defaultdict(Counter)
    for (code, period), spans in facts.items():
        if code not in indicator.own:
            continue
        cell = code, period if listed.by_code[code].kind == "stock" else f"{STANDING}{period[:4]}"
        for begin, until, value in spans:
            changes[begin][cell] += value
            if until is not None:
                changes[until][cell] -= value
    years = {int(day[:4]) for day in changes}
    for year in {*years, *(year + 1 for year in years)}:
        changes[f"{year:04}-01-01"] += Counter()
    return changes


def _is_within(indicator: Indicator, sums: Mapping[Cell, int], year: str) -> bool:
    for code, (least, most) in indicator.own.items():
        value = sums.get((code, STANDING), 0) + sums.get((code, f"{STANDING}{year}"), 0)
        if value < least or (most is not None and value > most):
            return False
    return True
