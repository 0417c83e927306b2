"""Rounds, participants, visits, scores, findings and commitments, as leaf records without personal data.

What an organization has to do by a day carries `due_on` and a `standing` that turns `overdue` the day after.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from gateway.projections.deed_days import recorded_day
from gateway.projections.records import ALWAYS, Mapper, Phases, Record, family, iso, leaf, phases_of, turns_of, yields
from shared.events import observation_visits as events
from shared.events import observation_visits_scores as score_events
from shared.messaging.events import Envelope, Event
from shared.schedule_status import commitment_schedule

DUE, OVERDUE = "due", "overdue"
COMPLETED = "completed"


@yields("visit_round")
def _round(event: events.RoundEvent, _item: Envelope) -> Iterable[Record]:
    visit_round = event.round
    state = {
        "title": visit_round.title,
        "kind": visit_round.kind,
        "period": visit_round.period,
        "year": visit_round.year,
        "status": visit_round.status,
        "organizations": visit_round.organizations,
        "visits": visit_round.visits,
        "published_on": iso(visit_round.published_on),
    }
    yield leaf(
        event,
        "visit_round",
        visit_round.round_id,
        state,
        revision=visit_round.revision,
        owner=visit_round.organization_id,
    )


@yields("visit_participant")
def _participants(event: events.ParticipantsSet, _item: Envelope) -> Iterable[Record]:
    for part in event.participants:
        state = {
            "round_id": part.round_id,
            "kind": part.kind,
            "period": part.period,
            "year": part.year,
            "status": part.status,
        }
        record_id = f"{part.round_id}:{part.organization_id}"
        yield leaf(event, "visit_participant", record_id, state, revision=part.revision, owner=part.organization_id)


@yields("visit", "visit_made", "visit_burden")
def _visit(event: events.VisitEvent | events.VisitHeld, item: Envelope) -> Iterable[Record]:
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
        # What a host receives changes on the day it is told, on whichever day a visit of it was held.
        since, host = recorded_day(item), burden.organization_id
        yield leaf(event, "visit_burden", record_id, state, revision=burden.revision, owner=host, since=since)


def _of_visit(event: Event, visit: events.VisitState) -> Iterable[Record]:
    waiting = visit.status == "announced"
    state = {
        "title": visit.title,
        "round_id": visit.round_id,
        "kind": visit.kind,
        "period": visit.period,
        "year": visit.year,
        "status": visit.status,
        "day": iso(visit.day),
        "held_on": iso(visit.held_on),
        "due_on": iso(visit.confirm_by) if waiting else None,
        "standing": DUE if waiting else visit.status,
    }
    late = _overdue_after(visit.confirm_by) if waiting else ()
    yield leaf(event, "visit", visit.visit_id, state, revision=visit.revision, owner=visit.organization_id, phases=late)
    made = {name: state[name] for name in ("title", "round_id", "kind", "period", "year", "status", "day", "held_on")}
    yield leaf(event, "visit_made", visit.visit_id, made, revision=visit.revision, owner=visit.visiting_organization_id)


@yields("score_sheet")
def _sheet(event: score_events.SheetEvent, _item: Envelope) -> Iterable[Record]:
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
        "settled_on": iso(sheet.settled_on),
        "due_on": iso(sheet.sign_by) if waiting else None,
        "standing": DUE if waiting else sheet.status,
    }
    late = _overdue_after(sheet.sign_by) if waiting and sheet.sign_by else ()
    yield leaf(
        event, "score_sheet", sheet.sheet_id, state, revision=sheet.revision, owner=sheet.organization_id, phases=late
    )


@yields("visit_strength")
def _strength(event: events.StrengthRecorded, _item: Envelope) -> Iterable[Record]:
    state = {"visit_id": event.visit_id, "title": event.text, "year": event.recorded_on.year}
    state["recorded_on"] = iso(event.recorded_on)
    yield leaf(event, "visit_strength", event.strength_id, state, revision=1, since=ALWAYS)


@yields("visit_gap")
def _gap(event: events.GapRecorded, _item: Envelope) -> Iterable[Record]:
    state = {
        "visit_id": event.visit_id,
        "title": event.text,
        "year": event.recorded_on.year,
        "deadline": iso(event.deadline),
        "recorded_on": iso(event.recorded_on),
    }
    yield leaf(event, "visit_gap", event.gap_id, state, revision=1, since=ALWAYS)


@yields("visit_commitment")
def _commitment(event: events.CommitmentEvent, _item: Envelope) -> Iterable[Record]:
    commitment = event.commitment
    state = {
        "title": commitment.title,
        "visit_id": commitment.visit_id,
        "post": commitment.post,
        "year": commitment.year,
        "status": commitment.status,
        "due_on": iso(commitment.due_on),
        "done_on": iso(commitment.done_on),
        "standing": commitment.status,
    }
    late = phases_of(*turns_of(commitment_schedule(commitment.status, commitment.due_on)))
    host, revision = commitment.organization_id, commitment.revision
    yield leaf(event, "visit_commitment", commitment.commitment_id, state, revision=revision, owner=host, phases=late)


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


MAPPERS: dict[type[Event], Mapper] = {
    **family(events.RoundEvent, _round),
    events.ParticipantsSet: _participants,
    **family(events.VisitEvent, _visit),
    events.VisitHeld: _visit,
    **family(score_events.SheetEvent, _sheet),
    events.StrengthRecorded: _strength,
    events.GapRecorded: _gap,
    **family(events.CommitmentEvent, _commitment),
}
DEED_DAYS: dict[type[Event], str] = {
    score_events.SheetCompleted: "sheet.completed_on",
    score_events.SheetSettled: "sheet.settled_on",
    events.CommitmentKept: "commitment.done_on",
}
