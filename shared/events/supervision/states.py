"""The records of supervision as they stand after a fact, whole."""

from datetime import date

import msgspec

SOURCE = "supervision"


class PlaceTaken(msgspec.Struct, frozen=True, kw_only=True):
    """A place of a plan that an inspection took on a day (`places` 1), or that came back by its cancellation (-1)."""

    on: date
    places: int


class PlanState(msgspec.Struct, frozen=True, kw_only=True):
    """An issuer's inspections of a year: how many there may be, and how many of them are taken, on which days.

    Places that a plan took over with another's at a reorganization are among `used` alone.
    """

    plan_id: str
    revision: int
    organization_id: str
    year: int
    quota: int
    used: int
    status: str
    taken: tuple[PlaceTaken, ...] = ()


class InspectionState(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection as it stands; `organization_id` inspects, `kind` is `regular` or `spot_check`."""

    inspection_id: str
    revision: int
    organization_id: str
    plan_id: str
    year: int
    kind: str
    title: str
    status: str
    inspect_on: date
    held_on: date | None = None
    units: int = 0


class FindingState(msgspec.Struct, frozen=True, kw_only=True):
    """A finding at `organization_id`; `severity` is `general` or `serious`."""

    finding_id: str
    revision: int
    organization_id: str
    issuer_id: str
    inspection_id: str
    year: int
    severity: str
    clause: str
    status: str
    found_on: date


class NoticeState(msgspec.Struct, frozen=True, kw_only=True):
    """A notice to `organization_id`; `overdue_from` is None while nothing of it waits for the unit."""

    notice_id: str
    revision: int
    organization_id: str
    issuer_id: str
    kind: str
    year: int
    number: int
    title: str
    status: str
    issued_on: date
    due_on: date
    overdue_from: date | None = None
    calendar_published: bool = True
    items: int = 0
    items_open: int = 0
    items_answered: int = 0
    items_closed: int = 0
    acknowledged_on: date | None = None
    closed_on: date | None = None
    climbed_from: str | None = None


class ItemState(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that `organization_id` has to put right; `overdue_from` counts only while it is open."""

    item_id: str
    revision: int
    organization_id: str
    issuer_id: str
    notice_id: str | None
    origin: str
    year: int
    title: str
    status: str
    due_on: date
    overdue_from: date
    answered_on: date | None = None
    closed_on: date | None = None


class LetterState(msgspec.Struct, frozen=True, kw_only=True):
    """A responsibility letter of `organization_id` to `issuer_id`, signed by posts and not by names."""

    letter_id: str
    revision: int
    organization_id: str
    issuer_id: str
    year: int
    status: str
    duties: int
    issuer_signed_on: date | None = None
    unit_signed_on: date | None = None


class RequestState(msgspec.Struct, frozen=True, kw_only=True):
    """A request for data by `organization_id`; `held` and `repeated` count the fields it was refused for."""

    request_id: str
    revision: int
    organization_id: str
    year: int
    quarter: str
    period: str
    title: str
    status: str
    asked_on: date
    due_on: date
    overdue_from: date
    fields: int
    held: int = 0
    repeated: int = 0
    units: int = 0


class AskState(msgspec.Struct, frozen=True, kw_only=True):
    """What one request asks of one unit: `asked` field values, `answered` of them given."""

    ask_id: str
    revision: int
    organization_id: str
    request_id: str
    year: int
    quarter: str
    title: str
    status: str
    due_on: date
    overdue_from: date
    asked: int
    answered: int = 0
    answered_on: date | None = None
    asked_on: date | None = None


class RefusedField(msgspec.Struct, frozen=True, kw_only=True):
    """A field that was not to be asked for: `held` by the platform or `repeated`, and where its value is."""

    field: str
    outcome: str
    pointer: str


class SuggestionState(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint or suggestion addressed to `organization_id`; who handed it in does not travel."""

    suggestion_id: str
    revision: int
    organization_id: str
    year: int
    about: str
    status: str
    handed_in_on: date
    due_on: date
    overdue_from: date
    answered_on: date | None = None
