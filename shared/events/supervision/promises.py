"""What is told about responsibility letters, requests for data, and complaints and suggestions."""

from shared.events.supervision.states import (
    SOURCE,
    AskState,
    LetterState,
    RefusedField,
    RequestState,
    SuggestionState,
)
from shared.messaging.events import DatedEvent, emitted_by


class LetterEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one responsibility letter carries."""

    letter_id: str
    letter: LetterState


@emitted_by(SOURCE)
class LetterDrafted(LetterEvent, frozen=True, kw_only=True):
    """An issuer drafted a unit's responsibility letter from duties that were assigned already (责任书)."""


@emitted_by(SOURCE)
class LetterSigned(LetterEvent, frozen=True, kw_only=True):
    """One side signed a responsibility letter; it is in force once both have."""

    side: str
    post: str


@emitted_by(SOURCE)
class LetterSuperseded(LetterEvent, frozen=True, kw_only=True):
    """A newer letter took the place of this one."""

    by: str


@emitted_by(SOURCE)
class LetterWithdrawn(LetterEvent, frozen=True, kw_only=True):
    """A draft that was not signed by both sides was taken back."""


@emitted_by(SOURCE)
class LetterCarried(LetterEvent, frozen=True, kw_only=True):
    """A letter goes on under the heir of its unit or of its issuer."""

    from_organization_id: str | None = None


@emitted_by(SOURCE)
class LetterEnded(LetterEvent, frozen=True, kw_only=True):
    """A letter ended because its unit did."""


class RequestEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one request for data carries; `organization_id` owns the request."""

    request_id: str
    request: RequestState


@emitted_by(SOURCE)
class DataRequested(RequestEvent, frozen=True, kw_only=True):
    """An organization asked units below it for data that the platform does not hold."""

    fields: tuple[str, ...]


@emitted_by(SOURCE)
class DataRequestRefused(RequestEvent, frozen=True, kw_only=True):
    """A request was refused and nobody was asked: what it wants is held already, or was asked for before."""

    refused: tuple[RefusedField, ...]
    spared: tuple[str, ...]


@emitted_by(SOURCE)
class DataRequestWithdrawn(RequestEvent, frozen=True, kw_only=True):
    """A request was taken back; units that have not answered need not."""


@emitted_by(SOURCE)
class DataRequestCarried(RequestEvent, frozen=True, kw_only=True):
    """A request goes on under the heir of its owner."""

    from_organization_id: str | None = None


class AskEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one unit's part in a request carries; `organization_id` is asked."""

    ask_id: str
    ask: AskState


@emitted_by(SOURCE)
class DataAsked(AskEvent, frozen=True, kw_only=True):
    """A unit is asked for field values by a day."""


@emitted_by(SOURCE)
class DataAnswered(AskEvent, frozen=True, kw_only=True):
    """A unit gave the values it was asked for."""


@emitted_by(SOURCE)
class DataAskEnded(AskEvent, frozen=True, kw_only=True):
    """A unit need not answer any more: the request was taken back, or the unit ended."""


@emitted_by(SOURCE)
class DataAskCarried(AskEvent, frozen=True, kw_only=True):
    """What a unit was asked for passed to its heir."""

    from_organization_id: str | None = None


class SuggestionEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one complaint or suggestion carries; `organization_id` has to answer it."""

    suggestion_id: str
    suggestion: SuggestionState


@emitted_by(SOURCE)
class SuggestionHandedIn(SuggestionEvent, frozen=True, kw_only=True):
    """Somebody handed in a complaint or a suggestion (意见建议)."""


@emitted_by(SOURCE)
class SuggestionAnswered(SuggestionEvent, frozen=True, kw_only=True):
    """A complaint or suggestion was answered by the level it is addressed to."""


@emitted_by(SOURCE)
class SuggestionCarried(SuggestionEvent, frozen=True, kw_only=True):
    """A suggestion passed to the heir of the organization that has to answer it."""

    from_organization_id: str | None = None
