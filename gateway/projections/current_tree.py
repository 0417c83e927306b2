"""Today's tree, which the figures follow: each organization's parent, and what a move of it changes."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, select
from sqlalchemy.orm import Session

from gateway.projections import tables
from shared import bulk_sql
from shared.trees import HIGHEST, Timeline, Version, organization_version

Owner = tuple[str, str]
"""District and organization."""
REMEMBERED = 1_000_000


def version_on(timeline: Timeline, day: date) -> Version | None:
    """Return the version of a day; a closed organization keeps its last, one not opened yet has none.

    So the records of an organization that was closed or merged stay in the sums of what it stood under, and what is to
    open later adds to nobody's until it does.
    """
    begun = [version for version in timeline.versions if version.valid_from <= day]
    return begun[-1] if begun else None


def placed_on(day: date) -> ColumnElement[bool]:
    """Return the WHERE condition for the versions that `version_on` would choose for a day."""
    version, other = organization_version.c, organization_version.alias().c
    same = and_(*(other[name] == version[name] for name in ("district_id", "organization_id")))
    any_other = select(other.valid_from).where(same).correlate(organization_version)
    newer = any_other.where(other.valid_from > version.valid_from, other.valid_from <= day).exists()
    return and_(version.valid_from <= day, ~newer)


def named_on(district_id: str, day: date) -> Subquery:
    """Return what a district's organizations were called on a day, closed ones last, with their division codes."""
    version = organization_version.c
    columns = version.organization_id, version.name, version.division_code
    return select(*columns).where(version.district_id == district_id, placed_on(day)).subquery()


def version_row(district_id: str, timeline: Timeline, day: date) -> dict[str, Any]:
    """Return the row of `place` for an organization on a day; None for one that opens later."""
    version = version_on(timeline, day)
    row_version = version or timeline.versions[0]
    turns = [
        moment for item in timeline.versions for moment in (item.valid_from, item.valid_until) if moment is not None
    ]
    return {
        "district_id": district_id,
        "organization_id": timeline.organization_id,
        "parent_id": version.parent_id if version else None,
        "level": row_version.level,
        "name": row_version.name,
        "division_code": row_version.division_code,
        "is_open": row_version.holds_on(day),
        "next_change_on": min((moment for moment in turns if moment > day), default=None),
    }


class Tree:
    """The ancestors of organizations, cached across transactions; a rollback must clear the cache."""

    def __init__(self) -> None:
        self.parents: dict[Owner, str | None] = {}

    def load(self, session: Session, owners: Iterable[Owner]) -> None:
        """Load the ancestors of organizations, one level a query."""
        missing = {owner for owner in owners if owner not in self.parents}
        if len(self.parents) > REMEMBERED:
            self.parents.clear()
        while missing:
            keys = [{"district_id": district_id, "organization_id": step} for district_id, step in sorted(missing)]
            # One that nobody has opened yet has no parent yet either.
            self.parents |= dict.fromkeys(missing)
            rows = bulk_sql.find(session, tables.place, keys)
            self.parents |= {(row.district_id, row.organization_id): row.parent_id for row in rows}
            above = {(row.district_id, row.parent_id) for row in rows if row.parent_id is not None}
            missing = {owner for owner in above if owner not in self.parents}

    def path(self, owner: Owner) -> Sequence[Owner]:
        """Return an organization and its ancestors, as far as they are replicated."""
        district_id = owner[0]
        step: str | None = owner[1]
        steps: list[Owner] = []
        while step is not None and len(steps) < HIGHEST:
            steps.append((district_id, step))
            step = self.parents[district_id, step]
        return steps
