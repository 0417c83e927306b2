"""Rounds, participants, visits, scores, findings and commitments, as leaf records without personal data.

What an organization has to do by a day carries `due_on` and a `standing` that turns `overdue` the day after.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from gateway.projections.records import Mapper, Phases, Record, iso, leaf, phases_of, turns_of
from shared.events import observation_visits as told
from shared.events import observation_visits_scores as scores
from shared.messaging.events import Envelope, Event
from shared.schedule_status import commitment_schedule

DUE, OVERDUE = "due", "overdue"
COMPLETED = "completed"


def _round(event: told.RoundEvent, _item: Envelope) -> Iterable[Record]:
    one = event.round
    state = {
        "title": one.title,
        "kind": one.kind,
        "period": one.period,
        "year": one.year,
        "status": one.status,
        "organizations": one.organizations,
        "visits": one.visits,
    }
    yield leaf(event, "visit_round", one.round_id, state, revision=one.revision, of=one.organization_id)


def _participants(event: told.ParticipantsSet, _item: Envelope) -> Iterable[Record]:
    for part in event.participants:
        state = {
            "round_id": part.round_id,
            "kind": part.kind,
            "period": part.period,
            "year": part.year,
            "status": part.status,
        }
        record_id = f"{part.round_id}:{part.organization_id}"
        yield leaf(event, "visit_participant", record_id, state, revision=part.revision, of=part.organization_id)


def _visit(event: told.VisitEvent | told.VisitHeld, _item: Envelope) -> Iterable[Record]:
    if event.visit is not None:
        yield from _of_visit(event, event.visit)
    for burden in filter(None, (event.burden, getattr(event, "burden_before", None))):
        state = {
            "period": burden.period,
            "year": burden.year,
            "received": burden.received,
            "cap": burden.cap,
            "cap_reached": burden.received >= burden.cap,
        }
        record_id = f"{burden.organization_id}:{burden.period}"
        yield leaf(event, "visit_burden", record_id, state, revision=burden.revision, of=burden.organization_id)


def _of_visit(event: Event, visit: told.VisitState) -> Iterable[Record]:
    waiting = visit.status == "announced"
    state = {
        "title": visit.title,
        "round_id": visit.round_id,
        "kind": visit.kind,
        "period": visit.period,
        "year": visit.year,
        "status": visit.status,
        "day": iso(visit.day),
        "due_on": iso(visit.confirm_by) if waiting else None,
        "standing": DUE if waiting else visit.status,
    }
    late = _overdue_after(visit.confirm_by) if waiting else ()
    yield leaf(event, "visit", visit.visit_id, state, revision=visit.revision, of=visit.organization_id, phases=late)
    made = {name: state[name] for name in ("title", "round_id", "kind", "period", "year", "status", "day")}
    yield leaf(event, "visit_made", visit.visit_id, made, revision=visit.revision, of=visit.visiting_organization_id)


def _sheet(event: scores.SheetEvent, _item: Envelope) -> Iterable[Record]:
    sheet = event.sheet
    waiting = sheet.status == COMPLETED and sheet.host_signed_on is None and sheet.sign_by is not None
    state = {
        "title": sheet.title,
        "visit_id": sheet.visit_id,
        "kind": sheet.kind,
        "period": sheet.period,
        "year": sheet.year,
        "status": sheet.status,
        "score": sheet.score,
        "hundredths": sheet.hundredths or 0,
        "due_on": iso(sheet.sign_by) if waiting else None,
        "standing": DUE if waiting else sheet.status,
    }
    late = _overdue_after(sheet.sign_by) if waiting and sheet.sign_by else ()
    yield leaf(
        event, "score_sheet", sheet.sheet_id, state, revision=sheet.revision, of=sheet.organization_id, phases=late
    )


def _strength(event: told.StrengthRecorded, _item: Envelope) -> Iterable[Record]:
    state = {"visit_id": event.visit_id, "title": event.text, "year": event.recorded_on.year}
    yield leaf(event, "visit_strength", event.strength_id, state, revision=1)


def _gap(event: told.GapRecorded, _item: Envelope) -> Iterable[Record]:
    state = {
        "visit_id": event.visit_id,
        "title": event.text,
        "year": event.recorded_on.year,
        "deadline": iso(event.deadline),
    }
    yield leaf(event, "visit_gap", event.gap_id, state, revision=1)


def _commitment(event: told.CommitmentEvent, _item: Envelope) -> Iterable[Record]:
    one = event.commitment
    state = {
        "title": one.title,
        "visit_id": one.visit_id,
        "post": one.post,
        "year": one.year,
        "status": one.status,
        "due_on": iso(one.due_on),
        "standing": one.status,
    }
    late = phases_of(*turns_of(commitment_schedule(one.status, one.due_on)))
    yield leaf(
        event, "visit_commitment", one.commitment_id, state, revision=one.revision, of=one.organization_id, phases=late
    )


def _overdue_after(day: date) -> Phases:
    return phases_of((iso(day + timedelta(days=1)), {"standing": OVERDUE}))


ADDRESSES = {
    "visit_round": "visit-rounds/{record_id}",
    "visit_participant": "visit-rounds/{round_id}/participants?organization_id={organization_id}",
    "visit": "visits/{record_id}",
    "visit_made": "visits/{record_id}",
    "visit_burden": "visit-calendars/{organization_id}/burdens/{period}",
    "score_sheet": "visit-score-sheets/{record_id}",
    "visit_strength": "visits/{visit_id}/review",
    "visit_gap": "visits/{visit_id}/review",
    "visit_commitment": "visit-commitments/{record_id}",
}
"""Where each kind of record is read, below /api/v1."""


def _told_of(kind: type[Event]) -> tuple[type[Event], ...]:
    return tuple(
        event for event in (*vars(told).values(), *vars(scores).values())
        if isinstance(event, type) and issubclass(event, kind) and hasattr(event, "source")
    )  # fmt: skip


MAPPERS: dict[type[Event], Mapper] = {
    **dict.fromkeys(_told_of(told.RoundEvent), _round),
    told.ParticipantsSet: _participants,
    **dict.fromkeys((*_told_of(told.VisitEvent), told.VisitHeld), _visit),
    **dict.fromkeys(_told_of(scores.SheetEvent), _sheet),
    told.StrengthRecorded: _strength,
    told.GapRecorded: _gap,
    **dict.fromkeys(_told_of(told.CommitmentEvent), _commitment),
}
