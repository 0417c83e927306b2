"""What the demonstration_points service tells: each fact carries its point or scheme whole, as it then stands.

A point may pass to another organization, whose events keep another order. A listener therefore keeps, by id, the state
with the highest `revision`; then the order of hearing is free. Brands are told of beside, in their own module.
"""

from datetime import date

import msgspec

from shared.messaging.events import DatedEvent, Event, emitted_by

SOURCE = "demonstration_points"
RUNNING = ("confirmed", "building")
"""The states in which building nodes' deadlines count."""
HALF_DAYS = tuple(f"{day}_{half}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") for half in ("am", "pm"))
"""The half-days of a week on which a point may receive visits."""


class Blackout(msgspec.Struct, frozen=True, kw_only=True):
    """Days on which a point receives nobody, both included."""

    first: date
    last: date


class PointState(msgspec.Struct, frozen=True, kw_only=True):
    """A demonstration point as it stands; `scope` is the level of the title, once it is confirmed.

    `active` lasts up to and including `active_until`; after it the point has lapsed, by itself, until people renew or
    withdraw it. `vetting_level` says who vets it: its `street`, or the `district`. `at_risk_from` and `overdue_from`
    are the days from which it counts as such unless a node is reached.
    """

    point_id: str
    revision: int
    organization_id: str
    name: str
    status: str
    scope: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    group_capacity: int | None = None
    visit_minutes: int | None = None
    bookable: tuple[str, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    active_from: date | None = None
    active_until: date | None = None
    year: int
    vetting_level: str
    scheme_id: str | None = None
    declared_on: date | None = None
    confirmed_on: date | None = None
    started_on: date | None = None
    accepted_on: date | None = None
    renewal_due_from: date | None = None
    nodes: int = 0
    nodes_reached: int = 0
    at_risk_from: date | None = None
    overdue_from: date | None = None


class NodeState(msgspec.Struct, frozen=True, kw_only=True):
    """A building node (建设时间节点) as it stands; `due_on` is its deadline, moved to a working day.

    `calendar_published` is False where the year's holiday notice was not known yet and the days are an estimate.
    """

    node_id: str
    revision: int
    title: str
    post: str
    status: str
    deadline: date
    due_on: date
    at_risk_from: date
    overdue_from: date
    calendar_published: bool = True
    reached_on: date | None = None


class SchemeState(msgspec.Struct, frozen=True, kw_only=True):
    """A demonstration scheme as it stands: the document it stands on, and how many points it may have."""

    scheme_id: str
    revision: int
    scope: str
    year: int
    title: str
    document_title: str
    document_number: str
    issuer: str
    issued_on: date
    quota: int


class PointEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one point carries; `organization_id` is the organization whose point it is."""

    point_id: str
    point: PointState


class NodeEvent(PointEvent, frozen=True, kw_only=True):
    """What every fact about one building node carries, beside its point."""

    node_id: str
    node: NodeState


class SchemeEvent(Event, frozen=True, kw_only=True):
    """What every fact about one scheme carries; `organization_id` is the district."""

    scheme_id: str
    scheme: SchemeState


@emitted_by(SOURCE)
class SchemeOpened(SchemeEvent, frozen=True, kw_only=True):
    """The district opened a demonstration scheme on an approval from above, with a quota."""


@emitted_by(SOURCE)
class SchemeAmended(SchemeEvent, frozen=True, kw_only=True):
    """A scheme's words, document or quota changed."""


@emitted_by(SOURCE)
class PointDeclared(PointEvent, frozen=True, kw_only=True):
    """An organization declared a demonstration point, for the first time or again after amending it (上报)."""

    again: bool = False


@emitted_by(SOURCE)
class PointAmended(PointEvent, frozen=True, kw_only=True):
    """The words of a point that is not vetted yet were changed."""


@emitted_by(SOURCE)
class PointVetted(PointEvent, frozen=True, kw_only=True):
    """The street, or where there is none the district, vetted a declaration and passed it on (把关)."""

    vetted_on: date
    vetted_by: str


@emitted_by(SOURCE)
class PointReturned(PointEvent, frozen=True, kw_only=True):
    """The street or the district gave a declaration back for amendment."""

    returned_on: date
    returned_by: str


@emitted_by(SOURCE)
class PointConfirmed(PointEvent, frozen=True, kw_only=True):
    """The district confirmed a point under a scheme, and so within its quota (确认)."""

    confirmed_on: date


@emitted_by(SOURCE)
class PointBuildingStarted(PointEvent, frozen=True, kw_only=True):
    """Building of a confirmed point began."""

    started_on: date


@emitted_by(SOURCE)
class NodeSet(NodeEvent, frozen=True, kw_only=True):
    """A building node was set: what is to stand, by when, and the responsible post."""


@emitted_by(SOURCE)
class NodeAmended(NodeEvent, frozen=True, kw_only=True):
    """A node's words or deadline changed; `previous_deadline` is the one it had."""

    previous_deadline: date


@emitted_by(SOURCE)
class NodeDropped(NodeEvent, frozen=True, kw_only=True):
    """A node was taken out of the plan."""


@emitted_by(SOURCE)
class NodeReached(NodeEvent, frozen=True, kw_only=True):
    """A report says that a node was reached."""

    reached_on: date


@emitted_by(SOURCE)
class NodeReopened(NodeEvent, frozen=True, kw_only=True):
    """The report that a node was reached was taken back as a mistake."""


@emitted_by(SOURCE)
class NodeWaived(NodeEvent, frozen=True, kw_only=True):
    """The district lets a point be accepted without this node."""


@emitted_by(SOURCE)
class PointAcceptanceRefused(PointEvent, frozen=True, kw_only=True):
    """The district inspected a point and did not accept it; building goes on."""

    refused_on: date


@emitted_by(SOURCE)
class PointAccepted(PointEvent, frozen=True, kw_only=True):
    """The district accepted a finished point by the checklist (验收)."""

    accepted_on: date


@emitted_by(SOURCE)
class PointActivated(PointEvent, frozen=True, kw_only=True):
    """The district gave a point its title, from a day until a day (命名)."""


@emitted_by(SOURCE)
class PointRenewed(PointEvent, frozen=True, kw_only=True):
    """The district decided that a point keeps its title for another term."""

    previous_until: date


@emitted_by(SOURCE)
class PointWithdrawn(PointEvent, frozen=True, kw_only=True):
    """The district took a title away (摘牌), or those who declared it gave an unconfirmed point up."""

    withdrawn_on: date


@emitted_by(SOURCE)
class HostFactsAmended(PointEvent, frozen=True, kw_only=True):
    """What a point says about receiving visits changed: where, how many, how long, when."""


@emitted_by(SOURCE)
class PointCarried(PointEvent, frozen=True, kw_only=True):
    """A point passed to another organization because its own was merged, split or closed."""

    from_organization_id: str
    to_organization_id: str
    effective_on: date


@emitted_by(SOURCE)
class PointEnded(PointEvent, frozen=True, kw_only=True):
    """A point ended because its organization did."""

    ended_on: date
