"""Read access: the organization and the units that a caller may read, or the record and its organization."""

from typing import Any, NamedTuple

from sqlalchemy import Select

from shared import org_paths
from shared.org_paths import OrgPath
from shared.reading import View, view_of
from shared.unit_of_work import UnitOfWork

READ = "activities.read"


class Reach(NamedTuple):
    """A place, and the ids at and below it that someone may read."""

    place: OrgPath
    units: Select[tuple[str]]


def reach(work: UnitOfWork, organization_id: str) -> Reach:
    """Return the units at and below an organization that the caller may read, or refuse as Forbidden."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    return Reach(place, org_paths.scoped_subtree(work.actor, READ, place, work.today))


def readable(work: UnitOfWork, record: Any) -> View:
    """Return how much of an organization's records the caller may read, or refuse as Forbidden."""
    return view_of(work, READ, [record.organization_id])
