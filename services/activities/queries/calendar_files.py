"""The calendar file of organizational life: what was held, and by which day what is expected has to be."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TypedDict

from sqlalchemy import select

from services.activities.model import Activity, Obligation
from services.activities.model.activities import HELD
from services.activities.model.obligations import EXPECTED
from services.activities.queries.access import READ, scope_of
from shared.calendar_files import CONFIRMED, TENTATIVE, Entry, calendar_file
from shared.enumerations import ACTIVITY_KINDS
from shared.service import query
from shared.trees import organization_version
from shared.unit_of_work import UnitOfWork

PRODUCT = "Organizational life"
BACK, AHEAD = timedelta(days=366), timedelta(days=92)
MOST = 5000


class ActivityCalendar(TypedDict):
    """A file in iCalendar format, and its name."""

    file_name: str
    content: str


@query
def calendar_of_activities(work: UnitOfWork, *, organization_id: str) -> ActivityCalendar:
    """Return a calendar file of what an organization and anyone below it held in the last year, and has to hold.

    What it has to hold stands on the last day for it, a quarter ahead.
    """
    place, units = scope_of(work, organization_id)
    work.actor.require(READ, place.path)
    version = organization_version.c
    named = select(version.organization_id, version.name).where(version.district_id == place.district_id)
    names = {row.organization_id: row.name for row in work.session.execute(named.order_by(version.valid_from))}
    entries = [*_held(work, place.district_id, units, names), *_expected(work, place.district_id, units, names)]
    content = calendar_file(f"{place.name} 组织生活", PRODUCT, entries, work.now)
    return {"file_name": f"activities-{organization_id}.ics", "content": content}


def _held(work: UnitOfWork, district_id: str, units: object, names: dict[str, str]) -> Iterator[tuple[Entry, int]]:
    held = select(Activity).where(Activity.district_id == district_id, Activity.organization_id.in_(units))  # type: ignore[arg-type]
    since = held.where(Activity.status == HELD, Activity.held_on >= work.today - BACK)
    for each in work.session.scalars(since.order_by(Activity.held_on, Activity.id).limit(MOST)):
        name = names.get(each.organization_id, "")
        entry = Entry(
            uid=f"activity-{each.id}@sanji", day=each.held_on, title=f"{ACTIVITY_KINDS[each.kind]}：{each.title}",
            place=name, notes=each.content or "", status=CONFIRMED, busy=False,
        )  # fmt: skip
        yield entry, each.version


def _expected(work: UnitOfWork, district_id: str, units: object, names: dict[str, str]) -> Iterator[tuple[Entry, int]]:
    owed = select(Obligation).where(Obligation.district_id == district_id, Obligation.organization_id.in_(units))  # type: ignore[arg-type]
    ahead = Obligation.due_on >= work.today, Obligation.due_on <= work.today + AHEAD
    waiting = owed.where(Obligation.status == EXPECTED, *ahead)
    for each in work.session.scalars(waiting.order_by(Obligation.due_on, Obligation.id).limit(MOST)):
        name = names.get(each.organization_id, "")
        entry = Entry(
            uid=f"obligation-{each.id}@sanji", day=each.due_on, title=f"截止：{ACTIVITY_KINDS[each.kind]}（{name}）",
            place=name, notes="", status=TENTATIVE, busy=False,
        )  # fmt: skip
        yield entry, each.version
