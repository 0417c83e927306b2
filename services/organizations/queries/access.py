"""Scope of a list: one organization alone, or with everything below that the right covers."""

from datetime import date
from typing import Any

from sqlalchemy import Select, literal, select

from services.organizations.model.tree import district_of
from shared import org_paths, trees
from shared.unit_of_work import UnitOfWork

Units = Select[Any]


def units(
    work: UnitOfWork, organization_id: str, right: str, *, below: bool, day: date | None = None
) -> tuple[str, Units]:
    """Return the district and a SELECT of the ids; Forbidden where the right is held on none.

    A grant on this unit only reaches nothing below it. What was closed is there where it last stood, as in figures.
    """
    district_id = district_of(work.session, organization_id)
    path = trees.path(work.session, organization_id, work.today)
    work.actor.require(right, path)
    if not (below and work.actor.reaches(right, ["", *path])):
        return district_id, select(literal(organization_id).label("organization_id"))
    return district_id, org_paths.subtree(organization_id, day or work.today)
