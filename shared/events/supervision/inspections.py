"""What is told about inspections: plans, findings, the notices that follow, and what is put right."""

from shared.events.supervision.states import (
    SOURCE,
    FindingState,
    InspectionState,
    ItemState,
    NoticeState,
    PlanState,
)
from shared.messaging.events import DatedEvent, emitted_by


class PlanEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about an issuer's plan of a year carries."""

    plan_id: str
    plan: PlanState


@emitted_by(SOURCE)
class InspectionPlanSet(PlanEvent, frozen=True, kw_only=True):
    """An issuer set how many inspections it will hold in a year, on which basis."""


@emitted_by(SOURCE)
class InspectionPlanAmended(PlanEvent, frozen=True, kw_only=True):
    """A plan's quota or basis was changed, an inspection took a place in it, or its issuer was succeeded."""

    from_organization_id: str | None = None


class InspectionEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one inspection carries; `organization_id` inspects."""

    inspection_id: str
    inspection: InspectionState


@emitted_by(SOURCE)
class InspectionAnnounced(InspectionEvent, frozen=True, kw_only=True):
    """An inspection of units was announced, regular or as a spot check."""

    units: tuple[str, ...]


@emitted_by(SOURCE)
class SampleDrawn(InspectionEvent, frozen=True, kw_only=True):
    """The sample of a spot check was drawn from a published seed, so that anyone can repeat the draw."""

    seed: str
    population_size: int
    population_digest: str
    sample: tuple[str, ...]


@emitted_by(SOURCE)
class InspectionHeld(InspectionEvent, frozen=True, kw_only=True):
    """An inspection took place."""


@emitted_by(SOURCE)
class InspectionCancelled(InspectionEvent, frozen=True, kw_only=True):
    """An inspection was called off before it took place."""


@emitted_by(SOURCE)
class InspectionCarried(InspectionEvent, frozen=True, kw_only=True):
    """An inspection goes on under the heir of the organization that announced it."""

    from_organization_id: str | None = None


class FindingEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one finding carries; `organization_id` is where it was found."""

    finding_id: str
    finding: FindingState


@emitted_by(SOURCE)
class FindingRecorded(FindingEvent, frozen=True, kw_only=True):
    """An inspection found a problem at a unit (问题)."""


@emitted_by(SOURCE)
class FindingWithdrawn(FindingEvent, frozen=True, kw_only=True):
    """A finding that was recorded by mistake counts no more."""


@emitted_by(SOURCE)
class FindingCarried(FindingEvent, frozen=True, kw_only=True):
    """A finding stands with the heir of its unit."""

    from_organization_id: str | None = None


class NoticeEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one notice carries; `organization_id` has to answer it."""

    notice_id: str
    notice: NoticeState


@emitted_by(SOURCE)
class NoticeIssued(NoticeEvent, frozen=True, kw_only=True):
    """A person issued a rectification notice, a circular of criticism or an interview notice."""

    proposed: str
    told: tuple[str, ...]


@emitted_by(SOURCE)
class NoticeAcknowledged(NoticeEvent, frozen=True, kw_only=True):
    """A unit acknowledged that it received a notice."""


@emitted_by(SOURCE)
class NoticeClimbed(NoticeEvent, frozen=True, kw_only=True):
    """An overdue notice was followed by the next higher one (`into`), which takes over what is open."""

    into: str


@emitted_by(SOURCE)
class NoticeClosed(NoticeEvent, frozen=True, kw_only=True):
    """Everything a notice asked for is closed (销号)."""


@emitted_by(SOURCE)
class NoticeWithdrawn(NoticeEvent, frozen=True, kw_only=True):
    """A notice that should not have been issued was taken back; its number stays taken."""


@emitted_by(SOURCE)
class NoticeCarried(NoticeEvent, frozen=True, kw_only=True):
    """A notice goes on under the heir of its unit or of its issuer."""

    from_organization_id: str | None = None


@emitted_by(SOURCE)
class NoticeEnded(NoticeEvent, frozen=True, kw_only=True):
    """A notice ended because its unit did."""


class ItemEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one rectification item carries, with the notice that it belongs to, if any."""

    item_id: str
    item: ItemState
    notice: NoticeState | None = None


@emitted_by(SOURCE)
class RectificationOpened(ItemEvent, frozen=True, kw_only=True):
    """A unit has something to put right by a day, from a finding or from the review of a visit."""


@emitted_by(SOURCE)
class RectificationAnswered(ItemEvent, frozen=True, kw_only=True):
    """A unit handed in the proof that something is put right."""


@emitted_by(SOURCE)
class RectificationReturned(ItemEvent, frozen=True, kw_only=True):
    """The issuer did not accept a proof; the item is open again."""


@emitted_by(SOURCE)
class RectificationClosed(ItemEvent, frozen=True, kw_only=True):
    """The issuer verified a proof and closed the item (销号)."""


@emitted_by(SOURCE)
class RectificationMoved(ItemEvent, frozen=True, kw_only=True):
    """An open item passed to the next higher notice, with that notice's deadline."""


@emitted_by(SOURCE)
class RectificationWithdrawn(ItemEvent, frozen=True, kw_only=True):
    """An item holds no more because its notice was taken back."""


@emitted_by(SOURCE)
class RectificationCarried(ItemEvent, frozen=True, kw_only=True):
    """An item goes on under the heir of its unit or of its issuer."""

    from_organization_id: str | None = None


@emitted_by(SOURCE)
class RectificationEnded(ItemEvent, frozen=True, kw_only=True):
    """An item ended because its unit did."""
