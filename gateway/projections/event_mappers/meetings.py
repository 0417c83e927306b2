"""Quarterly reports, meetings, what units report to them, decisions and honours, as leaf records.

Every fact carries its record whole, so one function maps them all; what days change by themselves are its phases.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import msgspec

from gateway.projections.records import ALWAYS, Mapper, Phases, Record, family, phases_of, turns_of, yields
from shared.events import meetings as events
from shared.messaging.events import Envelope, Event
from shared.periods import period_named
from shared.schedule_status import Schedule, decision_schedule, report_back_schedule

Projection = tuple[dict[str, Any], Phases]
SPOKEN_AS = {"quarterly_report": "情况报告", "quarterly_meeting": "党建例会", "report_back": "党建例会汇报"}


def _mapper(name: str, record_type: str, project: Callable[[Any], Projection]) -> Mapper:
    @yields(record_type)
    def map_state(event: Any, _item: Envelope) -> Iterable[Record]:
        state = getattr(event, name)
        more, phases = project(state)
        fields = msgspec.to_builtins(state) | more
        if record_type in SPOKEN_AS:
            fields["title"] = f"{state.year}年第{state.quarter[-1]}季度{SPOKEN_AS[record_type]}"
        for dropped in ("revision", "organization_id", f"{name}_id"):
            del fields[dropped]
        yield Record(
            district_id=event.district_id,
            record_type=record_type,
            record_id=getattr(state, f"{name}_id"),
            organization_id=state.organization_id,
            revision=state.revision,
            state=fields,
            phases=phases,
            since="" if record_type == "decision" else ALWAYS,
        )

    return map_state


def _as_it_is(_state: Any) -> Projection:
    return {}, ()


def _scheduled(more: dict[str, Any], schedule: Schedule[date]) -> Projection:
    return more | {"standing": schedule.status}, phases_of(*turns_of(schedule))


def _report_back(report_back: events.ReportBackState) -> Projection:
    # What is said to a meeting belongs to the quarter that it is about, though the meeting is held after it.
    last_day = period_named(report_back.quarter).last.isoformat()
    return _scheduled({"of_quarter_on": last_day}, report_back_schedule(report_back.status, report_back.due_on))


def _decision(decision: events.DecisionState) -> Projection:
    return _scheduled({"title": decision.text}, decision_schedule(decision.status, decision.overdue_from))


MAPPERS: dict[type[Event], Mapper] = {
    **family(events.QuarterlyReportEvent, _mapper("report", "quarterly_report", _as_it_is)),
    **family(events.MeetingEvent, _mapper("meeting", "quarterly_meeting", _as_it_is)),
    **family(events.ReportBackEvent, _mapper("report_back", "report_back", _report_back)),
    **family(events.DecisionEvent, _mapper("decision", "decision", _decision)),
    **family(events.HonourEvent, _mapper("honour", "honour", _as_it_is)),
}

DEED_DAYS: dict[type[Event], str] = {
    events.DecisionMade: "decision.made_on",
    events.DecisionStateChanged: "decision.settled_on",
}
ADDRESSES = {
    "quarterly_report": "quarterly-reports/{record_id}",
    "quarterly_meeting": "quarterly-meetings/{record_id}",
    "report_back": "quarterly-meetings/{meeting_id}/report-backs/{record_id}",
    "decision": "decisions/{record_id}",
    "honour": "honours/{record_id}",
}
"""Where each kind of record is read, below /api/v1."""
