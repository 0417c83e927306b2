"""Halls, activities, votes, obligations, parts in campaigns and exemplars, as leaf records without personal data."""

from collections.abc import Iterable

from gateway.projections.records import Mapper, Record, family, iso, leaf, phases_of, turns_of
from shared.enumerations import ACTIVITY_KINDS, HALL_WAITING
from shared.events import activities as events
from shared.messaging.events import Envelope, Event
from shared.schedule_status import deadline_schedule, obligation_schedule


def _hall(event: events.HallEvent, _item: Envelope) -> Iterable[Record]:
    hall = event.hall
    waiting, schedule = hall.status in HALL_WAITING, deadline_schedule(None, hall.overdue_from)
    state = {
        "title": hall.title,
        "status": hall.status,
        "standing": schedule.status if waiting else hall.status,
        "due_on": iso(hall.due_on) if waiting else None,
        "items_checked": hall.items_checked,
        "items_needed": hall.items_needed,
        "established_on": iso(hall.established_on),
    }
    phases = phases_of(*turns_of(schedule)) if waiting else ()
    yield leaf(event, "lecture_hall", hall.hall_id, state, revision=hall.revision, phases=phases)


def _activity(event: events.ActivityEvent, _item: Envelope) -> Iterable[Record]:
    activity = event.activity
    state = {
        "title": activity.title,
        "kind": activity.kind,
        "mode": activity.mode,
        "status": activity.status,
        "year": activity.held_on.year,
        "period": _quarter(activity.held_on.year, activity.held_on.month),
        "held_on": iso(activity.held_on),
        "attended": len(activity.attended),
        "excused": len(activity.excused),
        "on_roll": activity.on_roll,
        "campaign_id": activity.campaign_id,
        "for_campaign": activity.campaign_id is not None,
    }
    yield leaf(event, "activity", activity.activity_id, state, revision=activity.revision)


def _resolution(event: events.ResolutionEvent, _item: Envelope) -> Iterable[Record]:
    vote = event.resolution
    state = {
        "activity_id": vote.activity_id,
        "status": vote.status,
        "outcome": vote.outcome,
        "year": vote.held_on.year,
        "held_on": iso(vote.held_on),
    }
    yield leaf(event, "resolution", vote.resolution_id, state, revision=vote.revision)


def _obligations(event: events.ObligationsSet, _item: Envelope) -> Iterable[Record]:
    return (_of_obligation(event, obligation) for obligation in event.obligations)


def _obligation(event: events.ObligationEvent, _item: Envelope) -> Iterable[Record]:
    yield _of_obligation(event, event.obligation)


def _of_obligation(event: Event, obligation: events.ObligationState) -> Record:
    schedule = obligation_schedule(obligation)
    state = {
        "title": f"{ACTIVITY_KINDS.get(obligation.kind, obligation.kind)} {obligation.period}",
        "kind": obligation.kind,
        "obligation_period": obligation.period,
        "year": obligation.year,
        "standing": schedule.status,
        "opens_on": iso(obligation.opens_on),
        "due_on": iso(obligation.due_on),
        "met_on": iso(obligation.met_on),
        "rule": obligation.rule,
        "rule_version": obligation.rule_version,
    }
    phases = phases_of(*turns_of(schedule))
    return leaf(event, "obligation", obligation.obligation_id, state, revision=obligation.revision, phases=phases)


def _campaign(event: events.CampaignEvent, _item: Envelope) -> Iterable[Record]:
    campaign = event.campaign
    state = {
        "campaign_id": campaign.campaign_id,
        "title": campaign.title,
        "kind": campaign.kind,
        "status": campaign.status,
        "year": campaign.first.year,
    }
    yield leaf(event, "campaign", campaign.campaign_id, state, revision=campaign.revision)


def _part(event: events.PartEvent, _item: Envelope) -> Iterable[Record]:
    part = event.part
    state = {"campaign_id": part.campaign_id, "title": part.title, "status": part.status, "year": part.year}
    yield leaf(event, "campaign_unit", f"{part.campaign_id}:{part.organization_id}", state, revision=part.revision)


def _exemplar(event: events.ExemplarEvent, _item: Envelope) -> Iterable[Record]:
    exemplar = event.exemplar
    state = {
        "campaign_id": exemplar.campaign_id,
        "status": exemplar.status,
        "year": exemplar.year,
        "whose": "organization" if exemplar.member_id is None else "member",
        "chosen_on": iso(exemplar.chosen_on),
    }
    yield leaf(event, "exemplar", exemplar.exemplar_id, state, revision=exemplar.revision)


def _quarter(year: int, month: int) -> str:
    return f"{year}Q{(month + 2) // 3}"


MAPPERS: dict[type[Event], Mapper] = {
    **family(events.HallEvent, _hall),
    **family(events.ActivityEvent, _activity),
    **family(events.ResolutionEvent, _resolution),
    events.ObligationsSet: _obligations,
    **family(events.ObligationEvent, _obligation),
    **family(events.CampaignEvent, _campaign),
    **family(events.PartEvent, _part),
    **family(events.ExemplarEvent, _exemplar),
}
ADDRESSES = {
    "activity": "activities/{record_id}",
    "campaign": "campaigns/{record_id}",
    "campaign_unit": "campaigns/{campaign_id}/units/{organization_id}",
    "exemplar": "campaigns/{campaign_id}/exemplars/{record_id}",
    "lecture_hall": "lecture-halls/{record_id}",
    "obligation": "obligations/{record_id}",
    "resolution": "activities/{activity_id}",
}
