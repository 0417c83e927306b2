"""Plans of projects: milestones with their deadlines, progress reports, and the parts of practical matters."""

from collections.abc import Mapping
from typing import Any

from flask import request

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, names_of
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.projects import ONE, TABS, about_project, is_matter
from gateway.console.people import units_within
from gateway.console.records import RecordView, serve_record
from gateway.console.roles import DISTRICT, STAFF
from gateway.console.visit import Visit

area = Area("projects", tabs=TABS)
MILESTONE, REPORT, PART = (
    f"{ONE}/milestones/{{milestone_id}}",
    f"{ONE}/progress/{{report_id}}",
    f"{ONE}/assignments/{{organization_id}}",
)
STANDING, UNIT = Column(name="standing", kind="tag"), Column(name="organization_id", kind="unit")
PERCENT, POST, DUE = Column(name="percent", kind="percent"), Column(name="post"), Column(name="due_on", kind="day")
LOOK = Column(
    name="project_id", kind="words", opens="/projects/{project_id}", value=lambda _visit, _record: "projects.look"
)


def _crumbs(visit: Visit, record: Record) -> list[tuple[str, str]]:
    return [(visit.words("projects.one.title"), f"/projects/{record['project_id']}")]


def _is_open(_visit: Visit, milestone: Record) -> bool:
    return bool(milestone.get("status") == "open")


def _units(visit: Visit, _params: Params, record: Record) -> list[Option]:
    """Return the units that may answer for something: those within one's own, and the one that does now."""
    within, now = units_within(visit), record.get("organization_id") or ""
    named = [] if now in dict(within) else [(now, names_of(visit, {now}).get(now, ""))]
    return [*named, *within] if now else within


def _new_milestone(_visit: Visit, _params: Params, project: Record) -> Mapping[str, Any]:
    return {"organization_id": project.get("organization_id"), "post": project.get("lead_post")}


def _open_milestones(_visit: Visit, _params: Params, project: Record) -> list[Option]:
    return [(each["id"], each["title"]) for each in project.get("plan") or [] if each["status"] == "open"]


def _progress(visit: Visit, _params: Params, project: Record) -> Mapping[str, Any]:
    """Return what is known of a report: whose it is, of today, how far it was, and which milestone one came from."""
    own = visit.capacity.organization_id if visit.capacity else ""
    carries = is_matter(visit, project) or project.get("reduced")
    unit = own if carries and own else project.get("organization_id")
    known = {"organization_id": unit, "reported_on": visit.today, "percent": project.get("percent")}
    return known | {"milestones_reached": request.args.getlist("milestone")}


def _dropping(visit: Visit, _params: Params, milestone: Record) -> str:
    return visit.words("projects.drop.consequence_of", title=milestone["title"])


def _of_milestone(visit: Visit, milestone: Record) -> list[Option]:
    return [(visit.words("projects.one.milestone"), milestone["title"])]


serve_record(
    area,
    RecordView(
        path=MILESTONE, words="projects.of_plan", standing=STANDING, crumbs=_crumbs,
        summary=(
            UNIT, POST, DUE, Column(name="at_risk_from", kind="day"), Column(name="overdue_from", kind="day"),
            Column(name="reached_on", kind="day"), Column(name="reason"), LOOK,
        ),
        buttons=(
            Button(
                words="projects.report.title", path=f"{ONE}/progress", roles=STAFF, when=_is_open, primary=True,
                unasked=True, query=lambda _visit, milestone: {"milestone": milestone["id"]},
            ),
            Button(words="projects.reschedule.title", path=MILESTONE, method="PATCH", when=_is_open),
            Button(words="projects.drop.title", path=f"{MILESTONE}/drops", when=_is_open),
        ),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=REPORT, words="projects.of_progress", crumbs=_crumbs,
        title=lambda visit, report: visit.words("projects.of_progress.title_of", n=report["number"]),
        summary=(
            UNIT, Column(name="reported_on", kind="day"), Column(name="kind", kind="code", group="progress_kind"),
            Column(name="text"), PERCENT, Column(name="people_served", kind="number"),
            Column(name="difficulties_solved", kind="number"), Column(name="evidence"), Column(name="reason"),
            Column(name="account_name"), LOOK,
        ),
        buttons=(
            Button(
                words="projects.correct.title", path=f"{ONE}/progress", roles=STAFF, unasked=True,
                when=lambda _visit, report: not report.get("corrected_by") and not report.get("reduced"),
                query=lambda _visit, report: {"corrects": report["id"], "percent": report.get("percent") or ""},
            ),
        ),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=PART, words="projects.of_part", crumbs=_crumbs,
        title=lambda visit, part: names_of(visit, {part["organization_id"]}).get(part["organization_id"], ""),
        summary=(UNIT, POST, Column(name="duty"), PERCENT, Column(name="assigned_on", kind="day"), LOOK),
        buttons=(
            Button(words="projects.report.title", path=f"{ONE}/progress", roles=STAFF, primary=True, unasked=True),
            Button(words="projects.release.title", path=f"{PART}/releases", roles=frozenset({DISTRICT})),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/milestones", words="projects.milestone", values=_new_milestone, about=about_project,
        options={"organization_id": _units},
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PATCH", path=MILESTONE, words="projects.reschedule",
        fields=("deadline", "reason", "title", "organization_id", "post"), options={"organization_id": _units},
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{MILESTONE}/drops", words="projects.drop", about=_of_milestone, consequence=_dropping
    ),
)
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/progress", words="projects.report", hidden=("organization_id", "corrects"),
        fields=(
            "text", "percent", "people_served", "difficulties_solved", "milestones_reached", "kind", "reported_on",
            "evidence", "reason",
        ),
        rest=("kind", "reported_on", "evidence", "reason"), groups={"kind": "progress_kind"}, values=_progress,
        options={"milestones_reached": _open_milestones}, about=about_project,
        after=lambda _visit, params, _answer: f"/api/v1/projects/{params['project_id']}",
    ),
)  # fmt: skip


def _units_below(visit: Visit, _params: Params, project: Record) -> list[Option]:
    """Return the units that may get a part: all but the one whose matter it is, in whichever order they are listed."""
    return [each for each in units_within(visit) if each[0] != project["organization_id"]]


serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/assignments", words="projects.assign", about=about_project,
        values=lambda _visit, _params, _project: {"organization_id": ""},
        options={"organization_id": _units_below},
        after=lambda _visit, params, _answer: f"/api/v1/projects/{params['project_id']}",
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{PART}/releases", words="projects.release",
        about=lambda visit, part: [(visit.words("fields.duty"), part["duty"])],
        after=lambda _visit, params, _answer: f"/api/v1/projects/{params['project_id']}",
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path="/milestones", words="projects.milestones", opens="/projects/{project_id}/milestones/{id}",
        filters=("organization_id", "standing"), columns=(Column(name="title"), UNIT, POST, DUE, STANDING),
        acts=(
            Button(
                words="projects.report.title", path="/projects/{project_id}/progress", roles=STAFF,
                query=lambda _visit, milestone: {"milestone": milestone["id"]},
            ),
        ),
        buttons=(Button(
                words="projects.renew.title", path="/milestones/renewals", roles=frozenset({DISTRICT}), unasked=True
            ),),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/milestones/renewals", words="projects.renew", hidden=("organization_id",),
        fields=("organization_id",), after=lambda _visit, _params, _answer: "/api/v1/milestones",
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path="/project-warnings", words="projects.reminders", filters=("organization_id", "year"),
        query=lambda visit, _params: {"year": visit.today.year}, opens="/projects/{project_id}",
        columns=(Column(name="detail"), UNIT, Column(name="citation")),
    ),
)  # fmt: skip
