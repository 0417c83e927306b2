"""Recording of changes: a step of an earlier day, participants, visits with what their hosts receive, and their end."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.observation_visits.commands.calendar_sequences import follow_days
from services.observation_visits.model import HostingLoad, Participant, Round, Visit, lifecycle, repository
from services.observation_visits.model.calendar_entries import follow_visit
from services.observation_visits.model.rounds import LEFT_OUT, VISITED, participant_state, status_of
from shared.events.observation_visits import (
    ParticipantsSet,
    RoundHeld,
    VisitAnnounced,
    VisitEvent,
    VisitHeld,
    VisitMoved,
)
from shared.lifecycles import record_step
from shared.records import RecordWithSteps, emit
from shared.unit_of_work import UnitOfWork


def take_earlier_step(
    work: UnitOfWork, record: RecordWithSteps, step: str, on: date, opinion: str | None = None
) -> None:
    """Apply and record a step of a day that may lie before the last step's; Conflict where the state forbids it."""
    before, record.status = record.status, record.lifecycle.after(step, record.status)
    record.last_step_on = max(on, record.last_step_on)
    record_step(work, record, step, before, on=on, opinion=opinion)


def fall_back(work: UnitOfWork, round_: Round, on: date, opinion: str | None) -> None:
    """Record that a planning came to nothing; a round that is not published is a draft again."""
    before = round_.status
    if before in {lifecycle.PLANNING, lifecycle.PROPOSED}:
        round_.status = lifecycle.DRAFTED
    record_step(work, round_, "fall_back", before, on=on, opinion=opinion)


def hold_round_when_over(work: UnitOfWork, round_: Round) -> None:
    """End the visiting of a round once every visit of it was held or given up."""
    work.session.flush()
    visits = repository.visits_of(work.session, round_)
    held = [visit for visit in visits if visit.status == lifecycle.HELD]
    if round_.status != lifecycle.PUBLISHED or not held or any(visit.status in lifecycle.TO_COME for visit in visits):
        return
    last = max(visit.held_on or visit.day for visit in held)
    take_earlier_step(work, round_, "hold", last)
    emit(work, round_, RoundHeld, held_on=last)


def emit_participants(
    work: UnitOfWork, round_: Round, statuses: dict[str, str] | None = None, *, on: date | None = None
) -> None:
    """Emit the status of organizations in a round, of all or of those named, today unless an earlier day is named."""
    round_.version += 1
    if statuses is None:
        statuses = statuses_of(repository.participants_of(work.session, round_))
    if statuses:
        states = tuple(participant_state(round_, unit, status) for unit, status in sorted(statuses.items()))
        owner = {"district_id": round_.district_id, "organization_id": round_.organization_id}
        work.emit(ParticipantsSet(**owner, round_id=round_.id, participants=states, effective_on=on))


def emit_left_out(work: UnitOfWork, round_: Round, *, on: date | None = None) -> None:
    """Emit that a round was called off and its organizations are left out, visited ones excepted."""
    statuses = statuses_of(repository.participants_of(work.session, round_))
    left_out = {unit: LEFT_OUT for unit, status in statuses.items() if status != VISITED}
    emit_participants(work, round_, left_out, on=on)


def statuses_of(parts: Iterable[Participant]) -> dict[str, str]:
    """Return the status of each organization of a round."""
    by_organization: dict[str, list[Participant]] = {}
    for part in parts:
        by_organization.setdefault(part.organization_id, []).append(part)
    return {unit: status_of(own) for unit, own in by_organization.items()}


def emit_visit(
    work: UnitOfWork, round_: Round, visit: Visit, event: type[VisitEvent | VisitHeld], **fields: Any
) -> None:
    """Emit an event about a visit, with what its host receives in that quarter; calendars follow it.

    A publication brings the days around its visits up to date by itself.
    """
    burden = recount_burden(work, round_, visit, visit.organization_id)
    follow_visit(work.session, visit, new=event is VisitAnnounced)
    if event not in {VisitAnnounced, VisitMoved}:
        follow_days(work, visit)
    emit(work, visit, event, burden=burden.state(), **fields)


def recount_burden(work: UnitOfWork, round_: Round, visit: Visit, host_id: str) -> HostingLoad:
    """Recount the visits that a host receives in the quarter of one that is or was its own."""
    key = (visit.district_id, host_id, visit.period)
    burden = work.session.get(HostingLoad, key, with_for_update=True)
    if burden is None:
        names = ("district_id", "organization_id", "period")
        burden = HostingLoad(**dict(zip(names, key, strict=True)), revision=0)
        work.session.add(burden)
    work.session.flush()
    received = (Visit.organization_id == host_id, Visit.period == visit.period, Visit.status.in_(lifecycle.RECEIVED))
    burden.received = int(work.session.scalar(select(func.count()).where(*received)) or 0)
    with_visits = Round.id.in_(select(Visit.round_id).where(*received))
    rounds = work.session.scalars(select(Round).where(Round.district_id == round_.district_id, with_visits)).all()
    # The smallest cap of the rounds whose visits it receives, or of this round if there are none.
    burden.cap = min(counted.settings_in_force.host_cap for counted in rounds or [round_])
    burden.revision += 1
    return burden


def received_in_other_rounds(work: UnitOfWork, round_: Round) -> dict[str, int]:
    """Count what each host receives in a round's quarter from all other rounds."""
    query = select(Visit.organization_id, func.count()).where(
        Visit.district_id == round_.district_id,
        Visit.period == round_.period,
        Visit.round_id != round_.id,
        Visit.status.in_(lifecycle.RECEIVED),
    )
    rows = work.session.execute(query.group_by(Visit.organization_id)).all()
    return {host_id: int(count) for host_id, count in rows}
