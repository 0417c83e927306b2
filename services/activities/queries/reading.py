"""Read access: the organization and the units that a caller may read, or the record and its organization."""

from typing import Any, NamedTuple

from sqlalchemy import Select

from shared import places
from shared.places import Place
from shared.reading import View, view_of
from shared.work import Work

READ = "activities.read"


class Reach(NamedTuple):
    """A place, and the ids at and below it that someone may read."""

    place: Place
    units: Select[tuple[str]]


def reach(work: Work, organization_id: str) -> Reach:
    """Return the units at and below an organization that the caller may read, or refuse as Forbidden."""
    place = places.place(work.session, organization_id, work.today)
    return Reach(place, places.within_reach(work.acting, READ, place, work.today))


def readable(work: Work, record: Any) -> View:
    """Return how much of an organization's records the caller may read, or refuse as Forbidden."""
    return view_of(work, READ, [record.organization_id])
