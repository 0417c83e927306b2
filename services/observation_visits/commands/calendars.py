"""Opening hours of an organization: what it opens and closes, and its days off."""

from typing import Any

from services.observation_visits.commands.loading import HOST, load_place
from services.observation_visits.model import Calendar, validation
from shared.errors import Invalid
from shared.lifecycles import require_version
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def set_calendar(
    work: UnitOfWork,
    *,
    organization_id: str,
    opens: list[str],
    closes: list[str],
    blackouts: list[dict[str, Any]],
    expected_version: int | None = None,
) -> Calendar:
    """Replace an organization's own calendar, which those below inherit.

    Refuses a half-day that is both opened and closed. Visits that were published stay; their conflicts show it.
    """
    place = load_place(work, organization_id)
    work.actor.require(HOST, place.path)
    key = (place.district_id, organization_id)
    calendar = work.session.get(Calendar, key, with_for_update=True)
    require_version(calendar.version if calendar else 0, expected_version)
    if calendar is None:
        calendar = Calendar(district_id=place.district_id, organization_id=organization_id, version=0)
        work.session.add(calendar)
    opened, closed = validation.half_days(opens, "opens"), validation.half_days(closes, "closes")
    both = sorted(set(opened) & set(closed))
    if both:
        raise Invalid("half_day_contradicts", field="closes", half_day=both[0])
    calendar.opens, calendar.closes = opened, closed
    calendar.blackouts = validation.blackouts(blackouts)
    calendar.version += 1
    return calendar
