"""What the activities service tells of halls as schools: lecturers, their menu of classes, requests of units."""

from datetime import date

import msgspec

from shared.events.activities import SOURCE
from shared.messaging.events import Event, emitted_by


class LecturerState(msgspec.Struct, frozen=True, kw_only=True):
    """A lecturer of a hall, `active` or `retired`, and of which organization; the name stays at home."""

    lecturer_id: str
    revision: int
    organization_id: str
    hall_id: str
    unit: str
    status: str
    listed_on: date
    retired_on: date | None = None


class LecturerEvent(Event, frozen=True, kw_only=True):
    """What every fact about one lecturer carries; `organization_id` is the organization that has the hall."""

    lecturer_id: str
    lecturer: LecturerState
    effective_on: date


@emitted_by(SOURCE)
class LecturerListed(LecturerEvent, frozen=True, kw_only=True):
    """A hall listed a lecturer (讲师)."""


@emitted_by(SOURCE)
class LecturerCarried(LecturerEvent, frozen=True, kw_only=True):
    """A lecturer passed to another organization with the hall."""


@emitted_by(SOURCE)
class LecturerRetired(LecturerEvent, frozen=True, kw_only=True):
    """A lecturer is listed no longer."""


class HallClassState(msgspec.Struct, frozen=True, kw_only=True):
    """A class on a hall's menu, `offered` or `withdrawn`."""

    hall_class_id: str
    revision: int
    organization_id: str
    hall_id: str
    title: str
    status: str
    offered_on: date
    withdrawn_on: date | None = None


class HallClassEvent(Event, frozen=True, kw_only=True):
    """What every fact about one class carries; `organization_id` is the organization that has the hall."""

    hall_class_id: str
    hall_class: HallClassState
    effective_on: date


@emitted_by(SOURCE)
class ClassOffered(HallClassEvent, frozen=True, kw_only=True):
    """A hall put a class on its menu (课程菜单)."""


@emitted_by(SOURCE)
class ClassCarried(HallClassEvent, frozen=True, kw_only=True):
    """A class passed to another organization with its hall."""


@emitted_by(SOURCE)
class ClassWithdrawn(HallClassEvent, frozen=True, kw_only=True):
    """A class is on the menu no longer."""


class ClassRequestState(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's request of a class: `requested`, then `held`, `declined` or `withdrawn`.

    `hall_organization_id` has the hall, and answers; `activity_id` is the session that was held of it.
    """

    class_request_id: str
    revision: int
    organization_id: str
    hall_organization_id: str
    hall_class_id: str
    title: str
    status: str
    requested_on: date
    wanted_on: date | None = None
    held_on: date | None = None
    activity_id: str | None = None


class ClassRequestEvent(Event, frozen=True, kw_only=True):
    """What every fact about one request carries; `organization_id` is the unit that asked for the class."""

    class_request_id: str
    class_request: ClassRequestState
    effective_on: date


@emitted_by(SOURCE)
class ClassRequested(ClassRequestEvent, frozen=True, kw_only=True):
    """A unit asked a hall for a class of its menu."""


@emitted_by(SOURCE)
class ClassHeld(ClassRequestEvent, frozen=True, kw_only=True):
    """A hall held a class that a unit had asked for, as a session."""


@emitted_by(SOURCE)
class ClassRequestEnded(ClassRequestEvent, frozen=True, kw_only=True):
    """A request was declined by the hall, or withdrawn by the unit or with one of the two."""


@emitted_by(SOURCE)
class ClassRequestCarried(ClassRequestEvent, frozen=True, kw_only=True):
    """A request waits for the heir of the organization that had the hall."""
