"""Projects, their milestones, reports and the parts of practical matters, as leaf records.

A milestone's standing depends on its project as well (is it running, is it silent), so it takes that over.
"""

from collections.abc import Iterable

import msgspec

from gateway.projections.records import ALWAYS, Mapper, Record, family, iso, leaf, phases_of, turns_of, yields
from shared.events import projects as events
from shared.messaging.events import Envelope, Event
from shared.schedule_status import deadline_schedule, milestone_at_risk_from, plan_schedule, project_schedule


@yields("project")
def _project(event: events.ProjectEvent, _item: Envelope) -> Iterable[Record]:
    yield _of_project(event)


@yields("project", "milestone")
def _milestone(event: events.MilestoneEvent, _item: Envelope) -> Iterable[Record]:
    project, milestone = _of_project(event), event.milestone
    state = {
        "project_id": event.project_id,
        "title": milestone.title,
        "status": milestone.status,
        "due_on": iso(milestone.due_on),
        "at_risk_from": iso(milestone.at_risk_from),
        "overdue_from": iso(milestone.overdue_from),
        "reached_on": iso(milestone.reached_on),
    }
    part = leaf(
        event,
        "milestone",
        event.milestone_id,
        state,
        revision=milestone.revision,
        owner=milestone.organization_id,
        whole_id=event.project_id,
    )
    yield project
    yield part


@yields("project", "progress_report")
def _report(event: events.ProgressReported, _item: Envelope) -> Iterable[Record]:
    yield _of_project(event)
    state = {
        "project_id": event.project_id,
        "title": event.project.title,
        "project_kind": event.project.kind,
        "year": event.project.year,
        "status": "counts",
        "report_kind": event.report_kind,
        "reported_on": iso(event.reported_on),
        "people_served": event.people_served,
        "difficulties_solved": event.difficulties_solved,
    }
    owner = event.reporting_organization_id
    report = leaf(event, "progress_report", event.report_id, state, revision=1, owner=owner, since=ALWAYS)
    yield report
    if event.corrects is not None:
        # Whichever is heard first, and however often it is corrected: the corrected one counts no more, anywhere.
        yield msgspec.structs.replace(
            report,
            record_id=event.corrects,
            organization_id=event.district_id,
            revision=2,
            state={"status": "corrected"},
        )


@yields("project", "matter_part")
def _part_in_matter(event: events.MatterAssigned | events.MatterReleased, _item: Envelope) -> Iterable[Record]:
    yield _of_project(event)
    if isinstance(event, events.MatterAssigned):
        unit, status = event.assigned_organization_id, "assigned"
    else:
        unit, status = event.released_organization_id, "released"
    project = event.project
    yield leaf(
        event,
        "matter_part",
        f"{event.project_id}:{unit}",
        {
            "project_id": event.project_id,
            "title": project.title,
            "year": project.year,
            "status": status,
        },
        revision=project.revision,
        owner=unit,
    )


def _of_project(event: events.ProjectEvent) -> Record:
    project = event.project
    schedule = project_schedule(project)
    silent_from = None if schedule.status is None else iso(project.silent_from)
    return leaf(
        event,
        "project",
        event.project_id,
        {
            "title": project.title,
            "kind": project.kind,
            "category": project.category,
            "year": project.year,
            "status": project.status,
            "percent": project.percent,
            "rating": project.rating,
            "approved": project.approved_on is not None,
            "declared_on": iso(project.declared_on),
            "approved_on": iso(project.approved_on),
            "accepted_on": iso(project.accepted_on),
            "standing": schedule.status,
            "silent": False,
            "silent_from": silent_from,
        },
        revision=project.revision,
        owner=project.organization_id,
        phases=phases_of((silent_from, {"silent": True}), *turns_of(schedule)),
    )


def under_project(milestone: Record, project: Record) -> Record:
    """Return a milestone with its project's state."""
    state = milestone.state
    at_risk_from = milestone_at_risk_from(state["at_risk_from"], project.state["silent_from"])
    schedule = plan_schedule(
        state["status"],
        state["due_on"],
        state["reached_on"],
        deadline_schedule(at_risk_from, state["overdue_from"]),
        counts=project.state["standing"] is not None,
    )
    more = {"kind": project.state["kind"], "year": project.state["year"], "standing": schedule.status}
    return msgspec.structs.replace(milestone, state=state | more, phases=phases_of(*turns_of(schedule)))


INHERITS = {"milestone": ("project", under_project)}
ADDRESSES = {
    "project": "projects/{record_id}",
    "milestone": "projects/{project_id}/milestones/{record_id}",
    "progress_report": "projects/{project_id}/progress/{record_id}",
    "matter_part": "projects/{project_id}/assignments/{organization_id}",
}
MAPPERS: dict[type[Event], Mapper] = {
    **family(events.ProjectEvent, _project),
    **family(events.MilestoneEvent, _milestone),
    events.ProgressReported: _report,
    events.MatterAssigned: _part_in_matter,
    events.MatterReleased: _part_in_matter,
}
DEED_DAYS: dict[type[Event], str] = {events.ProjectDeclared: "project.declared_on"}
