"""Recording of changes: a step in the history, a higher version, and an event with the record's state."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from services.observation_visits.commands.calendar_sequences import follow_days
from services.observation_visits.model import lifecycle
from services.observation_visits.model.calendar_entries import follow_visit
from services.observation_visits.model.repository import participants_of
from services.observation_visits.model.reviews import Commitment
from services.observation_visits.model.rounds import (
    LEFT_OUT,
    VISITED,
    Participant,
    Round,
    participant_state,
    status_of,
)
from services.observation_visits.model.settings import round_rules, settings_of
from services.observation_visits.model.sheets import ScoreSheet
from services.observation_visits.model.visits import HostingLoad, Visit
from shared.events.observation_visits import (
    CommitmentEvent,
    ParticipantsSet,
    RoundEvent,
    VisitAnnounced,
    VisitEvent,
    VisitHeld,
    VisitMoved,
)
from shared.events.observation_visits_scores import SheetEvent
from shared.unit_of_work import UnitOfWork


def emit_round(work: UnitOfWork, one: Round, fact: type[RoundEvent], **fields: Any) -> None:
    """Emit an event about a round."""
    one.version += 1
    owned = {"district_id": one.district_id, "organization_id": one.organization_id}
    work.emit(fact(**owned, round_id=one.id, round=one.state(), **fields))


def emit_participants(work: UnitOfWork, one: Round, statuses: dict[str, str] | None = None) -> None:
    """Emit the status of organizations in a round: of all, or of those named."""
    one.version += 1
    if statuses is None:
        statuses = standing_in(participants_of(work.session, one))
    if statuses:
        states_told = tuple(participant_state(one, who, status) for who, status in sorted(statuses.items()))
        owned = {"district_id": one.district_id, "organization_id": one.organization_id}
        work.emit(ParticipantsSet(**owned, round_id=one.id, participants=states_told))


def emit_left_out(work: UnitOfWork, one: Round) -> None:
    """Emit that a round was called off and its organizations are left out, visited ones excepted."""
    parts = standing_in(participants_of(work.session, one))
    emit_participants(work, one, {who: LEFT_OUT for who, status in parts.items() if status != VISITED})


def standing_in(parts: Iterable[Participant]) -> dict[str, str]:
    """Return the status of each organization of a round."""
    by_organization: dict[str, list[Participant]] = {}
    for part in parts:
        by_organization.setdefault(part.organization_id, []).append(part)
    return {who: status_of(own) for who, own in by_organization.items()}


def emit_visit(work: UnitOfWork, one: Round, visit: Visit, fact: type[VisitEvent], **fields: Any) -> None:
    """Emit an event about a visit, with what its host receives in that quarter."""
    visit.version += 1
    burden = burden_of(work, one, visit, visit.organization_id)
    _follow(work, visit, fact)
    owned = {"district_id": visit.district_id, "organization_id": visit.organization_id}
    work.emit(fact(**owned, visit_id=visit.id, visit=visit.state(), burden=burden.state(), **fields))


def emit_held(work: UnitOfWork, one: Round, visit: Visit) -> None:
    """Emit that a visit took place, and who hosted and who came."""
    visit.version += 1
    burden = burden_of(work, one, visit, visit.organization_id)
    _follow(work, visit, VisitHeld)
    work.emit(
        VisitHeld(
            district_id=visit.district_id,
            organization_id=visit.organization_id,
            visit_id=visit.id,
            round_id=visit.round_id,
            visiting_organization_id=visit.visiting_organization_id,
            held_on=visit.held_on or work.today,
            hosts=tuple(visit.hosts),
            visitors=tuple(visit.visitors),
            visit=visit.state(),
            burden=burden.state(),
        )
    )


def _follow(work: UnitOfWork, visit: Visit, fact: type[VisitEvent | VisitHeld]) -> None:
    """Calendars follow what happens to a visit; a publication brings the days around it up to date by itself."""
    follow_visit(work.session, visit, new=fact is VisitAnnounced)
    if fact not in {VisitAnnounced, VisitMoved}:
        follow_days(work, visit)


def burden_of(work: UnitOfWork, one: Round, visit: Visit, host_id: str) -> HostingLoad:
    """Recount the visits that a host receives in the quarter of one that is or was its own."""
    key = (visit.district_id, host_id, visit.period)
    burden = work.session.get(HostingLoad, key, with_for_update=True)
    if burden is None:
        names = ("district_id", "organization_id", "period")
        burden = HostingLoad(**dict(zip(names, key, strict=True)), revision=0)
        work.session.add(burden)
    work.session.flush()
    burden.received = received_by(work, host_id, visit.period)
    burden.cap = _cap_of(work, one, host_id, visit.period)
    burden.revision += 1
    return burden


def _cap_of(work: UnitOfWork, one: Round, host_id: str, period: str) -> int:
    """Return the smallest cap of the rounds whose visits a host receives in a quarter, or of this round if none."""
    counted = select(Visit.round_id).where(
        Visit.organization_id == host_id, Visit.period == period, Visit.status.in_(lifecycle.RECEIVED)
    )
    rounds = work.session.scalars(select(Round).where(Round.district_id == one.district_id, Round.id.in_(counted)))
    return min(settings_of(each.settings, round_rules(each.dates[0])).host_cap for each in rounds.all() or [one])


def received_by(work: UnitOfWork, organization_id: str, period: str) -> int:
    """Count the visits a host receives in a quarter."""
    query = select(func.count()).where(
        Visit.organization_id == organization_id, Visit.period == period, Visit.status.in_(lifecycle.RECEIVED)
    )
    return int(work.session.scalar(query) or 0)


def received_besides(work: UnitOfWork, one: Round) -> dict[str, int]:
    """Count what each host receives in a round's quarter from all other rounds."""
    query = select(Visit.organization_id, func.count()).where(
        Visit.district_id == one.district_id,
        Visit.period == one.period,
        Visit.round_id != one.id,
        Visit.status.in_(lifecycle.RECEIVED),
    )
    return {who: int(count) for who, count in work.session.execute(query.group_by(Visit.organization_id)).all()}


def emit_sheet(work: UnitOfWork, sheet: ScoreSheet, fact: type[SheetEvent], **fields: Any) -> None:
    """Emit an event about a score sheet."""
    sheet.version += 1
    owned = {"district_id": sheet.district_id, "organization_id": sheet.organization_id}
    work.emit(fact(**owned, sheet_id=sheet.id, sheet=sheet.state(), **fields))


def emit_commitment(work: UnitOfWork, one: Commitment, fact: type[CommitmentEvent], **fields: Any) -> None:
    """Emit an event about a commitment."""
    one.version += 1
    owned = {"district_id": one.district_id, "organization_id": one.organization_id}
    work.emit(fact(**owned, commitment_id=one.id, commitment=one.state(), **fields))
