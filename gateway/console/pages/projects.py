"""Projects: declared, reviewed, approved, started, reported on, accepted, rated; each with its plan and its way."""

from collections.abc import Mapping
from typing import Any

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.formats import day, month
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.gantt import gantt
from gateway.console.lists import ListView, serve_list
from gateway.console.people import level_of
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.roles import COMMUNITY, DISTRICT, STAFF, STREET
from gateway.console.stages import Stage, stages
from gateway.console.visit import Visit

TABS = ("/projects", "/practical-matters", "/milestones", "/project-warnings")
area = Area("projects", tabs=TABS)
ONE, MATTER, DECLARERS = "/projects/{project_id}", "practical_matter", frozenset({DISTRICT, STREET, COMMUNITY})
GROUPS = {"kind": "project_kind", "category": "project_category", "status": "project_status"}
STATUS, STANDING = Column(name="status", kind="tag", group="project_status"), Column(name="standing", kind="tag")
UNIT, PERCENT = Column(name="organization_id", kind="unit"), Column(name="percent", kind="percent")
OF_PLAN, REPORTER, CARRIER = (
    Column(name=name, kind="unit", value=lambda _visit, record: record["organization_id"])
    for name in ("responsible", "reporter", "carrier")
)
SERVED, SOLVED = Column(name="people_served", kind="number"), Column(name="difficulties_solved", kind="number")
WAY = ("declared", "reviewed", "approved", "in_progress", "accepted", "rated")
DATES = {
    "declared": "declared_on", "reviewed": "", "approved": "approved_on", "in_progress": "started_on",
    "accepted": "accepted_on", "rated": "",
}  # fmt: skip
"""The stages of a project, and where it says when each was reached."""
ENDED = {"withdrawn", "ended_with_organization"}


def _runs(_visit: Visit, project: Record) -> bool:
    return bool(project.get("status") == "in_progress")


def _is_complete(project: Record) -> bool:
    return bool(project.get("milestones")) and project["milestones"] == project["milestones_reached"]


def _is_of_street(visit: Visit, project: Record) -> bool:
    return level_of(visit, project["organization_id"]) == "street"


def _to_review(visit: Visit, project: Record) -> bool:
    return project.get("status") == "declared" and not _is_of_street(visit, project)


def _to_approve(visit: Visit, project: Record) -> bool:
    status = project.get("status")
    return status == "reviewed" or (status == "declared" and _is_of_street(visit, project))


def is_matter(_visit: Visit, project: Record) -> bool:
    """Return whether a project is a practical matter, whose parts units have."""
    return bool(project.get("kind") == MATTER)


def _stages(visit: Visit, project: Record) -> list[Stage]:
    """Return how far a project is on its way, each stage with its day; a matter begins with its approval."""
    known = {each["to_status"]: each["taken_on"] for each in project.get("way") or []}
    dates = {each: project.get(name) or known.get(each) for each, name in DATES.items()}
    way = WAY if project["kind"] == "secretary_project" else WAY[2:]
    status = project["status"]
    reached = way.index(status) + (status != "in_progress") if status in way else 0
    said = [day(dates[each], visit.today, visit.language) if dates[each] else "" for each in way]
    labels = [(visit.words(f"projects.stages.{each}"), said[number]) for number, each in enumerate(way)]
    return stages(labels, reached, over=status in ENDED)


def _more(visit: Visit, _params: Params, project: Record) -> Mapping[str, Any]:
    begun = project.get("started_on") or project.get("approved_on") or project.get("declared_on")
    return {
        "way": _stages(visit, project), "chart": gantt(project.get("plan") or [], begun, visit.today),
        "month": lambda first: month(first, visit.language),
    }  # fmt: skip


def about_project(visit: Visit, project: Record) -> list[Option]:
    """Return what a form says of the project that it is about."""
    said = [(visit.words("fields.title"), project["title"])] if project.get("title") else []
    return [*said, (visit.words("fields.status"), visit.code("project_status", project["status"]))]


REPORT = Button(
    words="projects.report.title", path=f"{ONE}/progress", roles=STAFF, when=_runs, primary=True, unasked=True
)
serve_list(
    area,
    ListView(
        path="/projects", words="projects.list", opens="/projects/{id}", groups=GROUPS,
        filters=("organization_id", "year", "kind", "category", "status", "standing", "as_carrier"),
        columns=(
            Column(name="title"), UNIT, Column(name="category", kind="code", group="project_category"), STATUS,
            STANDING, PERCENT, Column(name="last_report_on", kind="day"),
        ),
        acts=(Button(words="projects.report.title", path="/projects/{id}/progress", roles=STAFF, when=_runs),),
        buttons=(Button(words="projects.declare.title", path="/projects", roles=DECLARERS, primary=True),),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=ONE, words="projects.one", template="projects/project.html", state=STATUS, standing=STANDING,
        steps="way", step_group="project_step", more=_more,
        summary=(
            Column(name="kind", kind="code", group="project_kind"),
            Column(name="category", kind="code", group="project_category"), UNIT, Column(name="lead_post"),
            Column(name="year"), Column(name="content"), PERCENT, SERVED, SOLVED,
            Column(name="last_report_on", kind="day"), Column(name="silent_from", kind="day"),
            Column(name="proposed_rating", kind="code", group="rating"), Column(name="rating", kind="code"),
        ),
        parts=(
            Part(
                name="plan", of="plan", opens=f"{ONE}/milestones/{{id}}",
                columns=(
                    Column(name="title"), Column(name="due_on", kind="day"), OF_PLAN, Column(name="post"), STANDING,
                    Column(name="reached_on", kind="day"),
                ),
                buttons=(Button(words="projects.milestone.title", path=f"{ONE}/milestones"),),
                acts=(
                    Button(
                        words="projects.reschedule.act", path=f"{ONE}/milestones/{{id}}", method="PATCH",
                        roles=DECLARERS, when=lambda _visit, one: one["status"] == "open" and not one.get("reduced"),
                    ),
                ),
            ),
            Part(
                name="progress", path=f"{ONE}/progress", opens=f"{ONE}/progress/{{id}}",
                columns=(
                    Column(name="reported_on", kind="day"), Column(name="text"), REPORTER,
                    Column(name="way", kind="code", group="progress_kind", value=lambda _visit, one: one.get("kind")),
                    PERCENT, SERVED, SOLVED,
                ),
            ),
            Part(
                name="assignments", path=f"{ONE}/assignments", when=is_matter,
                opens=f"{ONE}/assignments/{{organization_id}}",
                columns=(
                    CARRIER, Column(name="post"), Column(name="duty"), PERCENT, Column(name="assigned_on", kind="day"),
                ),
                buttons=(Button(words="projects.assign.title", path=f"{ONE}/assignments"),),
            ),
        ),
        buttons=(
            REPORT,
            Button(words="projects.review.title", path=f"{ONE}/reviews", when=_to_review, primary=True),
            Button(words="projects.approve.title", path=f"{ONE}/approvals", when=_to_approve, primary=True),
            Button(words="projects.start.title", path=f"{ONE}/starts", primary=True),
            Button(words="projects.declare_again.title", path=f"{ONE}/declarations", primary=True),
            Button(words="projects.accept.title", path=f"{ONE}/acceptances"),
            Button(words="projects.rate.title", path=f"{ONE}/ratings", primary=True),
            Button(words="projects.amend.title", path=ONE, method="PATCH", rare=True),
            Button(words="projects.withdraw.title", path=f"{ONE}/withdrawals", rare=True),
        ),
    ),
)  # fmt: skip


def _today(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"on": visit.today}


def _passing(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"on": visit.today, "decision": "pass"}


def _declared(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    level = visit.capacity.level if visit.capacity and visit.capacity.level else "community"
    return {"year": visit.today.year, "on": visit.today, "lead_post": visit.words(f"projects.lead_post.{level}")}


def _rated(visit: Visit, _params: Params, project: Record) -> Mapping[str, Any]:
    return {"on": visit.today, "rating": project.get("proposed_rating") or ""}


def _open_milestones(_visit: Visit, _params: Params, project: Record) -> list[Option]:
    return [(each["id"], each["title"]) for each in project.get("plan") or [] if each["status"] == "open"]


def _acceptance(visit: Visit, _params: Params, project: Record) -> str:
    left = len(_open_milestones(visit, {}, project))
    return visit.words("projects.accept.left" if left else "projects.accept.complete", n=left or project["milestones"])


serve_form(
    area,
    FormView(
        method="POST", path="/projects", words="projects.declare", hidden=("organization_id",), groups=GROUPS,
        fields=("category", "title", "lead_post", "content", "year", "on"), values=_declared,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PATCH", path=ONE, words="projects.amend", fields=("title", "category", "lead_post", "content"),
        groups=GROUPS,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/declarations", words="projects.declare_again", values=_today, about=about_project
    ),
)
for name, step in (("review", "reviews"), ("approve", "approvals")):
    serve_form(
        area,
        FormView(method="POST", path=f"{ONE}/{step}", words=f"projects.{name}", values=_passing, about=about_project),
    )
serve_form(
    area, FormView(method="POST", path=f"{ONE}/starts", words="projects.start", values=_today, about=about_project)
)
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/acceptances", words="projects.accept", values=_passing, about=about_project,
        keys={"waived": _open_milestones}, consequence=_acceptance,
    ),
)  # fmt: skip
serve_form(
    area, FormView(method="POST", path=f"{ONE}/ratings", words="projects.rate", values=_rated, about=about_project)
)
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/withdrawals", words="projects.withdraw", values=_today, about=about_project,
        consequence=lambda visit, _params, project: visit.words(
            "projects.withdraw.numbers", n=project["milestones"] - project["milestones_reached"]
        ),
    ),
)  # fmt: skip
