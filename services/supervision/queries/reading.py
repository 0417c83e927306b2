"""What every list and every single record have in common: whose it is, who may read it, and on which page it stands."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select

from services.supervision.model import Record, records
from shared import places
from shared.errors import Forbidden
from shared.pages import page
from shared.work import Work

Kind = TypeVar("Kind", bound=Record)
READ = "supervision.read"


def read(work: Work, kind: type[Kind], record_id: str, *sides: str, right: str = READ) -> Kind:
    """This function will find a record for whoever may read one of its sides: its unit's, or its issuer's."""
    found = records.record_of(work.session, kind, record_id)
    paths = [
        places.place(work.session, getattr(found, side), work.today).path for side in sides or ("organization_id",)
    ]
    if not any(work.acting.reaches(right, path) for path in paths):
        raise Forbidden("grant_does_not_reach", right=right)
    return found


def listed(
    work: Work,
    kind: type[Kind],
    organization_id: str,
    terms: dict[str, Any],
    page_asked: tuple[str | None, int],
    *more: ColumnElement[bool],
    right: str = READ,
) -> list[Kind]:
    """This function will list the records of an organization and everyone below it, in the order of their ids.

    One more than the page has is given where there are more; a term that is None does not bound the list.
    """
    place = places.place(work.session, organization_id, work.today)
    units: Select[tuple[str]] = places.within_reach(work.acting, right, place, work.today)
    wanted = [getattr(kind, name) == value for name, value in terms.items() if value is not None]
    query = select(kind).where(
        kind.district_id == place.district_id,
        kind.organization_id.in_(units),
        *wanted,
        *more,
    )
    return list(work.session.scalars(page(query.order_by(kind.id), kind.id, *page_asked)).all())
