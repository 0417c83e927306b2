"""Halls, activities, votes, obligations, parts in campaigns and exemplars, as leaf records without personal data."""

from collections.abc import Iterable
from typing import Any

import msgspec

from gateway.projections.records import ALWAYS, Mapper, Phases, Record, family, iso, leaf, phases_of, turns_of, yields
from gateway.projections.timelines import NEVER
from shared.enumerations import ACTIVITY_KINDS, HALL_STATUSES, HALL_WAITING, TRAININGS
from shared.events import activities as events
from shared.events import activities_classes as classes
from shared.events import activities_halls as halls
from shared.events.activities_trainings import TrainingNeedEvent
from shared.messaging.events import Envelope, Event
from shared.schedule_status import (
    PLANNED,
    deadline_schedule,
    obligation_schedule,
    obligation_turns,
    training_schedule,
    training_turns,
)

MISSING = HALL_STATUSES[0]
Turns = list[tuple[str | None, dict[str, Any]]]
NOT_ASKED = {"status": "not_asked", "standing": "not_asked", "due_on": None}
"""What a hall is on days on which nobody asks it of a branch that has none."""


@yields("lecture_hall")
def _hall(event: halls.HallEvent, _item: Envelope) -> Iterable[Record]:
    hall = event.hall
    waiting, schedule = hall.status in HALL_WAITING, deadline_schedule(None, hall.overdue_from)
    steps = _hall_steps(hall)
    state = {
        "title": hall.title,
        "status": hall.status if steps is None else MISSING,
        "standing": hall.status if steps is None else schedule.status,
        "due_on": iso(hall.due_on) if waiting else None,
        "items_checked": hall.items_checked,
        "items_needed": hall.items_needed,
        "established_on": iso(hall.established_on),
    }
    phases: Phases = ()
    if steps is not None:
        # A deadline that passes after a hall is established makes it overdue no more.
        waits = [turn for turn in turns_of(schedule) if waiting or str(turn[0]) < str(iso(hall.established_on))]
        if hall.asked is not None:
            waits, steps = _while_asked(hall, waits, steps)
            state |= NOT_ASKED
        phases = phases_of(*waits, *steps)
    since = None if steps is None else ALWAYS
    yield leaf(event, "lecture_hall", hall.hall_id, state, revision=hall.revision, phases=phases, since=since)


def _while_asked(hall: halls.HallState, waits: Turns, steps: Turns) -> tuple[Turns, Turns]:
    """Return the turns of a hall that is missing only on the days on which it is asked for, and those of its steps."""
    begun, schedule = iso(hall.planned_on) or NEVER, deadline_schedule(None, hall.overdue_from)
    due_on = iso(hall.due_on) if hall.status in HALL_WAITING else None
    turns: Turns = []
    for period in hall.asked or ():
        first, until = period.from_on.isoformat(), iso(period.until_on) or NEVER
        missing = {"status": MISSING, "standing": schedule.on(period.from_on), "due_on": due_on}
        turns += [(first, missing), *(turn for turn in waits if first < str(turn[0]) < until), (until, NOT_ASKED)]
    turns = [turn for turn in turns if str(turn[0]) < begun] + [turn for turn in waits if str(turn[0]) >= begun]
    if hall.planned_on is None:
        return turns, steps
    planned = {"standing": schedule.on(hall.planned_on), "due_on": due_on}
    return turns, [(steps[0][0], planned | steps[0][1]), *steps[1:]]


def _hall_steps(hall: halls.HallState) -> Turns | None:
    """Return the days on which a hall was planned, begun and established; None where its state does not tell."""
    if hall.status not in HALL_STATUSES:
        return None
    days = {"planned": hall.planned_on, "building": hall.building_on, "established": hall.established_on}
    if hall.status not in {MISSING, *days}:
        return None
    so_far = HALL_STATUSES[1 : HALL_STATUSES.index(hall.status) + 1]
    if any(days[status] is None for status in so_far):
        return None
    steps: Turns = [(iso(days[status]), {"status": status}) for status in so_far]
    if hall.status not in HALL_WAITING:
        steps[-1][1]["standing"] = hall.status
    return steps


@yields("activity")
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
        "training": activity.training,
        "hours": activity.hours,
        "by_secretary": activity.by_secretary,
    }
    yield leaf(event, "activity", activity.activity_id, state, revision=activity.revision, since=ALWAYS)


@yields("resolution")
def _resolution(event: events.ResolutionEvent, _item: Envelope) -> Iterable[Record]:
    vote = event.resolution
    state = {
        "activity_id": vote.activity_id,
        "status": vote.status,
        "outcome": vote.outcome,
        "year": vote.held_on.year,
        "held_on": iso(vote.held_on),
    }
    yield leaf(event, "resolution", vote.resolution_id, state, revision=vote.revision, since=ALWAYS)


@yields("obligation")
def _obligations(event: events.ObligationsSet, _item: Envelope) -> Iterable[Record]:
    return (_of_obligation(event, obligation) for obligation in event.obligations)


@yields("obligation")
def _obligation(event: events.ObligationEvent, _item: Envelope) -> Iterable[Record]:
    yield _of_obligation(event, event.obligation)


def _of_obligation(event: Event, obligation: events.ObligationState) -> Record:
    schedule = obligation_schedule(obligation)
    met_on, turns = iso(obligation.met_on), turns_of(schedule)
    is_met = obligation.status == "met" and met_on is not None
    if is_met:
        turns = [(str(begins), {"standing": status}) for begins, status in obligation_turns(obligation)]
        turns = [turn for turn in turns if str(turn[0]) < str(met_on)] + [(met_on, {"standing": schedule.status})]
    state = {
        "title": f"{ACTIVITY_KINDS.get(obligation.kind, obligation.kind)} {obligation.period}",
        "kind": obligation.kind,
        "obligation_period": obligation.period,
        "year": obligation.year,
        "standing": PLANNED if is_met else schedule.status,
        "opens_on": iso(obligation.opens_on),
        "due_on": iso(obligation.due_on),
        "met_on": met_on,
        "rule": obligation.rule,
        "rule_version": obligation.rule_version,
    }
    tells_its_past = is_met or obligation.status == "expected"
    return leaf(
        event,
        "obligation",
        obligation.obligation_id,
        state,
        revision=obligation.revision,
        phases=phases_of(*turns),
        since=ALWAYS if tells_its_past else None,
    )


@yields("training_need")
def _training_need(event: TrainingNeedEvent, _item: Envelope) -> Iterable[Record]:
    need = event.training_need
    turns = [(iso(day), {"standing": status}) for day, status in training_turns(need)]
    state = {
        "title": TRAININGS.get(need.training, need.training),
        "training": need.training,
        "hours": need.hours,
        "hours_attended": need.hours_attended,
        "standing": "due",
        "from_on": iso(need.from_on),
        "due_on": iso(need.due_on),
        "met_on": iso(need.met_on),
    }
    phases = phases_of(*turns, (iso(need.met_on), {"standing": training_schedule(need).status}))
    since = iso(need.from_on)
    yield leaf(event, "training_need", need.training_need_id, state, revision=need.revision, phases=phases, since=since)


@yields("campaign")
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


@yields("campaign_unit")
def _part(event: events.PartEvent, _item: Envelope) -> Iterable[Record]:
    part = event.part
    state = {"campaign_id": part.campaign_id, "title": part.title, "status": part.status, "year": part.year}
    state["joined_on"] = iso(part.joined_on)
    since = iso(part.joined_on) if part.status == "taking_part" else None
    record_id = f"{part.campaign_id}:{part.organization_id}"
    yield leaf(event, "campaign_unit", record_id, state, revision=part.revision, since=since)


@yields("exemplar")
def _exemplar(event: events.ExemplarEvent, _item: Envelope) -> Iterable[Record]:
    exemplar = event.exemplar
    state = {
        "campaign_id": exemplar.campaign_id,
        "status": exemplar.status,
        "year": exemplar.year,
        "whose": "organization" if exemplar.member_id is None else "member",
        "chosen_on": iso(exemplar.chosen_on),
    }
    since = iso(exemplar.chosen_on) if exemplar.status == "chosen" else None
    yield leaf(event, "exemplar", exemplar.exemplar_id, state, revision=exemplar.revision, since=since)


def _of_school(name: str) -> Mapper:
    @yields(name)
    def map_state(event: Any, _item: Envelope) -> Iterable[Record]:
        stands = getattr(event, name)
        state = msgspec.to_builtins(stands)
        for field in ("revision", "organization_id", f"{name}_id"):
            del state[field]
        yield leaf(event, name, getattr(stands, f"{name}_id"), state, revision=stands.revision)

    return map_state


def _quarter(year: int, month: int) -> str:
    return f"{year}Q{(month + 2) // 3}"


MAPPERS: dict[type[Event], Mapper] = {
    **family(halls.HallEvent, _hall),
    **family(events.ActivityEvent, _activity),
    **family(events.ResolutionEvent, _resolution),
    events.ObligationsSet: _obligations,
    **family(events.ObligationEvent, _obligation),
    **family(TrainingNeedEvent, _training_need),
    **family(classes.LecturerEvent, _of_school("lecturer")),
    **family(classes.HallClassEvent, _of_school("hall_class")),
    **family(classes.ClassRequestEvent, _of_school("class_request")),
    **family(events.CampaignEvent, _campaign),
    **family(events.PartEvent, _part),
    **family(events.ExemplarEvent, _exemplar),
}
ADDRESSES = {
    "activity": "activities/{record_id}",
    "campaign": "campaigns/{record_id}",
    "campaign_unit": "campaigns/{campaign_id}/units/{organization_id}",
    "class_request": "class-requests/{record_id}",
    "hall_class": "classes/{record_id}",
    "lecturer": "lecturers/{record_id}",
    "exemplar": "campaigns/{campaign_id}/exemplars/{record_id}",
    "lecture_hall": "lecture-halls/{record_id}",
    "obligation": "obligations/{record_id}",
    "resolution": "activities/{activity_id}",
    "training_need": "training-needs/{record_id}",
}
