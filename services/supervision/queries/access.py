"""Read access and paging of lists and single records."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, select

from services.supervision.model import SupervisionRecord
from shared import org_paths
from shared.lifecycles import step_view
from shared.pages import Page, page, page_response
from shared.reading import STEP, View, view_of
from shared.records import AnyRecordWithSteps, load, steps_of
from shared.unit_of_work import UnitOfWork
from shared.views import to_view

READ = "supervision.read"
BOTH_SIDES = ("organization_id", "issuer_id")


def read(
    work: UnitOfWork, kind: type[AnyRecordWithSteps], record_id: str, *sides: str
) -> tuple[AnyRecordWithSteps, View]:
    """Load a record and how much of it the caller may read: all for its unit's or its issuer's side."""
    record = load(work.session, kind, record_id)
    kept_by = [getattr(record, side) for side in sides or ("organization_id",)]
    return record, view_of(work, READ, kept_by)


def with_history(
    work: UnitOfWork, record: SupervisionRecord, view: View, public: Collection[str], **beside: Any
) -> dict[str, Any]:
    """Return what may be read of a record, with its steps and what stands beside its own fields."""
    history = view.each(map(step_view, steps_of(work.session, record)), STEP)
    return view.of(to_view(record, work) | beside | {"way": history}, public)


def list_records(
    work: UnitOfWork,
    kind: type[SupervisionRecord],
    organization_id: str,
    equal: dict[str, Any],
    page_key: tuple[str | None, int],
    *terms: ColumnElement[bool],
    right: str = READ,
) -> Page:
    """List the records of an organization and everyone below it, in the order of their ids.

    A column of `equal` whose value is None does not bound the list.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, right, place, work.today)
    query = select(kind).where(
        kind.district_id == place.district_id,
        kind.organization_id.in_(units),
        *(getattr(kind, name) == value for name, value in equal.items() if value is not None),
        *terms,
    )
    rows = work.session.scalars(page(query.order_by(kind.id), kind.id, *page_key)).all()
    return page_response([to_view(row, work) for row in rows], page_key[1])
