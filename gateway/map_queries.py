"""The organizations below one on a map: where each stands, and one figure of it with everything below it."""

from datetime import date
from typing import Any

from sqlalchemy import select

from gateway.figure_sums import asked_for, placed_below, sums_of_units
from gateway.i18n import language
from gateway.overview_queries import family, figure_view, indicator_named, require_level, sees_below, shown_time
from gateway.projections.current_tree import placed_on
from gateway.projections.indicators import Indicator
from shared.labels import label
from shared.trees import BRANCH, COMMUNITY, DISTRICT, STREET, organization_version
from shared.unit_of_work import UnitOfWork

POINTS = {DISTRICT: COMMUNITY, STREET: COMMUNITY, COMMUNITY: BRANCH, BRANCH: BRANCH}
"""The level of the points unless one is named, by the level of the organization."""


def map_of(
    work: UnitOfWork, *, level: str, organization_id: str, of: str | None = None, indicator: str | None = None,
    period: str | None = None, quarter: int | None = None, as_of: date | None = None, kind: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the open organizations of a level below one with their coordinates (GCJ-02), and one figure of each.

    They stand in the order of the tree, those without coordinates too. Who does not see what is below sees none.
    """
    asked = asked_for(work.today, period, quarter, as_of, kind)
    here, below = family(work, organization_id, asked.tree_day)
    require_level(here, level)
    wanted = None if indicator is None else indicator_named(indicator)
    seen = sees_below(work, organization_id, below, asked.tree_day)
    points = _points(work, organization_id, of or POINTS[here["level"]], asked.tree_day) if seen else []
    if wanted is not None and points:
        found = sums_of_units(work, organization_id, [point["id"] for point in points], asked)
        for point in points:
            view = figure_view(wanted, point["id"], found)
            point |= {"value": view[shown_time(wanted)]}
    return {
        "organization": here,
        "period": str(asked.period),
        "tree_as_of": asked.tree_day,
        "indicator": None if wanted is None else _named(wanted),
        "points": points,
    }


def _named(indicator: Indicator) -> dict[str, str]:
    tongue = language()
    return {
        "indicator": indicator.code,
        "name": getattr(indicator, tongue),
        "unit": getattr(indicator.unit, tongue),
    }


def _points(work: UnitOfWork, organization_id: str, level: str, day: date) -> list[dict[str, Any]]:
    version = organization_version.c
    below = version.organization_id.in_(placed_below(organization_id, day)), version.organization_id != organization_id
    rows = work.session.execute(
        select(organization_version)
        .where(*below, version.level == level, placed_on(day))
        .where(version.valid_until.is_(None) | (version.valid_until > day))
        .order_by(version.division_code, version.name, version.organization_id)
    )
    return [
        {
            "id": row.organization_id,
            "parent_id": row.parent_id,
            "name": row.name,
            "level": row.level,
            "level_name": label("level", row.level, language()),
            "lon_gcj02": row.longitude,
            "lat_gcj02": row.latitude,
            "value": None,
        }
        for row in rows
    ]
