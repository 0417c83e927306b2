"""What the organizations service tells of mentor units (帮联单位): each fact carries its mentorship whole."""

from datetime import date

import msgspec

from shared.events.organizations import SOURCE
from shared.messaging.events import Event, emitted_by


class MentorshipState(msgspec.Struct, frozen=True, kw_only=True):
    """A mentorship as it stands: `mentor_id` helps `organization_id` from a day to a last day, None while it runs."""

    mentorship_id: str
    revision: int
    organization_id: str
    mentor_id: str
    from_on: date
    until_on: date | None = None
    helped: int = 0


class MentorshipEvent(Event, frozen=True, kw_only=True):
    """What every fact about one mentorship carries; `organization_id` is the organization that is helped."""

    mentorship_id: str
    mentorship: MentorshipState
    effective_on: date


@emitted_by(SOURCE)
class MentorAssigned(MentorshipEvent, frozen=True, kw_only=True):
    """Who is above assigned a mentor unit to an organization."""


@emitted_by(SOURCE)
class MentorHelped(MentorshipEvent, frozen=True, kw_only=True):
    """A mentor unit helped, on the day `effective_on`; what was done stays at home."""

    help_id: str


@emitted_by(SOURCE)
class MentorshipEnded(MentorshipEvent, frozen=True, kw_only=True):
    """A mentorship ended, or ends with one of its organizations."""
