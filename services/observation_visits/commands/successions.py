"""When an organization ends, the visits to come, delegations, stops, rounds and promises pass to its heir or end.

A merger may be told long before the day it takes effect. What is to happen is kept until then, and carried out by the
first thing that happens in this service on or after that day; nothing waits for a timer.
"""

from sqlalchemy import select

from services.observation_visits.commands.planning_jobs import call_job_off
from services.observation_visits.commands.recording import (
    emit_left_out,
    emit_participants,
    emit_visit,
    fall_back,
    hold_round_when_over,
    recount_burden,
    statuses_of,
    take_earlier_step,
)
from services.observation_visits.model import (
    Commitment,
    Delegation,
    HostRefusal,
    Participant,
    Round,
    Stop,
    Visit,
    lifecycle,
    repository,
)
from services.observation_visits.model.delegations import GOING, STAYING
from services.observation_visits.model.rounds import LEFT_OUT
from services.observation_visits.model.stops import ACTIVE, INACTIVE
from shared import reorganizations
from shared.events.observation_visits import (
    CommitmentCarried,
    CommitmentDropped,
    PlanningEnded,
    RoundAmended,
    RoundCancelled,
    RoundCarried,
    VisitCarried,
    VisitWithdrawn,
)
from shared.events.organizations import TreeChanged
from shared.lifecycles import record_step
from shared.records import emit, hand_over_record, load
from shared.reorganizations import Settled, Succession
from shared.unit_of_work import UnitOfWork

ENDED = "组织撤并，随之终止 · ended with its organization"
OVERTAKEN = {
    "code": "organization_ended",
    "zh": "本轮所涉组织已撤并，排程随之终止；请按现有组织重新排程。",
    "en": "An organization of the round has ended, and the planning with it; plan anew with those that there are.",
}
"""What a planning ends with that was asked while an organization of its round was still there."""


def hand_on_visits(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer what an ended organization has to come, from a day on; what was held stays."""
    reorganizations.store_successions(work.session, reorganizations.successions_of(event, "visits"))
    settle_successions(work)


def settle_successions(work: UnitOfWork) -> Settled:
    """Apply the successions due by today, as the system actor."""
    return reorganizations.hand_over(work, "observation_visits", _settle)


def _settle(work: UnitOfWork, succession: Succession) -> None:
    _settle_rounds(work, succession)
    rounds = _settle_visits(work, succession)
    _settle_stops(work, succession)
    _settle_parts(work, succession)
    _settle_delegations(work, succession)
    _settle_commitments(work, succession)
    for round_ in rounds:
        hold_round_when_over(work, round_)


def _heir(succession: Succession) -> str | None:
    return succession.heir_id if succession.carries else None


def _settle_rounds(work: UnitOfWork, succession: Succession) -> None:
    owned = select(Round).where(
        Round.organization_id == succession.organization_id, Round.status.in_(lifecycle.OPEN_ROUNDS)
    )
    for round_ in work.session.scalars(owned.order_by(Round.id).with_for_update()).all():
        heir, before = _heir(succession), round_.status
        _stop_planning(work, round_, succession)
        if heir is not None:
            owner, round_.organization_id = round_.organization_id, heir
            record_step(work, round_, "carry", before, on=succession.effective_on)
            emit(work, round_, RoundCarried, from_organization_id=owner, to_organization_id=heir)
        elif before != lifecycle.HELD:
            _end_round(work, round_, succession)


def _stop_planning(work: UnitOfWork, round_: Round, succession: Succession) -> None:
    """Nobody is left who asked for it, or whom it is about: the job ends, and the round is where it was before."""
    job_id = round_.job_id
    if job_id is None or not call_job_off(work, district_id=round_.district_id, job_id=job_id, **OVERTAKEN):
        return
    round_.job_id = None
    fall_back(work, round_, succession.effective_on, OVERTAKEN["zh"])
    emit(work, round_, PlanningEnded, job_id=job_id, outcome="cancelled")


def _reconsider(work: UnitOfWork, round_: Round, succession: Succession) -> None:
    """Discard what is planned or proposed for the organizations that ended; what is published stays."""
    _stop_planning(work, round_, succession)
    if round_.proposal is None and round_.job_id is None:
        return
    if round_.status in {lifecycle.PLANNING, lifecycle.PROPOSED}:
        fall_back(work, round_, succession.effective_on, OVERTAKEN["zh"])
    round_.job_id = round_.proposal = round_.proposed_places = None
    emit(work, round_, RoundAmended)


def _end_round(work: UnitOfWork, round_: Round, succession: Succession) -> None:
    take_earlier_step(work, round_, "cancel", succession.effective_on, ENDED)
    round_.job_id = round_.proposal = round_.proposed_places = None
    for visit in repository.visits_of(work.session, round_):
        if visit.status in lifecycle.TO_COME:
            _withdraw(work, round_, visit, succession)
    emit(work, round_, RoundCancelled, cancelled_on=succession.effective_on)
    emit_left_out(work, round_, on=succession.effective_on)


def _settle_visits(work: UnitOfWork, succession: Succession) -> list[Round]:
    """Withdraw visits and return their rounds, for one of them may have been a round's last."""
    ended, rounds = succession.organization_id, dict[str, Round]()
    coming = select(Visit).where(
        (Visit.organization_id == ended) | (Visit.visiting_organization_id == ended),
        Visit.status.in_(lifecycle.TO_COME),
    )
    for visit in work.session.scalars(coming.order_by(Visit.id).with_for_update()).all():
        round_ = load(work.session, Round, visit.round_id, lock=True)
        heir = _heir(succession)
        other = visit.visiting_organization_id if visit.organization_id == ended else visit.organization_id
        if heir is None or heir == other:
            # Nobody visits themselves: where host and visitor became one, the visit has no sense any more.
            _withdraw(work, round_, visit, succession)
            rounds[round_.id] = round_
        else:
            _carry(work, round_, visit, succession, heir)
    return list(rounds.values())


def _carry(work: UnitOfWork, round_: Round, visit: Visit, succession: Succession, heir: str) -> None:
    ended = succession.organization_id
    received = visit.organization_id == ended
    if received:
        visit.organization_id = heir
    if visit.visiting_organization_id == ended:
        visit.visiting_organization_id = heir
    visit.answered_on = None
    visit.confirm_by = max(visit.confirm_by, succession.effective_on)
    take_earlier_step(work, visit, "carry", succession.effective_on)
    fields = {"from_organization_id": ended, "to_organization_id": heir}
    before = recount_burden(work, round_, visit, ended).state() if received else None
    emit_visit(work, round_, visit, VisitCarried, **fields, burden_before=before)


def _withdraw(work: UnitOfWork, round_: Round, visit: Visit, succession: Succession) -> None:
    take_earlier_step(work, visit, "withdraw", succession.effective_on, ENDED)
    visit.reason = ENDED
    round_.visits -= 1
    emit_visit(work, round_, visit, VisitWithdrawn)


def _settle_stops(work: UnitOfWork, succession: Succession) -> None:
    own = select(Stop).where(Stop.organization_id == succession.organization_id, Stop.status == ACTIVE)
    for stop in work.session.scalars(own.order_by(Stop.id).with_for_update()).all():
        heir = _heir(succession)
        if heir is None:
            stop.status = INACTIVE
        else:
            stop.organization_id = heir
        stop.version += 1
    _end_refusals(work, succession)


def _end_refusals(work: UnitOfWork, succession: Succession) -> None:
    """Reset the refusals of an ended organization: they do not bind its heir."""
    own = select(HostRefusal).where(
        HostRefusal.organization_id == succession.organization_id, HostRefusal.taken_back_on.is_(None)
    )
    for refusal in work.session.scalars(own.order_by(HostRefusal.id).with_for_update()).all():
        refusal.take_back(succession.effective_on, ENDED)


def _settle_parts(work: UnitOfWork, succession: Succession) -> None:
    own = (
        select(Participant, Round)
        .join(Round, (Round.district_id == Participant.district_id) & (Round.id == Participant.round_id))
        .where(
            Participant.organization_id == succession.organization_id,
            Participant.visited.is_(False),
            Round.status.in_(lifecycle.OPEN_ROUNDS - {lifecycle.HELD}),
        )
        .order_by(Round.id, Participant.stop_id)
        .with_for_update()
    )
    for part, round_ in work.session.execute(own).all():
        heir, changed = _heir(succession), {part.organization_id: LEFT_OUT}
        if heir is None:
            work.session.delete(part)
        else:
            part.organization_id = heir
        work.session.flush()
        statuses = statuses_of(repository.participants_of(work.session, round_))
        if heir is not None:
            changed[heir] = statuses[heir]
        _reconsider(work, round_, succession)
        round_.organizations = len(statuses)
        emit_participants(work, round_, changed, on=succession.effective_on)


def _settle_delegations(work: UnitOfWork, succession: Succession) -> None:
    own = (
        select(Delegation, Round)
        .join(Round, (Round.district_id == Delegation.district_id) & (Round.id == Delegation.round_id))
        .where(
            Delegation.organization_id == succession.organization_id,
            Delegation.status == GOING,
            Round.status.in_(lifecycle.OPEN_ROUNDS - {lifecycle.HELD}),
        )
        .order_by(Delegation.id)
        .with_for_update()
    )
    for delegation, round_ in work.session.execute(own).all():
        heir = _heir(succession)
        if heir is None:
            delegation.status, delegation.reason = STAYING, ENDED
            round_.delegations -= 1
        else:
            delegation.organization_id = heir
        delegation.version += 1
        _reconsider(work, round_, succession)


def _settle_commitments(work: UnitOfWork, succession: Succession) -> None:
    own = select(Commitment).where(
        Commitment.organization_id == succession.organization_id, Commitment.status == lifecycle.DUE
    )
    for commitment in work.session.scalars(own.order_by(Commitment.id).with_for_update()).all():
        if succession.heir_id is None:
            commitment.outcome = ENDED
            commitment.take("drop", succession.effective_on)
            emit(work, commitment, CommitmentDropped, effective_on=succession.effective_on)
        else:
            emit(work, commitment, CommitmentCarried, **hand_over_record(commitment, succession))
