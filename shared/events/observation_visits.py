"""What the observation visits service tells: rounds, the visits in them, their scores, and what a review found.

Every fact about a round, a visit, a score sheet or a commitment carries that record whole, as it stands after the fact.
Facts about a round keep the order of the organization that owns it, all others that of the host. A listener keeps, by
the record's id, the state with the highest `revision`; then the order of hearing is free.
"""

from datetime import date

import msgspec

from shared.messaging.events import DatedEvent, Event, emitted_by

SOURCE = "observation_visits"


class RoundState(msgspec.Struct, frozen=True, kw_only=True):
    """A round as it stands; `organization_id` owns it, `period` is a quarter such as 2026Q4."""

    round_id: str
    revision: int
    organization_id: str
    kind: str
    title: str
    period: str
    year: int
    status: str
    first_day: date
    last_day: date
    organizations: int = 0
    delegations: int = 0
    visits: int = 0
    published_on: date | None = None
    closed_on: date | None = None


class ParticipantState(msgspec.Struct, frozen=True, kw_only=True):
    """An organization of a round: `expected` or `optional` until it was `visited`, `left_out` where it no longer is."""

    round_id: str
    revision: int
    organization_id: str
    kind: str
    period: str
    year: int
    status: str


class VisitState(msgspec.Struct, frozen=True, kw_only=True):
    """A visit as it stands; `organization_id` is the host, `begins` and `ends` are minutes after midnight in China."""

    visit_id: str
    revision: int
    round_id: str
    organization_id: str
    visiting_organization_id: str
    stop_id: str
    delegation_id: str
    kind: str
    title: str
    period: str
    year: int
    status: str
    day: date
    begins: int
    ends: int
    head_count: int
    confirm_by: date
    answered_on: date | None = None
    held_on: date | None = None


class BurdenState(msgspec.Struct, frozen=True, kw_only=True):
    """How many visits an organization receives in a quarter, and how many it has to receive at most."""

    organization_id: str
    revision: int
    period: str
    year: int
    received: int
    cap: int


class CommitmentState(msgspec.Struct, frozen=True, kw_only=True):
    """What a host promised in a review: by which post, by which day, and whether it was kept."""

    commitment_id: str
    revision: int
    visit_id: str
    organization_id: str
    title: str
    post: str
    status: str
    year: int
    due_on: date
    done_on: date | None = None


class RoundEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one round carries."""

    round_id: str
    round: RoundState


class VisitEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one visit carries, with how many the host receives in that quarter."""

    visit_id: str
    visit: VisitState
    burden: BurdenState


class CommitmentEvent(DatedEvent, frozen=True, kw_only=True):
    """What every fact about one commitment carries."""

    commitment_id: str
    commitment: CommitmentState


@emitted_by(SOURCE)
class RoundDrafted(RoundEvent, frozen=True, kw_only=True):
    """A round of observation visits was drafted: who takes part, on which days, on which basis."""


@emitted_by(SOURCE)
class RoundAmended(RoundEvent, frozen=True, kw_only=True):
    """A round's words, days, organizations, delegations or constraints changed before it was published."""


@emitted_by(SOURCE)
class PlanningStarted(RoundEvent, frozen=True, kw_only=True):
    """A schedule is being looked for; `job_id` is the job that the planner works on."""

    job_id: str


@emitted_by(SOURCE)
class PlanningEnded(RoundEvent, frozen=True, kw_only=True):
    """The planner's job ended: `proposed` where it left a schedule for people to look at, else `failed` or `cancelled`.

    `placed` and `unplaced` say how many organizations the schedule has a visit for, and how many it has none for.
    """

    job_id: str
    outcome: str
    placed: int = 0
    unplaced: int = 0


@emitted_by(SOURCE)
class RoundPublished(RoundEvent, frozen=True, kw_only=True):
    """A round's schedule was published, for the first time or anew; `schedule_revision` counts how often."""

    published_on: date
    schedule_revision: int


@emitted_by(SOURCE)
class RoundHeld(RoundEvent, frozen=True, kw_only=True):
    """Every visit of a round was held or given up."""

    held_on: date


@emitted_by(SOURCE)
class RoundClosed(RoundEvent, frozen=True, kw_only=True):
    """A round was closed: its scores are settled."""

    closed_on: date


@emitted_by(SOURCE)
class RoundCancelled(RoundEvent, frozen=True, kw_only=True):
    """A round was called off, by its owner or because its organization ended."""

    cancelled_on: date


@emitted_by(SOURCE)
class RoundCarried(RoundEvent, frozen=True, kw_only=True):
    """A round passed to another organization because its own was merged, split or closed."""

    from_organization_id: str
    to_organization_id: str


@emitted_by(SOURCE)
class ParticipantsSet(DatedEvent, frozen=True, kw_only=True):
    """Organizations take part in a round, or no longer do; `organization_id` is the one that owns the round."""

    round_id: str
    participants: tuple[ParticipantState, ...]


@emitted_by(SOURCE)
class VisitAnnounced(VisitEvent, frozen=True, kw_only=True):
    """A visit was published and the host is asked to confirm it by a day."""


@emitted_by(SOURCE)
class VisitConfirmed(VisitEvent, frozen=True, kw_only=True):
    """The host confirmed a visit."""


@emitted_by(SOURCE)
class VisitDeclined(VisitEvent, frozen=True, kw_only=True):
    """The host declined a visit, for the round or for its day (`another_day`); the reason stays in the service."""

    another_day: bool = False


@emitted_by(SOURCE)
class VisitRefusalTakenBack(VisitEvent, frozen=True, kw_only=True):
    """The host, or an organization above it, took back that it had declined a visit; plans may choose it again."""

    taken_back_on: date


@emitted_by(SOURCE)
class VisitMoved(VisitEvent, frozen=True, kw_only=True):
    """A published visit is at another time or place now, and the host is asked again."""


@emitted_by(SOURCE)
class VisitWithdrawn(VisitEvent, frozen=True, kw_only=True):
    """A published visit does not take place."""


@emitted_by(SOURCE)
class VisitCarried(VisitEvent, frozen=True, kw_only=True):
    """A visit to come passed to another host or visitor because an organization was merged, split or closed.

    `burden_before` is what the host before it still receives in that quarter; None where it was the visitor that ended.
    """

    from_organization_id: str
    to_organization_id: str
    burden_before: BurdenState | None = None


@emitted_by(SOURCE)
class VisitHeld(Event, frozen=True, kw_only=True):
    """A visit took place; organization_id is the host, hosts and visitors are member ids of the roll."""

    visit_id: str
    round_id: str
    visiting_organization_id: str
    held_on: date
    hosts: tuple[str, ...]
    visitors: tuple[str, ...]
    visit: VisitState | None = None
    burden: BurdenState | None = None


@emitted_by(SOURCE)
class GapRecorded(Event, frozen=True, kw_only=True):
    """A review found a gap at the host (organization_id), to be put right by a day."""

    visit_id: str
    gap_id: str
    text: str
    clause: str | None
    recorded_on: date
    deadline: date


@emitted_by(SOURCE)
class StrengthRecorded(Event, frozen=True, kw_only=True):
    """A review found a strength at the host (organization_id)."""

    visit_id: str
    strength_id: str
    text: str
    recorded_on: date


@emitted_by(SOURCE)
class CommitmentMade(CommitmentEvent, frozen=True, kw_only=True):
    """A host promised something in a review, with a responsible post and a day."""


@emitted_by(SOURCE)
class CommitmentKept(CommitmentEvent, frozen=True, kw_only=True):
    """A host did what it had promised, and said what was done."""


@emitted_by(SOURCE)
class CommitmentDropped(CommitmentEvent, frozen=True, kw_only=True):
    """A commitment was given up with a reason, or ended with its organization."""


@emitted_by(SOURCE)
class CommitmentCarried(CommitmentEvent, frozen=True, kw_only=True):
    """A commitment passed to the heir of the organization that had made it."""

    from_organization_id: str
    to_organization_id: str


@emitted_by(SOURCE)
class TierProposed(Event, frozen=True, kw_only=True):
    """Published thresholds propose a tier for the host (organization_id); people decide."""

    period: str
    tier: str
    score: str
    basis: str
    proposed_on: date
