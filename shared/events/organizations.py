"""What the organizations service tells, to everyone.

Facts about the tree keep one order per district, those of an import one per job, all others one per organization. No
event carries a name, an identity number, a phone or a birthday of a person: here a person is a `member_id`.
"""

from datetime import date
from typing import ClassVar

import msgspec

from shared.messaging.events import Event, emitted_by
from shared.trees import Timeline

SOURCE = "organizations"


class TreeChanged(Event, frozen=True, kw_only=True):
    """What every change of the tree carries: the day it takes effect and the whole timelines of whom it touched."""

    in_order_of: ClassVar[str] = "district_id"

    effective_on: date
    changed: tuple[Timeline, ...]


@emitted_by(SOURCE)
class OrganizationOpened(TreeChanged, frozen=True, kw_only=True):
    """An organization was opened below its parent."""

    level: str


@emitted_by(SOURCE)
class OrganizationRenamed(TreeChanged, frozen=True, kw_only=True):
    """An organization has a new name from a day on."""


@emitted_by(SOURCE)
class OrganizationAmended(TreeChanged, frozen=True, kw_only=True):
    """An organization's division code, coordinates or party form changed from a day on."""


@emitted_by(SOURCE)
class OrganizationMoved(TreeChanged, frozen=True, kw_only=True):
    """An organization, with everything below it, has another parent from a day on."""

    from_parent_id: str
    to_parent_id: str


class OrganizationEnded(TreeChanged, frozen=True, kw_only=True):
    """What every fact carries with which an organization may end."""


@emitted_by(SOURCE)
class OrganizationsMerged(OrganizationEnded, frozen=True, kw_only=True):
    """Organizations ended and one goes on in their place (`organization_id`); `records` says what becomes of theirs.

    `records` maps a kind of open record (`projects`, `notices`, `points`, `visits`, `halls`) to `carry` (it goes on
    under the target) or `close` (it ends with its organization).
    """

    merged: tuple[str, ...]
    records: dict[str, str] = msgspec.field(default_factory=dict)


@emitted_by(SOURCE)
class OrganizationSplit(OrganizationEnded, frozen=True, kw_only=True):
    """An organization was divided into others; the records stay with the one named `heir_id`."""

    into: tuple[str, ...]
    heir_id: str


@emitted_by(SOURCE)
class OrganizationClosed(OrganizationEnded, frozen=True, kw_only=True):
    """An organization exists no longer from a day on; `records` says what becomes of its open records.

    `carry` lets a kind of record go on under the organization's last parent, `close` (what is not named) ends it.
    """

    records: dict[str, str] = msgspec.field(default_factory=dict)


TREE_EVENTS: tuple[type[TreeChanged], ...] = (
    OrganizationOpened,
    OrganizationRenamed,
    OrganizationAmended,
    OrganizationMoved,
    OrganizationsMerged,
    OrganizationSplit,
    OrganizationClosed,
)
"""Every fact after which the tree may stand differently."""
ENDING_EVENTS = (OrganizationsMerged, OrganizationSplit, OrganizationClosed)
"""Every fact with which an organization may end."""


@emitted_by(SOURCE)
class ImportRequested(Event, frozen=True, kw_only=True):
    """Someone handed in a district's file; its rows wait to be checked."""

    in_order_of: ClassVar[str] = "job_id"

    job_id: str


@emitted_by(SOURCE)
class ImportChecked(Event, frozen=True, kw_only=True):
    """Every row of a file was checked and none stands in the way; the sound rows wait to be taken over."""

    in_order_of: ClassVar[str] = "job_id"

    job_id: str


@emitted_by(SOURCE)
class ImportFinished(Event, frozen=True, kw_only=True):
    """An import ended as `done`, `refused` or `failed`; the counts say how many rows had which outcome."""

    in_order_of: ClassVar[str] = "job_id"

    job_id: str
    state: str
    dry_run: bool
    outcomes: dict[str, int]


class MemberEvent(Event, frozen=True, kw_only=True):
    """What every fact about one member of one organization carries.

    `status` is `full` or `probationary`, `member_class` one of cadre, core, ordinary, mobile and exempt. A member's
    place in an organization begins with MemberRegistered or MemberTransferredIn and ends with MemberTransferredOut or
    MemberLeft; each of these keeps the order of its own organization, so counting needs no other order.
    """

    member_id: str
    status: str
    member_class: str
    effective_on: date


@emitted_by(SOURCE)
class MemberRegistered(MemberEvent, frozen=True, kw_only=True):
    """A member was entered in the roll of an organization."""


@emitted_by(SOURCE)
class MemberAmended(MemberEvent, frozen=True, kw_only=True):
    """A member's status or class is now another, or the identity number, of which nothing is told."""


@emitted_by(SOURCE)
class MemberTransferredOut(MemberEvent, frozen=True, kw_only=True):
    """A member's place is no longer in this organization from a day on: both sides confirmed, or the tree changed."""

    to_organization_id: str
    transfer_id: str | None = None


@emitted_by(SOURCE)
class MemberTransferredIn(MemberEvent, frozen=True, kw_only=True):
    """A member's place is in this organization from a day on: both sides confirmed, or the tree changed."""

    from_organization_id: str
    transfer_id: str | None = None


@emitted_by(SOURCE)
class MemberLeft(MemberEvent, frozen=True, kw_only=True):
    """A member's place in the district ended, for a reason that a person recorded."""

    reason: str


class MemberTwice(Event, frozen=True, kw_only=True):
    """What every fact about a double entry carries; `organization_id` is the nearest that is above both rolls."""

    in_order_of: ClassVar[str] = "member_id"

    member_id: str


@emitted_by(SOURCE)
class MemberEnteredTwice(MemberTwice, frozen=True, kw_only=True):
    """A member's identity number stands on another roll too, out of sight of who entered it; both count."""


@emitted_by(SOURCE)
class MemberEntrySettled(MemberTwice, frozen=True, kw_only=True):
    """A double entry is none any more: one of the two left, or has another number."""


class TransferEvent(Event, frozen=True, kw_only=True):
    """What every step of a transfer carries; `organization_id` is the side that lets the member go."""

    transfer_id: str
    member_id: str
    to_organization_id: str


@emitted_by(SOURCE)
class TransferRequested(TransferEvent, frozen=True, kw_only=True):
    """An organization lets a member go to another, which has yet to confirm."""


@emitted_by(SOURCE)
class TransferConfirmed(TransferEvent, frozen=True, kw_only=True):
    """The receiving organization confirmed; the member's place changes on `effective_on`."""

    effective_on: date


@emitted_by(SOURCE)
class TransferRefused(TransferEvent, frozen=True, kw_only=True):
    """The receiving organization did not take the member."""


@emitted_by(SOURCE)
class TransferWithdrawn(TransferEvent, frozen=True, kw_only=True):
    """The side that let the member go took it back before the other confirmed."""


@emitted_by(SOURCE)
class PostTaken(Event, frozen=True, kw_only=True):
    """A person took a post (书记, 委员); `member_id` is None for someone who is not in the district's roll."""

    post_id: str
    title: str
    member_id: str | None
    from_on: date


@emitted_by(SOURCE)
class PostLeft(Event, frozen=True, kw_only=True):
    """A person holds a post no longer; `until_on` was the last day, none where `from_on` is later."""

    post_id: str
    title: str
    until_on: date
    from_on: date | None = None
    member_id: str | None = None


@emitted_by(SOURCE)
class TermBegan(Event, frozen=True, kw_only=True):
    """A committee was elected; the next election is due on `due_on` and to be prepared from `remind_from` on."""

    term_id: str
    began_on: date
    due_on: date
    remind_from: date | None = None


@emitted_by(SOURCE)
class TermShifted(Event, frozen=True, kw_only=True):
    """The election that ends a term was approved to be earlier or later."""

    term_id: str
    due_on: date
    remind_from: date | None = None


@emitted_by(SOURCE)
class TermEnded(Event, frozen=True, kw_only=True):
    """A term is over: the next one began, or its organization ended. `ended_on` was the last day."""

    term_id: str
    ended_on: date


class TierEvent(Event, frozen=True, kw_only=True):
    """A decision on an organization's tier for a period: which organization decided, and at which level.

    `change` is `risen` or `fallen` against the tier that stands for the period before, None where it is neither.
    """

    period: str
    tier: str
    decided_by: str | None = None
    decided_level: str | None = None
    change: str | None = None


@emitted_by(SOURCE)
class TierAssigned(TierEvent, frozen=True, kw_only=True):
    """People decided an organization's tier for a period (`2026` or `2026Q3`): advanced, qualified or lagging.

    It is the decision that stands; `decided_by` is the organization that decided, `decided_level` its level.
    """


@emitted_by(SOURCE)
class TierWithdrawn(TierEvent, frozen=True, kw_only=True):
    """Whoever decided on an organization's tier for a period withdrew it; `stands` is the tier that stands now."""

    stands: str | None = None
