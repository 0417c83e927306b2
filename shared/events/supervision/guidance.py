"""Contact points (联系点) and guidance visits (督导): each fact carries its record whole."""

from datetime import date

import msgspec

from shared.events.supervision.states import SOURCE
from shared.messaging.events import Event, emitted_by


class ContactPointState(msgspec.Struct, frozen=True, kw_only=True):
    """A unit to which a post of `issuer_id` is assigned, `assigned` or `ended`; who holds the post stays at home."""

    contact_point_id: str
    revision: int
    organization_id: str
    issuer_id: str
    post: str
    status: str
    from_on: date
    until_on: date | None = None


class ContactPointEvent(Event, frozen=True, kw_only=True):
    """What every fact about one contact point carries; `organization_id` is the unit."""

    contact_point_id: str
    contact_point: ContactPointState
    effective_on: date


@emitted_by(SOURCE)
class ContactPointAssigned(ContactPointEvent, frozen=True, kw_only=True):
    """A post of a level above was assigned to a unit as its contact point."""


@emitted_by(SOURCE)
class ContactPointCarried(ContactPointEvent, frozen=True, kw_only=True):
    """A contact point passed to the heir of its unit, or of the level above."""


@emitted_by(SOURCE)
class ContactPointEnded(ContactPointEvent, frozen=True, kw_only=True):
    """A contact point is one no longer."""


class GuidanceVisitState(msgspec.Struct, frozen=True, kw_only=True):
    """A guidance visit to a contact point, `recorded` or `withdrawn`; each of its `findings` is to be put right."""

    guidance_visit_id: str
    revision: int
    organization_id: str
    issuer_id: str
    contact_point_id: str
    post: str
    visited_on: date
    findings: int
    status: str


class GuidanceVisitEvent(Event, frozen=True, kw_only=True):
    """What every fact about one guidance visit carries; `organization_id` is the unit that was visited."""

    guidance_visit_id: str
    guidance_visit: GuidanceVisitState
    effective_on: date


@emitted_by(SOURCE)
class GuidanceVisitRecorded(GuidanceVisitEvent, frozen=True, kw_only=True):
    """Who is assigned to a contact point visited it and recorded what was found."""


@emitted_by(SOURCE)
class GuidanceVisitWithdrawn(GuidanceVisitEvent, frozen=True, kw_only=True):
    """A guidance visit was recorded by mistake; what it found counts no more."""
