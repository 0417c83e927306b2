"""Who acts for whom: the branch for its members, the committee above it for what the branch put forward."""

from services.member_points.commands.ending import end_abandoned
from services.member_points.commands.steps import above
from services.member_points.commands.successions import settle_successions
from shared import places, rolls
from shared.errors import Invalid, NotFound
from shared.places import Place
from shared.texts import printable
from shared.work import Work


def at(work: Work, organization_id: str) -> Place:
    """Load an organization in today's tree, after applying due successions."""
    settle_successions(work)
    end_abandoned(work)
    return places.place(work.session, organization_id, work.today)


def for_branch(work: Work, place: Place) -> None:
    """Refuse as Forbidden a caller who may not manage the points of an organization."""
    work.acting.require("member_points.keep", place.path)


def for_above(work: Work, place: Place) -> str:
    """Return the organization above one, refusing as Forbidden who does not decide in its name.

    A district's own members have nobody above them in the district: the district decides, by another person.
    """
    work.acting.require("member_points.approve", place.path[1:] or place.path)
    return above(place)


def member_of(work: Work, district_id: str, member_id: str) -> rolls.Place:
    """Return a member's newest place in a district, or refuse as NotFound who is unknown there."""
    known = places.is_id(member_id)
    place = (rolls.place_of(work.session, member_id, work.today) if known else None) or (
        rolls.last_place_of(work.session, member_id) if known else None
    )
    if place is None or places.place(work.session, place.organization_id, work.today).district_id != district_id:
        raise NotFound("member_unknown", field="member_id", member_id=printable(member_id, limit=64))
    return place


def member_here(work: Work, organization_id: str, district_id: str, member_id: str) -> rolls.Place:
    """Refuse as Invalid a member who is on another organization's roll today."""
    place = member_of(work, district_id, member_id)
    if place.organization_id != organization_id:
        raise Invalid("member_not_here", field="member_id", member_id=member_id)
    return place
