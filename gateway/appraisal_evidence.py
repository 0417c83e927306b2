"""The figures of an appraisal's items, read from the overview for its organization and year, with their addresses."""

from typing import Any

from sqlalchemy import select

from gateway.overview_queries import overview
from gateway.projections.tables import projected
from shared.errors import Forbidden
from shared.messaging.outbox import Position
from shared.messaging.tables import inbox_cursor
from shared.rights import SEE_FIGURES
from shared.unit_of_work import UnitOfWork


def appraisal_figures(
    work: UnitOfWork, *, organization_id: str, level: str, year: int, wanted: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the wanted figures of an organization and everything below it, and what had been counted by then.

    Refuses as Forbidden who sees what is the organization's own alone.
    """
    codes = {one[name] for one in wanted for name in ("indicator", "denominator_indicator") if one[name]}
    shown = overview(work, level=level, organization_id=organization_id, period=str(year), chosen=codes)
    totals = {one["indicator"]: one["total"] for one in shown["figures"]}
    if None in totals.values():
        raise Forbidden("grant_does_not_reach", right=SEE_FIGURES)
    records = f"/api/v1/levels/{level}/{organization_id}/figures/{{}}/records?period={year}"
    newest = shown["freshness"]["as_of"]
    return {
        "figures": [_figure(one, totals, records) for one in wanted],
        "read_at": {
            "tree_as_of": shown["tree_as_of"].isoformat(),
            "as_of": newest and newest.isoformat(),
            "batch": work.session.scalar(select(projected.c.batch)) or 0,
            "positions": _positions(work, organization_id),
        },
    }


def _figure(wanted: dict[str, Any], totals: dict[str, int], records: str) -> dict[str, Any]:
    code, divisor = wanted["indicator"], wanted["denominator_indicator"]
    read = {"item": wanted["item"], "indicator": code, "numerator": totals[code], "href": records.format(code)}
    if divisor is None:
        return read
    of = {"denominator_indicator": divisor, "denominator": totals[divisor], "denominator_href": records.format(divisor)}
    return read | of


def _positions(work: UnitOfWork, organization_id: str) -> list[str]:
    """Return how far the streams of the organization's own events are applied."""
    cursor = inbox_cursor.c
    query = select(cursor.source, cursor.partition_key, cursor.applied).where(cursor.partition_key == organization_id)
    return [str(Position(*row)) for row in work.session.execute(query.order_by(cursor.source))]
