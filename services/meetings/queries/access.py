"""Read access and paging of lists and single records."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, select

from services.meetings.model import MeetingsRecord
from shared import org_paths
from shared.lifecycles import step_view
from shared.pages import Page, record_page
from shared.reading import STEP, View
from shared.records import steps_of
from shared.unit_of_work import UnitOfWork
from shared.views import to_view

READ = "meetings.read"


def with_history(
    work: UnitOfWork, record: MeetingsRecord, view: View, public: Collection[str], **beside: Any
) -> dict[str, Any]:
    """Return what may be read of a record, with its steps and what stands beside its own fields."""
    history = view.each(map(step_view, steps_of(work.session, record)), STEP)
    return view.of(to_view(record, work) | beside | {"way": history}, public)


def list_records(
    work: UnitOfWork,
    kind: type[MeetingsRecord],
    organization_id: str,
    equal: dict[str, Any],
    page_key: tuple[str | None, int],
    *terms: ColumnElement[bool],
) -> Page:
    """List the records of an organization and everyone below it, in the order of their ids.

    A column of `equal` whose value is None does not bound the list.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ, place, work.today)
    query = select(kind).where(
        kind.district_id == place.district_id,
        kind.organization_id.in_(units),
        *(getattr(kind, name) == value for name, value in equal.items() if value is not None),
        *terms,
    )
    return record_page(work, query, kind.id, *page_key)
