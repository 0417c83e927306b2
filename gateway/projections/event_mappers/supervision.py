"""Inspections, notices, rectification, letters, requests for data and suggestions, as leaf records.

Every fact carries its record whole, so one function maps them all; what days change by themselves are its phases.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import msgspec

from gateway.projections.records import ALWAYS, Key, Mapper, Phases, Record, family, phases_of, turns_of, yields
from shared.events import supervision as events
from shared.messaging.events import Envelope, Event
from shared.periods import period_named
from shared.schedule_status import Schedule, item_schedule, notice_schedule, reply_schedule

Projection = tuple[dict[str, Any], Phases]


def _mapper(name: str, record_type: str, project: Callable[[Any], Projection], since: str = "") -> Mapper:
    @yields(record_type)
    def map_state(event: Any, _item: Envelope) -> Iterable[Record]:
        state = getattr(event, name)
        yield _record((event.district_id, record_type, getattr(state, f"{name}_id")), state, project(state), since)

    return map_state


def _record(key: Key, state: Any, projection: Projection, since: str) -> Record:
    more, phases = projection
    fields = msgspec.to_builtins(state) | more
    for name in ("revision", "organization_id", "taken"):
        fields.pop(name, None)
    return Record(
        district_id=key[0],
        record_type=key[1],
        record_id=key[2],
        organization_id=state.organization_id,
        revision=state.revision,
        state=fields,
        phases=phases,
        since=since,
    )


def _as_it_is(_state: Any) -> Projection:
    return {}, ()


def _scheduled(more: dict[str, Any], schedule: Schedule[date]) -> Projection:
    return more | {"standing": schedule.status}, phases_of(*turns_of(schedule))


def _notice(notice: events.NoticeState) -> Projection:
    acknowledged = {"acknowledged": notice.acknowledged_on is not None}
    return _scheduled(acknowledged, notice_schedule(notice.status, notice.overdue_from))


def _item(item: events.ItemState) -> Projection:
    return _scheduled({"notice": item.notice_id is not None}, item_schedule(item))


def _letter(letter: events.LetterState) -> Projection:
    waiting = letter.status == "drafted" and letter.unit_signed_on is None
    return {
        "title": f"{letter.year}年责任书",
        "standing": "to_sign" if waiting else letter.status,
        "due_on": None,
    }, ()


def _ask(ask: events.AskState) -> Projection:
    # Values that a unit was spared stand in the records of refused requests; the two make up the share together.
    counted = {"period": ask.quarter, "derived": 0, "repeated": 0, "wanted": ask.asked}
    if ask.asked_on is None:
        # Events from before there was the field: the first day of the quarter in which the values were asked for.
        counted["asked_on"] = period_named(ask.quarter).first.isoformat()
    return _scheduled(counted, reply_schedule(ask))


def _suggestion(suggestion: events.SuggestionState) -> Projection:
    return _scheduled({"title": f"意见建议（{suggestion.handed_in_on.isoformat()}）"}, reply_schedule(suggestion))


_of_item = _mapper("item", "rectification_item", _item)
_of_notice = _mapper("notice", "notice", _notice)
_of_request = _mapper("request", "data_request", _as_it_is)


@yields("rectification_item", "notice")
def _item_and_notice(event: events.ItemEvent, item: Envelope) -> Iterable[Record]:
    yield from _of_item(event, item)
    if event.notice is not None:
        yield from _of_notice(event, item)


@yields("data_request", "data_ask")
def _refused(event: events.DataRequestRefused, item: Envelope) -> Iterable[Record]:
    yield from _of_request(event, item)
    request = event.request
    for unit in event.spared:
        yield Record(
            district_id=event.district_id,
            record_type="data_ask",
            record_id=f"{request.request_id}:{unit}",
            organization_id=unit,
            revision=1,
            state={
                "request_id": request.request_id,
                "title": request.title,
                "year": request.year,
                "quarter": request.quarter,
                "asked_on": request.asked_on.isoformat(),
                "status": "spared",
                "standing": "spared",
                "asked": 0,
                "answered": 0,
                "period": request.quarter,
                "derived": request.held,
                "repeated": request.repeated,
                "wanted": request.held,
            },
        )


def _plan(plan: events.PlanState) -> Projection:
    used = plan.used - sum(each.places for each in plan.taken)
    before, turns = {"left": max(plan.quota - used, 0)}, []
    for each in sorted(plan.taken, key=lambda taken: taken.on):
        used += each.places
        turns.append((each.on.isoformat(), {"left": max(plan.quota - used, 0)}))
    return before, phases_of(*turns)


def _contact_point(point: events.ContactPointState) -> Projection:
    # A contact point is one on its last day too.
    after = None if point.until_on is None else (point.until_on + timedelta(days=1)).isoformat()
    return {"status": "assigned"}, phases_of((after, {"status": "ended"}))


MAPPERS: dict[type[Event], Mapper] = {
    **family(events.PlanEvent, _mapper("plan", "inspection_plan", _plan)),
    **family(events.InspectionEvent, _mapper("inspection", "inspection", _as_it_is)),
    **family(events.FindingEvent, _mapper("finding", "finding", _as_it_is, ALWAYS)),
    **family(events.NoticeEvent, _of_notice),
    **family(events.ItemEvent, _item_and_notice),
    **family(events.LetterEvent, _mapper("letter", "responsibility_letter", _letter)),
    **family(events.RequestEvent, _of_request),
    **family(events.AskEvent, _mapper("ask", "data_ask", _ask)),
    **family(events.SuggestionEvent, _mapper("suggestion", "suggestion", _suggestion)),
    **family(events.ContactPointEvent, _mapper("contact_point", "contact_point", _contact_point)),
    **family(events.GuidanceVisitEvent, _mapper("guidance_visit", "guidance_visit", _as_it_is)),
    events.DataRequestRefused: _refused,
}

DEED_DAYS: dict[type[Event], str] = {
    events.InspectionHeld: "inspection.held_on",
    events.NoticeIssued: "notice.issued_on",
    events.NoticeAcknowledged: "notice.acknowledged_on",
    events.NoticeClosed: "notice.closed_on",
    events.RectificationAnswered: "item.answered_on",
    events.RectificationClosed: "item.closed_on",
    events.DataRequested: "request.asked_on",
    events.DataRequestRefused: "request.asked_on",
    events.DataAnswered: "ask.answered_on",
    events.SuggestionHandedIn: "suggestion.handed_in_on",
    events.SuggestionAnswered: "suggestion.answered_on",
}

ADDRESSES = {
    "inspection_plan": "inspection-plans/{record_id}",
    "inspection": "inspections/{record_id}",
    "finding": "inspections/{inspection_id}/findings/{record_id}",
    "notice": "notices/{record_id}",
    "rectification_item": "rectification-items/{record_id}",
    "responsibility_letter": "responsibility-letters/{record_id}",
    "data_request": "data-requests/{record_id}",
    "data_ask": "data-requests/{request_id}/answers?organization_id={organization_id}",
    "suggestion": "suggestions/{record_id}",
    "contact_point": "contact-points/{record_id}",
    "guidance_visit": "guidance-visits/{record_id}",
}
"""Where each kind of record is read, below /api/v1."""
