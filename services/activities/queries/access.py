"""Read access: the organization and the units that a caller may read, or the record and its organization."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Select

from shared import org_paths
from shared.lifecycles import step_view
from shared.org_paths import OrgPath
from shared.pages import Page, paginate_list
from shared.reading import STEP, View, view_of
from shared.records import AnyRecord, RecordWithHistory, load, steps_of
from shared.unit_of_work import UnitOfWork

READ = "activities.read"


class Scope(NamedTuple):
    """A place, and the ids at and below it that someone may read."""

    place: OrgPath
    units: Select[tuple[str]]


def scope_of(work: UnitOfWork, organization_id: str, day: date | None = None) -> Scope:
    """Return the units at and below an organization that the caller may read, or refuse as Forbidden.

    With a `day`, those of the tree of that day; whoever is above the organization now or was so then may read.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    if day is None or day == work.today:
        return Scope(place, org_paths.scoped_subtree(work.actor, READ, place, work.today))
    if not work.actor.reaches(READ, place.path):
        place = org_paths.load_org_path(work.session, organization_id, day)
    return Scope(place, org_paths.scoped_subtree(work.actor, READ, place, day))


def read_record(work: UnitOfWork, kind: type[AnyRecord], record_id: str) -> tuple[AnyRecord, View]:
    """Load a record and how much of it the caller may read, or refuse as NotFound or Forbidden."""
    record = load(work.session, kind, record_id)
    return record, view_of(work, READ, [record.organization_id])


def history(work: UnitOfWork, record: RecordWithHistory, view: View, after: str | None, limit: int) -> Page:
    """Return a page of a record's steps, the first one first."""
    steps = view.each(map(step_view, steps_of(work.session, record)), STEP)
    return paginate_list(steps, lambda step: str(step["number"]), after, limit)
