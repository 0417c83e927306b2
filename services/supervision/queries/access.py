"""Read access and paging of lists and single records."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select

from services.supervision.model import Record, repository
from shared import org_paths
from shared.pages import page
from shared.reading import STEP, View, view_of
from shared.unit_of_work import UnitOfWork

Kind = TypeVar("Kind", bound=Record)
READ = "supervision.read"


def read(work: UnitOfWork, kind: type[Kind], record_id: str, *sides: str) -> tuple[Kind, View]:
    """Load a record and how much of it the caller may read: all for its unit's or its issuer's side."""
    found = repository.record_of(work.session, kind, record_id)
    kept_by = [getattr(found, side) for side in sides or ("organization_id",)]
    return found, view_of(work, READ, kept_by)


def way(work: UnitOfWork, found: Record, view: View) -> list[dict[str, Any]]:
    """Return a record's steps as they are read."""
    return view.each(repository.way_of(work.session, found), STEP)


def listed(
    work: UnitOfWork,
    kind: type[Kind],
    organization_id: str,
    terms: dict[str, Any],
    page_asked: tuple[str | None, int],
    *more: ColumnElement[bool],
    right: str = READ,
) -> list[Kind]:
    """List the records of an organization and everyone below it, in the order of their ids.

    One more than the page has is given where there are more; a term that is None does not bound the list.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units: Select[tuple[str]] = org_paths.scoped_subtree(work.actor, right, place, work.today)
    wanted = [getattr(kind, name) == value for name, value in terms.items() if value is not None]
    query = select(kind).where(
        kind.district_id == place.district_id,
        kind.organization_id.in_(units),
        *wanted,
        *more,
    )
    return list(work.session.scalars(page(query.order_by(kind.id), kind.id, *page_asked)).all())
