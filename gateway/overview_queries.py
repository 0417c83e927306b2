"""Overviews of the three levels: a fixed number of indexed reads for today's tree, a sum of leaves for older ones.

A figure is what stands below on a day, and what stood there last: whoever has closed still counts there, and is named.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, select
from sqlalchemy.orm import Session

from gateway.i18n import language
from gateway.projections.current_tree import placed_on
from gateway.projections.event_mappers import address_of
from gateway.projections.indicators import NO_PERIOD, Indicator, indicators
from gateway.projections.tables import fact, figure, freshness, place, record
from shared.errors import Invalid, NotFound
from shared.messaging.json_codec import loads
from shared.text_validation import printable
from shared.trees import organization_version, timeline
from shared.unit_of_work import UnitOfWork

Sums = dict[tuple[str, str], int]
"""(organization, indicator) to a sum."""


def overview(
    work: UnitOfWork, *, level: str, organization_id: str, period: int | None = None, quarter: int | None = None,
    as_of: date | None = None, chosen: Iterable[str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return an organization's figures by indicator, its children with theirs, and how fresh they are.

    `period` is a year, this one unless named, and `quarter` the one that figures of a quarter are shown for, likewise;
    Invalid where one is named and a figure has none. `chosen` are the codes of the figures wanted, all unless named.
    `as_of` asks for the tree as it stood on a day; the facts are today's.
    """
    periods, day = _periods(work, period, quarter), as_of or work.today
    shown_figures = _chosen(chosen)
    if quarter is not None:
        _require_of_quarter(shown_figures)
    here, children = _family(work, organization_id, day)
    _require_level(here, level)
    if day == work.today:
        own, total = _current(work.session, organization_id, periods)
    else:
        own, total = _summed(work, organization_id, children, periods, day)
    adding = {id_ for (id_, _), value in total.items() if value}
    shown = [child for child in children if child["is_open"] or child["id"] in adding]
    return {
        "organization": here,
        "period": int(periods[1]),
        "quarter": int(periods[2][-1]),
        "tree_as_of": day,
        "freshness": {"as_of": _newest(work.session, here["district_id"])},
        "figures": _figures(shown_figures, organization_id, own, total),
        "children": [
            {"organization": child, "figures": _figures(shown_figures, child["id"], own, total)} for child in shown
        ],
    }


def records(
    work: UnitOfWork, *, level: str, organization_id: str, indicator: str, period: int | None = None,
    quarter: int | None = None, after: str | None = None, limit: int = 50,
) -> dict[str, Any]:  # fmt: skip
    """List the records behind a figure of a subtree, each with what it adds and where it is."""
    here, _ = _family(work, organization_id, work.today)
    _require_level(here, level)
    wanted = indicators().by_code.get(indicator)
    if wanted is None:
        raise NotFound("indicator_unknown", indicator=printable(indicator, limit=64))
    if wanted.is_share:
        raise Invalid("indicator_is_share", indicator=indicator, numerator=wanted.numerator)
    if quarter is not None:
        _require_of_quarter([wanted])
    periods = _periods(work, period, quarter)
    query = (
        select(fact.c.record_id, fact.c.organization_id, fact.c.value, record.c.state, record.c.phases, place.c.name)
        .join(record, (record.c.district_id == fact.c.district_id) & (record.c.record_id == fact.c.record_id))
        .join(place, place.c.organization_id == fact.c.organization_id)
        .where(
            fact.c.district_id == here["district_id"],
            fact.c.indicator == indicator,
            fact.c.period.in_(periods),
            record.c.record_type == wanted.of,
            fact.c.organization_id.in_(placed_below(organization_id, work.today, work.today)),
        )
        .order_by(fact.c.record_id)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(fact.c.record_id > after)
    rows = work.session.execute(query).all()
    items = [_record(wanted, row, work.today) for row in rows[:limit]]
    return {"items": items, "next_after": items[-1]["record_id"] if len(rows) > limit else None}


def dictionary() -> list[dict[str, Any]]:
    """Return the data dictionary in the language of the request."""
    return [_described(indicator) for indicator in indicators().by_code.values()]


def _family(work: UnitOfWork, organization_id: str, day: date) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    table = organization_version
    version = timeline(work.session, organization_id).on(day)
    if version is None:
        raise NotFound("organization_not_open_then", organization_id=organization_id, day=day)
    rows = work.session.execute(
        select(table).where(
            (table.c.organization_id == organization_id) | (table.c.parent_id == organization_id),
            placed_on(day, work.today),
        ).order_by(table.c.division_code, table.c.name, table.c.organization_id)
    ).mappings().all()  # fmt: skip
    organizations = {row["organization_id"]: _organization(row, day) for row in rows}
    return organizations.pop(organization_id), list(organizations.values())


def _organization(row: RowMapping, day: date) -> dict[str, Any]:
    names = ("district_id", "parent_id", "name", "level", "kind", "division_code")
    is_open = row["valid_from"] <= day and (row["valid_until"] is None or day < row["valid_until"])
    return {"id": row["organization_id"], "is_open": is_open} | {name: row[name] for name in names}


def placed_below(organization_id: str, day: date, today: date) -> Select[tuple[str]]:
    """Select the ids of an organization and all below it, closed ones at their last place.

    What is still to open is not among them, and nothing at all is below it.
    """
    version, placed = organization_version.c, placed_on(day, today)
    here = select(version.organization_id).where(version.organization_id == organization_id, placed)
    tree = here.cte(recursive=True)
    step = select(version.organization_id).join(tree, version.parent_id == tree.c.organization_id)
    return select(tree.union(step.where(placed)).c.organization_id)


def _chosen(codes: Iterable[str] | None) -> list[Indicator]:
    listed = indicators().by_code
    if codes is None:
        return list(listed.values())
    wanted = set(codes)
    return [indicator for code, indicator in listed.items() if code in wanted]


def _require_of_quarter(wanted: Iterable[Indicator]) -> None:
    without = [indicator for indicator in wanted if indicator.period != "quarter"]
    if without:
        with_one = "、".join(code for code, each in indicators().by_code.items() if each.period == "quarter")
        named = {"indicator": without[0].code, "indicator_zh": without[0].zh}
        raise Invalid("indicator_without_quarter", field="quarter", **named, with_one=with_one)


def _require_level(here: dict[str, Any], level: str) -> None:
    if here["level"] != level:
        raise NotFound("level_differs", name=here["name"], level=level, right=here["level"])


def _periods(work: UnitOfWork, period: int | None, quarter: int | None) -> list[str]:
    """Return the periods of an overview: the current state, the year and the quarter."""
    year = str(period or work.today.year)
    return [NO_PERIOD, year, f"{year}Q{quarter or (work.today.month + 2) // 3}"]


def _current(session: Session, organization_id: str, periods: list[str]) -> tuple[Sums, Sums]:
    family = select(place.c.organization_id).where(place.c.parent_id == organization_id)
    rows = session.execute(
        select(figure.c.organization_id, figure.c.indicator, figure.c.own, figure.c.total).where(
            (figure.c.organization_id == organization_id) | figure.c.organization_id.in_(family),
            figure.c.period.in_(periods),
        )
    ).all()
    own = {(row.organization_id, row.indicator): row.own for row in rows}
    return own, {(row.organization_id, row.indicator): row.total for row in rows}


def _summed(
    work: UnitOfWork, organization_id: str, children: Iterable[dict[str, Any]], periods: list[str], day: date
) -> tuple[Sums, Sums]:
    own: Sums = defaultdict(int)
    total: Sums = defaultdict(int)
    owners = _owners(work, organization_id, children, day)
    rows = work.session.execute(
        select(fact.c.organization_id, fact.c.indicator, func.sum(fact.c.value).label("value"))
        .where(fact.c.organization_id.in_(placed_below(organization_id, day, work.today)), fact.c.period.in_(periods))
        .group_by(fact.c.organization_id, fact.c.indicator)
    )
    for row in rows:
        owner, value = owners.get(row.organization_id, organization_id), int(row.value)
        if owner == row.organization_id:
            own[owner, row.indicator] += value
        for sharing in {owner, organization_id}:
            total[sharing, row.indicator] += value
    return own, total


def _owners(work: UnitOfWork, organization_id: str, children: Iterable[dict[str, Any]], day: date) -> dict[str, str]:
    """Map each organization below to the child it is counted under, or to the organization itself."""
    version = organization_version.c
    below = select(version.organization_id, version.parent_id).where(
        version.organization_id.in_(placed_below(organization_id, day, work.today)), placed_on(day, work.today)
    )
    parents = {row.organization_id: row.parent_id for row in work.session.execute(below)}
    tops = {child["id"] for child in children} | {organization_id}
    owners: dict[str, str] = {}
    for below_id in parents:
        step: str | None = below_id
        while step is not None and step not in tops:
            step = parents.get(step)
        owners[below_id] = step or organization_id
    return owners


def _newest(session: Session, district_id: str) -> datetime | None:
    return session.scalar(select(freshness.c.event_time).where(freshness.c.district_id == district_id))


def _figures(wanted: Iterable[Indicator], organization_id: str, own: Sums, total: Sums) -> list[dict[str, Any]]:
    return [_figure(indicator, organization_id, own, total) for indicator in wanted]


def _figure(indicator: Indicator, organization_id: str, own: Sums, total: Sums) -> dict[str, Any]:
    tongue = language()
    view: dict[str, Any] = {
        "indicator": indicator.code,
        "name": getattr(indicator, tongue),
        "unit": getattr(indicator.unit, tongue),
    }
    if not indicator.is_share:
        key = (organization_id, indicator.code)
        return view | {"own": own.get(key, 0), "total": total.get(key, 0), "share": None}
    parts = [total.get((organization_id, str(code)), 0) for code in (indicator.numerator, indicator.denominator)]
    share = round(parts[0] / parts[1], 4) if parts[1] else None
    return view | {"own": None, "total": None, "share": share}


def _record(indicator: Indicator, row: Any, day: date) -> dict[str, Any]:
    state = loads(row.state)
    for begins, changes in loads(row.phases):
        if begins <= day.isoformat():
            state |= changes
    return {
        "record_type": indicator.of,
        "record_id": row.record_id,
        "organization_id": row.organization_id,
        "organization": row.name,
        "value": row.value,
        "state": state,
        "href": address_of(
            str(indicator.of), state | {"record_id": row.record_id, "organization_id": row.organization_id}
        ),
    }


def _described(indicator: Indicator) -> dict[str, Any]:
    tongue = language()
    return {
        "indicator": indicator.code,
        "name": getattr(indicator, tongue),
        "unit": getattr(indicator.unit, tongue),
        "kind": indicator.kind,
        "period": indicator.period,
        "records": indicator.of,
        "conditions": indicator.where,
        "sum": indicator.sum,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "citation": getattr(indicator.citation, tongue),
    }
