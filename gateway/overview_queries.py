"""Overviews of the levels: figures of a period, of the year to date and as they stand, in one tree.

Whoever has closed still counts where it last stood, and is named there.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import RowMapping, func, select
from sqlalchemy.orm import Session

from gateway.figure_sums import IN_PERIOD, STANDS, TIMES, Sums, asked_for, sums
from gateway.i18n import language
from gateway.projections.current_tree import placed_on
from gateway.projections.event_mappers import EVENTS_OF
from gateway.projections.indicators import Indicator, indicators
from gateway.projections.tables import freshness
from shared.errors import NotFound
from shared.messaging.call_audits import PREFIX
from shared.messaging.tables import inbox
from shared.rights import SEE_FIGURES
from shared.text_validation import printable
from shared.trees import organization_version, path, timeline
from shared.unit_of_work import UnitOfWork

PREVIOUS = "previous"


def overview(
    work: UnitOfWork, *, level: str, organization_id: str, period: str | None = None, quarter: int | None = None,
    as_of: date | None = None, kind: str | None = None, chosen: Iterable[str] | None = None, children: bool = True,
    compare: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return an organization's figures by indicator, its children with theirs, and how fresh they are.

    `period` is 2026, 2026H1, 2026Q3 or 2026-08, the year to date unless named; `quarter` one of a year. `as_of` chooses
    the tree and the day on which stocks are read, and ends a period that is not over then. `chosen` are the codes of
    the figures wanted, all unless named; `kind` counts only organizations of a kind. Who has a grant on the
    organization alone sees what is its own, and no sum of what is below it.
    """
    wanted, codes = _chosen(chosen)
    asked = asked_for(work.today, period, quarter, as_of, kind)._replace(codes=codes)
    here, below = family(work, organization_id, asked.tree_day)
    require_level(here, level)
    found = sums(work, organization_id, below if children else (), asked)
    before = sums(work, organization_id, (), asked.previous) if compare == PREVIOUS else None
    seen = sees_below(work, organization_id, below, asked.tree_day)
    return {
        "organization": here,
        "period": asked.period.name,
        "from": asked.period.first,
        "until": min(asked.period.last, max(asked.day, asked.period.first)),
        "quarter": (min(asked.period.last.month, asked.day.month) + 2) // 3,
        "tree_as_of": asked.tree_day,
        "stocks_as_of": asked.day,
        "kind": kind,
        "freshness": freshness_of(work.session, here["district_id"]),
        "figures": figure_views(wanted, organization_id, found, seen=seen, before=before),
        "children": [
            {"organization": child, "figures": figure_views(wanted, child["id"], found)}
            for child in (below if children and seen else ())
            if child["is_open"] or _adds(child["id"], wanted, found)
        ],
    }


def dictionary() -> list[dict[str, Any]]:
    """Return the data dictionary in the language of the request."""
    return [_described(indicator) for indicator in indicators().by_code.values()]


def indicator_named(code: str) -> Indicator:
    """Return the indicator with a code; NotFound where there is none."""
    indicator = indicators().by_code.get(code)
    if indicator is None:
        raise NotFound("indicator_unknown", indicator=printable(code, limit=64))
    return indicator


def family(work: UnitOfWork, organization_id: str, day: date) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return an organization as it was on a day, and those that were directly below it."""
    table = organization_version
    version = timeline(work.session, organization_id).on(day)
    if version is None:
        raise NotFound("organization_not_open_then", organization_id=organization_id, day=day)
    rows = work.session.execute(
        select(table).where(
            (table.c.organization_id == organization_id) | (table.c.parent_id == organization_id),
            placed_on(day),
        ).order_by(table.c.division_code, table.c.name, table.c.organization_id)
    ).mappings().all()  # fmt: skip
    organizations = {row["organization_id"]: _organization(row, day) for row in rows}
    return organizations.pop(organization_id), list(organizations.values())


def require_level(here: dict[str, Any], level: str) -> None:
    """Refuse as NotFound an organization that is on another level."""
    if here["level"] != level:
        raise NotFound("level_differs", name=here["name"], level=level, right=here["level"])


def sees_below(work: UnitOfWork, organization_id: str, children: Collection[Any], day: date) -> bool:
    """Return whether the caller sees what was below an organization on a day, if anything was."""
    if not children:
        return True
    days = {day, work.today}
    return any(work.actor.reaches_below(SEE_FIGURES, path(work.session, organization_id, each)) for each in days)


def figure_view(
    indicator: Indicator, organization_id: str, found: Sums, *, seen: bool = True,
    before: Sums | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return one figure, as `figure_views` does."""
    return figure_views([indicator], organization_id, found, seen=seen, before=before)[0]


def figure_views(
    wanted: Iterable[Indicator], organization_id: str, found: Sums, *, seen: bool = True,
    before: Sums | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return figures of an organization: three times, and as `own` and `total` that of the period, or what stands.

    Without the right to see what is below, the times are those of the organization's own records.
    """
    tongue = language()
    values = partial(_value, organization_id=organization_id, seen=seen)
    views = []
    for indicator in wanted:
        times = {time: values(indicator, time=time, found=found) for time in TIMES}
        shown = shown_time(indicator)
        key = shown, organization_id, indicator.code
        view = {
            "indicator": indicator.code,
            "name": getattr(indicator, tongue),
            "unit": getattr(indicator.unit, tongue),
            "own": None if not indicator.is_sum else found.own.get(key, 0),
            "total": None if not indicator.is_sum or not seen else found.total.get(key, 0),
            "share": times[shown] if indicator.is_share else None,
            **times,
        }
        if before is not None:
            view["previous"] = values(indicator, time=shown, found=before)
        views.append(view)
    return views


def shown_time(indicator: Indicator) -> str:
    """Return which of the three times a figure shows as its total."""
    return STANDS if indicator.kind == "stock" else IN_PERIOD


def _value(indicator: Indicator, *, organization_id: str, time: str, found: Sums, seen: bool) -> float | None:
    """Return a figure's value in one of the three times; None where it has none."""
    if not indicators().has(indicator, time):
        return None
    values = found.total if seen else found.own
    if indicator.median is not None:
        return found.medians.get((time, organization_id, indicator.code)) if seen else None
    if not indicator.is_share:
        return values.get((time, organization_id, indicator.code), 0)
    parts = [str(indicator.numerator), str(indicator.denominator)]
    upper, lower = (values.get((time, organization_id, code), 0) for code in parts)
    return round(upper / lower, 4) if lower and seen else None


def _organization(row: RowMapping, day: date) -> dict[str, Any]:
    names = ("district_id", "parent_id", "name", "level", "kind", "division_code")
    is_open = row["valid_from"] <= day and (row["valid_until"] is None or day < row["valid_until"])
    return {"id": row["organization_id"], "is_open": is_open} | {name: row[name] for name in names}


def _adds(organization_id: str, wanted: Iterable[Indicator], found: Sums) -> bool:
    return any(found.total.get((time, organization_id, each.code)) for time in TIMES for each in wanted)


def _chosen(codes: Iterable[str] | None) -> tuple[list[Indicator], frozenset[str] | None]:
    """Return the figures wanted, and the codes that have to be read for them; None for all."""
    listed = indicators().by_code
    if codes is None:
        return list(listed.values()), None
    named = set(codes)
    wanted = [indicator for code, indicator in listed.items() if code in named]
    return wanted, indicators().parts_of(wanted)


def freshness_of(session: Session, district_id: str) -> dict[str, Any]:
    """Return the time of the newest fact that is counted in a district, and how many facts wait to be counted."""
    return {"as_of": _newest(session, district_id), "waiting": _waiting(session, district_id)}


def _newest(session: Session, district_id: str) -> datetime | None:
    return session.scalar(select(freshness.c.event_time).where(freshness.c.district_id == district_id))


def _waiting(session: Session, district_id: str) -> int:
    """Count the facts of a district that are heard and not yet counted; calls that wait for the trail are none."""
    here = inbox.c.district_id == district_id, ~inbox.c.partition_key.startswith(PREFIX, autoescape=True)
    return int(session.scalar(select(func.count()).select_from(inbox).where(*here)) or 0)


def _described(indicator: Indicator) -> dict[str, Any]:
    tongue = language()
    return {
        "indicator": indicator.code,
        "zh": indicator.zh,
        "en": indicator.en,
        "name": getattr(indicator, tongue),
        "unit": getattr(indicator.unit, tongue),
        "kind": indicator.kind,
        "period": indicator.period,
        "times": [time for time in TIMES if indicators().has(indicator, time)],
        "day": indicator.day,
        "records": indicator.of,
        "events": EVENTS_OF.get(str(indicator.of), []),
        "conditions": indicator.where,
        "own": indicator.own,
        "sum": indicator.sum,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "median": indicator.median,
        "over": indicator.over,
        "citation": getattr(indicator.citation, tongue),
    }
