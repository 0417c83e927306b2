"""When an organization ends, the visits to come, delegations, stops, rounds and promises pass to its heir or end.

A merger may be told long before the day it takes effect. What is to happen is kept until then, and carried out by the
first thing that happens in this service on or after that day; nothing waits for a timer.
"""

from sqlalchemy import select

from services.observation_visits.commands.job_endings import hold_round_when_over
from services.observation_visits.commands.planning_jobs import call_job_off
from services.observation_visits.commands.recording import (
    burden_of,
    emit_commitment,
    emit_left_out,
    emit_participants,
    emit_round,
    emit_visit,
)
from services.observation_visits.model import lifecycle, repository
from services.observation_visits.model.delegations import GOING, STAYING, Delegation
from services.observation_visits.model.refusals import HostRefusal
from services.observation_visits.model.reviews import Commitment
from services.observation_visits.model.rounds import LEFT_OUT, Participant, Round, status_of
from services.observation_visits.model.stops import ACTIVE, INACTIVE, Stop
from services.observation_visits.model.visits import Visit
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
    for one in rounds:
        hold_round_when_over(work, one)


def _heir(succession: Succession) -> str | None:
    return succession.heir_id if succession.carries else None


def _settle_rounds(work: UnitOfWork, succession: Succession) -> None:
    owned = select(Round).where(
        Round.organization_id == succession.organization_id, Round.status.in_(lifecycle.OPEN_ROUNDS)
    )
    for one in work.session.scalars(owned.order_by(Round.id).with_for_update()).all():
        heir, before = _heir(succession), one.status
        _stop_planning(work, one, succession)
        if heir is not None:
            was, one.organization_id = one.organization_id, heir
            record_step(work, one, "carry", before, on=succession.effective_on)
            emit_round(work, one, RoundCarried, from_organization_id=was, to_organization_id=heir)
        elif before != lifecycle.HELD:
            _end_round(work, one, succession)


def _stop_planning(work: UnitOfWork, one: Round, succession: Succession) -> None:
    """Nobody is left who asked for it, or whom it is about: the job ends, and the round is where it was before."""
    if one.job_id is None or not call_job_off(work, district_id=one.district_id, job_id=one.job_id, **OVERTAKEN):
        return
    before, job_id, one.job_id = one.status, one.job_id, None
    if before == lifecycle.PLANNING:
        one.move("fall_back", succession.effective_on)
    record_step(work, one, "fall_back", before, on=succession.effective_on, opinion=OVERTAKEN["zh"])
    emit_round(work, one, PlanningEnded, job_id=job_id, outcome="cancelled")


def _reconsider(work: UnitOfWork, one: Round, succession: Succession) -> None:
    """Discard what is planned or proposed for the organizations that ended; what is published stays."""
    _stop_planning(work, one, succession)
    if one.proposal is None and one.job_id is None:
        return
    if one.status in {lifecycle.PLANNING, lifecycle.PROPOSED}:
        before = one.move("fall_back" if one.status == lifecycle.PLANNING else "amend", succession.effective_on)
        record_step(work, one, "fall_back", before, on=succession.effective_on, opinion=OVERTAKEN["zh"])
    one.job_id = one.proposal = one.proposed_places = None
    emit_round(work, one, RoundAmended)


def _end_round(work: UnitOfWork, one: Round, succession: Succession) -> None:
    before = one.move("cancel", succession.effective_on)
    one.job_id = one.proposal = one.proposed_places = None
    record_step(work, one, "cancel", before, on=succession.effective_on, opinion=ENDED)
    for visit in repository.visits_of(work.session, one):
        if visit.status in lifecycle.TO_COME:
            _withdraw(work, one, visit, succession)
    emit_round(work, one, RoundCancelled, cancelled_on=succession.effective_on)
    emit_left_out(work, one)


def _settle_visits(work: UnitOfWork, succession: Succession) -> list[Round]:
    """Withdraw visits and return their rounds, for one of them may have been a round's last."""
    ended, rounds = succession.organization_id, dict[str, Round]()
    coming = select(Visit).where(
        (Visit.organization_id == ended) | (Visit.visiting_organization_id == ended),
        Visit.status.in_(lifecycle.TO_COME),
    )
    for visit in work.session.scalars(coming.order_by(Visit.id).with_for_update()).all():
        one = repository.found(work.session, Round, visit.round_id, lock=True)
        heir = _heir(succession)
        other = visit.visiting_organization_id if visit.organization_id == ended else visit.organization_id
        if heir is None or heir == other:
            # Nobody visits themselves: where host and visitor became one, the visit has no sense any more.
            _withdraw(work, one, visit, succession)
            rounds[one.id] = one
        else:
            _carry(work, one, visit, succession, heir)
    return list(rounds.values())


def _carry(work: UnitOfWork, one: Round, visit: Visit, succession: Succession, heir: str) -> None:
    ended, before = succession.organization_id, visit.move("carry", succession.effective_on)
    received = visit.organization_id == ended
    if received:
        visit.organization_id = heir
    if visit.visiting_organization_id == ended:
        visit.visiting_organization_id = heir
    visit.answered_on = None
    visit.confirm_by = max(visit.confirm_by, succession.effective_on)
    record_step(work, visit, "carry", before, on=succession.effective_on)
    left = burden_of(work, one, visit, ended).state() if received else None
    emit_visit(work, one, visit, VisitCarried, from_organization_id=ended, to_organization_id=heir, burden_before=left)


def _withdraw(work: UnitOfWork, one: Round, visit: Visit, succession: Succession) -> None:
    before = visit.move("withdraw", succession.effective_on)
    visit.reason = ENDED
    one.visits -= 1
    record_step(work, visit, "withdraw", before, on=succession.effective_on, opinion=ENDED)
    emit_visit(work, one, visit, VisitWithdrawn)


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
    for part, one in work.session.execute(own).all():
        heir, told = _heir(succession), {part.organization_id: LEFT_OUT}
        if heir is None:
            work.session.delete(part)
        else:
            part.organization_id = heir
            work.session.flush()
            told[heir] = status_of([each for each in repository.participants_of(work.session, one)
                                    if each.organization_id == heir])  # fmt: skip
        work.session.flush()
        _reconsider(work, one, succession)
        one.organizations = len({each.organization_id for each in repository.participants_of(work.session, one)})
        emit_participants(work, one, told)


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
    for delegation, one in work.session.execute(own).all():
        heir = _heir(succession)
        if heir is None:
            delegation.status, delegation.reason = STAYING, ENDED
            one.delegations -= 1
        else:
            delegation.organization_id = heir
        delegation.version += 1
        _reconsider(work, one, succession)


def _settle_commitments(work: UnitOfWork, succession: Succession) -> None:
    own = select(Commitment).where(
        Commitment.organization_id == succession.organization_id, Commitment.status == lifecycle.DUE
    )
    for one in work.session.scalars(own.order_by(Commitment.id).with_for_update()).all():
        before, heir = one.organization_id, succession.heir_id
        if heir is None:
            one.outcome = ENDED
            one.take("drop", succession.effective_on)
            emit_commitment(work, one, CommitmentDropped)
        else:
            one.organization_id = heir
            emit_commitment(work, one, CommitmentCarried, from_organization_id=before, to_organization_id=heir)
