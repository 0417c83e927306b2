"""What the activities service tells of lecture halls, from the want of one to what becomes of it."""

from datetime import date

import msgspec

from shared.events.activities import SOURCE
from shared.messaging.events import DatedEvent, Event, emitted_by


class AskedPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """Days on which a lecture hall is asked of a branch: from a day on, until before another (None: without end)."""

    from_on: date
    until_on: date | None = None


class HallState(msgspec.Struct, frozen=True, kw_only=True):
    """A lecture hall as it stands; `missing` is one that its organization is to have and has not begun.

    None for the days of the deadline means that the district has set none. `standard` is the version of the checklists.
    `asked` are the days on which one is asked of a branch, none where it is there of its own accord; None where one is
    asked on every day. A `missing` one is not there for any figure on the other days.
    """

    hall_id: str
    revision: int
    organization_id: str
    title: str
    status: str
    standard: str
    items_checked: int = 0
    items_needed: int = 0
    deadline: date | None = None
    due_on: date | None = None
    overdue_from: date | None = None
    planned_on: date | None = None
    building_on: date | None = None
    established_on: date | None = None
    asked: tuple[AskedPeriod, ...] | None = None


class HallEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one lecture hall carries; `organization_id` is the organization that has it."""

    hall_id: str
    hall: HallState


@emitted_by(SOURCE)
class HallWanted(HallEvent, frozen=True, kw_only=True):
    """An organization is to have a lecture hall and has none yet."""


@emitted_by(SOURCE)
class HallPlanned(HallEvent, frozen=True, kw_only=True):
    """An organization planned its lecture hall."""


@emitted_by(SOURCE)
class HallAmended(HallEvent, frozen=True, kw_only=True):
    """What is said of a lecture hall was changed, or its building began."""


@emitted_by(SOURCE)
class HallChecked(HallEvent, frozen=True, kw_only=True):
    """Items of the standard were found to be there, or not to be there after all."""


@emitted_by(SOURCE)
class HallEstablished(HallEvent, frozen=True, kw_only=True):
    """A lecture hall meets its standard and is established."""


@emitted_by(SOURCE)
class HallDeadlineSet(Event, frozen=True, kw_only=True):
    """A district set the day by which its halls are to be established; those after `after` are yet to hear."""

    year: int
    due_on: date
    after: str = ""


@emitted_by(SOURCE)
class HallScopeSet(Event, frozen=True, kw_only=True):
    """A district set of which kinds of branches it asks a hall from a day on; those after `after` are yet to hear."""

    from_on: date
    kinds: tuple[str, ...]
    after: str = ""


@emitted_by(SOURCE)
class HallAsked(HallEvent, frozen=True, kw_only=True):
    """A lecture hall is asked of a branch on other days than before."""


@emitted_by(SOURCE)
class HallDue(HallEvent, frozen=True, kw_only=True):
    """A lecture hall has the deadline that its district set."""


@emitted_by(SOURCE)
class HallCarried(HallEvent, frozen=True, kw_only=True):
    """A lecture hall passed to another organization because its own was merged, divided or closed."""

    from_organization_id: str
    effective_on: date


@emitted_by(SOURCE)
class HallEnded(HallEvent, frozen=True, kw_only=True):
    """A lecture hall ended with its organization, or was wanted of one that has another's now."""
