"""What the observation visits service tells of score sheets: every fact carries the sheet as it stands after it."""

from datetime import date

import msgspec

from shared.events.observation_visits import SOURCE
from shared.messaging.events import DatedEvent, emitted_by


class SheetState(msgspec.Struct, frozen=True, kw_only=True):
    """A score sheet as it stands; `score` is exact, with two places, and `hundredths` the same as a whole number."""

    sheet_id: str
    revision: int
    visit_id: str
    round_id: str
    organization_id: str
    kind: str
    title: str
    period: str
    year: int
    status: str
    assessors: int = 0
    score: str | None = None
    hundredths: int | None = None
    completed_on: date | None = None
    sign_by: date | None = None
    object_by: date | None = None
    host_signed_on: date | None = None
    assessing_signed_on: date | None = None
    settled_on: date | None = None


class SheetEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one score sheet carries."""

    sheet_id: str
    sheet: SheetState


@emitted_by(SOURCE)
class SheetOpened(SheetEvent, frozen=True, kw_only=True):
    """A score sheet was opened for a visit that was held."""


@emitted_by(SOURCE)
class SheetScored(SheetEvent, frozen=True, kw_only=True):
    """An assessor handed in points, or changed them; who it was stays in the service."""


@emitted_by(SOURCE)
class SheetAdjusted(SheetEvent, frozen=True, kw_only=True):
    """A published addition or deduction was entered, with its reason, or taken out."""


@emitted_by(SOURCE)
class SheetCompleted(SheetEvent, frozen=True, kw_only=True):
    """A score was worked out; both sides are asked to sign it, and the host may object until a day."""


@emitted_by(SOURCE)
class SheetSigned(SheetEvent, frozen=True, kw_only=True):
    """One side signed a score sheet: `host` or `assessing`."""

    side: str


@emitted_by(SOURCE)
class SheetObjected(SheetEvent, frozen=True, kw_only=True):
    """The host objected to a score within the window."""


@emitted_by(SOURCE)
class ObjectionAnswered(SheetEvent, frozen=True, kw_only=True):
    """An objection was answered: `upheld` opens the sheet again, `rejected` leaves the score as it is."""

    decision: str


@emitted_by(SOURCE)
class SheetSettled(SheetEvent, frozen=True, kw_only=True):
    """A score stands: both sides signed, or the reason why one did not is on record, and the window has passed."""
