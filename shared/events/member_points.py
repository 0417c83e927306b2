"""What the member points service tells: schemes, the ledger, declarations, objections and the year's results.

A person is a `member_id` here, and only in the ledger and in declarations. Every fact about a record carries the record
whole with a growing `revision`: a listener keeps the highest, then the order of hearing is free. Points are whole
numbers of hundredths of a point. No event tells anyone's total.
"""

from datetime import date
from typing import ClassVar

import msgspec

from shared.messaging.events import DatedEvent, Event, emitted_by

SOURCE = "member_points"
BANDS = ("excellent", "qualified", "basically_qualified", "unqualified")
"""优秀, 合格, 基本合格, 不合格, by the thresholds that a scheme publishes."""
EXEMPT = "exempt"
"""Who is too old or too ill is in no band (DOMAIN.md: aged 70 or more, or long ill)."""


class PointSchemeState(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a district's scheme for a year and a member class; `number` counts the versions."""

    scheme_id: str
    revision: int
    organization_id: str
    year: int
    member_class: str
    number: int
    status: str
    title: str
    rule_version: str
    valid_from: date
    published_on: date | None = None


class PointSchemeEvent(Event, frozen=True, kw_only=True):
    """What every fact about one version of a scheme carries; `organization_id` is the district."""

    scheme_id: str
    scheme: PointSchemeState


@emitted_by(SOURCE)
class PointSchemeDrafted(PointSchemeEvent, frozen=True, kw_only=True):
    """A district drafted a scheme, or a new version of one."""


@emitted_by(SOURCE)
class PointSchemeAmended(PointSchemeEvent, frozen=True, kw_only=True):
    """The draft of a scheme was changed."""


@emitted_by(SOURCE)
class PointSchemePublished(PointSchemeEvent, frozen=True, kw_only=True):
    """A version of a scheme is published: from now on it never changes."""


@emitted_by(SOURCE)
class DerivationContinued(Event, frozen=True, kw_only=True):
    """Facts heard before a scheme was published are being derived; those after `after` still wait."""

    scheme_id: str
    after: str


class EntryState(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the ledger (积分流水), never changed; a `reversal` names the entry that it `reverses`.

    `organization_id` is where it was earned, `hundredths` are points × 100, `source` one of derived, declared,
    imported and reversal.
    """

    entry_id: str
    organization_id: str
    member_id: str
    year: int
    item: str
    group_kind: str
    hundredths: int
    source: str
    occurred_on: date
    rule_version: str
    evidence_type: str
    evidence_id: str | None = None
    reverses: str | None = None


class LedgerEvent(Event, frozen=True, kw_only=True):
    """What every addition to the ledger carries: one fact makes one event, however many entries follow from it."""

    entries: tuple[EntryState, ...]


@emitted_by(SOURCE)
class PointsAwarded(LedgerEvent, frozen=True, kw_only=True):
    """Entries were added to the ledger (deductions among them)."""


@emitted_by(SOURCE)
class PointsReversed(LedgerEvent, frozen=True, kw_only=True):
    """Entries were reversed by entries that name them."""


class DeclarationState(msgspec.Struct, frozen=True, kw_only=True):
    """A declaration on its way through the four steps (四步认定), as it stands; `above_id` is to approve it.

    `item_name` is what the scheme calls the item; events from before there was the field have none.
    """

    declaration_id: str
    revision: int
    organization_id: str
    member_id: str
    year: int
    item: str
    hundredths: int
    occurred_on: date
    status: str
    above_id: str | None = None
    published_on: date | None = None
    objections_until: date | None = None
    entry_id: str | None = None
    item_name: str = ""


class DeclarationEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one declaration carries; `organization_id` is the member's organization."""

    declaration_id: str
    declaration: DeclarationState


@emitted_by(SOURCE)
class PointsDeclared(DeclarationEvent, frozen=True, kw_only=True):
    """A member declared points (自评申报), for the first time or again after a return."""


@emitted_by(SOURCE)
class DeclarationDiscussed(DeclarationEvent, frozen=True, kw_only=True):
    """The branch discussed a declaration (群众会议评鉴)."""


@emitted_by(SOURCE)
class DeclarationVerified(DeclarationEvent, frozen=True, kw_only=True):
    """The branch committee verified a declaration (支委会审核)."""


@emitted_by(SOURCE)
class DeclarationApproved(DeclarationEvent, frozen=True, kw_only=True):
    """The committee above approved a declaration (党委审批)."""


@emitted_by(SOURCE)
class DeclarationReturned(DeclarationEvent, frozen=True, kw_only=True):
    """A declaration was given back with an opinion, or because an objection to it was upheld."""


@emitted_by(SOURCE)
class DeclarationPublished(DeclarationEvent, frozen=True, kw_only=True):
    """An approved declaration was published inside the branch, open to objections until a day."""


@emitted_by(SOURCE)
class DeclarationCounted(DeclarationEvent, frozen=True, kw_only=True):
    """The window passed, objections were answered, and a person confirmed: the declaration stands in the ledger."""


@emitted_by(SOURCE)
class DeclarationWithdrawn(DeclarationEvent, frozen=True, kw_only=True):
    """A declaration was taken back before it counted."""


@emitted_by(SOURCE)
class DeclarationCarried(DeclarationEvent, frozen=True, kw_only=True):
    """A declaration goes on under another organization, because its own ended."""

    from_organization_id: str


class ObjectionState(msgspec.Struct, frozen=True, kw_only=True):
    """An objection to what was published, as it stands: `about` a `declaration` or a `year`; `above_id` answers it."""

    objection_id: str
    revision: int
    organization_id: str
    about: str
    about_id: str
    above_id: str
    year: int
    status: str
    raised_on: date
    due_on: date
    answered_on: date | None = None


class ObjectionEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one objection carries."""

    objection_id: str
    objection: ObjectionState


@emitted_by(SOURCE)
class PointObjectionRaised(ObjectionEvent, frozen=True, kw_only=True):
    """Someone objected, with a reason, to points or results that were published."""


@emitted_by(SOURCE)
class PointObjectionAnswered(ObjectionEvent, frozen=True, kw_only=True):
    """The committee above answered an objection: upheld or dismissed, with its reason."""


@emitted_by(SOURCE)
class PointObjectionCarried(ObjectionEvent, frozen=True, kw_only=True):
    """An open objection goes on under another organization, with the declaration that it is about."""

    from_organization_id: str


@emitted_by(SOURCE)
class PointObjectionEnded(ObjectionEvent, frozen=True, kw_only=True):
    """An open objection fell away: the result it is about ended with its organization, or the points were withdrawn."""


class YearState(msgspec.Struct, frozen=True, kw_only=True):
    """A branch's annual result (年度考核) as it stands: how many members are in which band, and nobody by name.

    `rule_versions` are the versions of the schemes it was computed by, by member class.
    """

    point_year_id: str
    revision: int
    organization_id: str
    year: int
    status: str
    members: int
    excellent: int
    qualified: int
    basically_qualified: int
    unqualified: int
    exempt: int
    rule_versions: dict[str, str]
    objections_until: date | None = None
    frozen_on: date | None = None


class YearEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one branch's annual result carries."""

    point_year_id: str
    result: YearState


@emitted_by(SOURCE)
class ResultsComputed(YearEvent, frozen=True, kw_only=True):
    """A branch's annual result was computed, for the first time or anew."""


@emitted_by(SOURCE)
class ResultsPublished(YearEvent, frozen=True, kw_only=True):
    """A branch's annual result was published inside the branch, open to objections until a day."""


@emitted_by(SOURCE)
class YearFrozen(YearEvent, frozen=True, kw_only=True):
    """A branch's year is closed: its result stands with the rules of its year, and nothing is booked in it any more."""


@emitted_by(SOURCE)
class YearEnded(YearEvent, frozen=True, kw_only=True):
    """A result that was not frozen ended with its organization; its members are in another's."""


class ImportEvent(Event, frozen=True, kw_only=True):
    """What every step of a bulk entry carries; the steps of one keep its own order."""

    in_order_of: ClassVar[str] = "point_import_id"

    point_import_id: str


@emitted_by(SOURCE)
class PointImportRequested(ImportEvent, frozen=True, kw_only=True):
    """A file's rows are all handed in and wait to be checked."""


@emitted_by(SOURCE)
class PointImportContinued(ImportEvent, frozen=True, kw_only=True):
    """A part of a file was worked through; what stands after `position` waits, to be checked or to be told."""

    phase: str
    position: int


@emitted_by(SOURCE)
class PointImportChecked(ImportEvent, frozen=True, kw_only=True):
    """Every row of a file is sound; the rows wait to be entered in the ledger, all at once."""


@emitted_by(SOURCE)
class PointImportFinished(ImportEvent, frozen=True, kw_only=True):
    """A bulk entry ended as `done`, `refused` or `failed`; the counts say how many rows had which outcome."""

    state: str
    dry_run: bool
    outcomes: dict[str, int]
