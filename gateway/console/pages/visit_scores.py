"""Score sheets of visits: what assessors give by area and item, the result without highest and lowest."""

from collections.abc import Mapping
from typing import Any

from gateway.console import choices
from gateway.console.actions import Button, buttons
from gateway.console.areas import Area
from gateway.console.columns import Column, names_of
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.visit_rounds import TABS
from gateway.console.records import RecordView, serve_record
from gateway.console.schedules.parties import STAFF, acts_for, plans_kind
from gateway.console.visit import Visit

sheets = Area("observation_visits", tabs=TABS)
SHEET = "/visit-score-sheets/{sheet_id}"
STATUS = Column(name="status", kind="tag", group="sheet_status")
OVER = frozenset({"completed", "signed", "settled"})


def _planner(*statuses: str) -> Any:
    return lambda visit, record: (
        record["status"] in statuses
        and plans_kind(visit, record["kind"])
        and acts_for(visit, record["organization_id"])
    )


def _host(*statuses: str) -> Any:
    return lambda visit, record: record["status"] in statuses and acts_for(visit, record["organization_id"])


def _assessor(_visit: Visit, record: Record) -> bool:
    return record["status"] == "open" and not record.get("reduced")


ACTS = (
    Button(words="visit_scores.assess.title", path=f"{SHEET}/assessments", roles=STAFF, when=_assessor, primary=True),
    Button(words="visit_scores.adjust.title", path=f"{SHEET}/adjustments", when=_planner("open")),
    Button(words="visit_scores.complete.title", path=f"{SHEET}/completions", when=_planner("open")),
    Button(words="visit_scores.sign.title", path=f"{SHEET}/signatures", when=_host("completed"), primary=True),
    Button(words="visit_scores.object.title", path=f"{SHEET}/objections", when=_host("completed", "signed")),
    Button(
        words="visit_scores.answer.title", path=f"{SHEET}/objections/answers", when=_planner("objected"), primary=True
    ),
    Button(words="visit_scores.settle.title", path=f"{SHEET}/settlements", when=_planner("completed", "signed")),
)


def _points(visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    """State the fields that the sheet's own areas and items make."""
    language = visit.language
    areas = {
        area["id"]: {
            "type": "object", "title": visit.words("visit_scores.area", name=area[language], weight=area["weight"]),
            "required": [item["id"] for item in area["items"]],
            "properties": {
                item["id"]: {
                    "type": "string", "maxLength": 6,
                    "title": visit.words("visit_scores.item", name=item[language], most=item["most"]),
                }
                for item in area["items"]
            },
        }
        for area in record["areas"]
    }  # fmt: skip
    return {"points": {"type": "object", "title": visit.words("visit_scores.points"), "properties": areas}}


def _for_whom(visit: Visit, _params: Params, record: Record) -> list[Option]:
    """Return for whom one may give points: not for the street that was visited."""
    del record
    own = visit.capacity
    return [(own.organization_id, own.organization)] if own else []


def _assessed(visit: Visit, params: Params, record: Record) -> Mapping[str, Any]:
    found = choices.all_of(visit.client, f"/visit-score-sheets/{params['sheet_id']}/assessments")
    names = names_of(visit, [each["organization_id"] for each in found])
    extremes = _extremes(found) if record["status"] in OVER else set()
    shown = [
        each | {"organization": names.get(each["organization_id"], ""), "is_dropped": each["account_id"] in extremes}
        for each in found
    ]
    return {"assessments": shown, "acting": buttons(visit, ACTS, None, params, record)}


def _extremes(found: list[dict[str, Any]]) -> set[str]:
    ordered = sorted(found, key=lambda each: float(each["total"]))
    return {ordered[0]["account_id"], ordered[-1]["account_id"]} if len(ordered) > 2 else set()  # noqa: PLR2004


def _district(visit: Visit) -> str:
    return (visit.capacity.district_id or visit.capacity.organization_id) if visit.capacity else ""


def _template_in_force(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    own = visit.capacity.organization_id if visit.capacity else ""
    found = visit.client.look("/visit-score-templates", organization_id=own) or {}
    return {"organization_id": _district(visit), "areas": found.get("areas", []), "valid_from": visit.today}


serve_list(
    sheets,
    ListView(
        path="/visit-score-sheets", words="visit_scores.list", filters=("period", "status"),
        groups={"status": "sheet_status"}, opens="/visit-score-sheets/{id}",
        columns=(
            Column(name="title"), Column(name="organization_id", kind="unit"), Column(name="period"),
            Column(name="assessors", kind="number"), Column(name="sign_by", kind="day"),
            Column(name="object_by", kind="day"), STATUS,
        ),
        buttons=(
            Button(
                words="visit_scores.template.title", path="/visit-score-templates", roles=frozenset({"district_staff"})
            ),
        ),
    ),
)  # fmt: skip
serve_record(
    sheets,
    RecordView(
        path=SHEET, words="visit_scores.record", state=STATUS, steps="way", step_group="sheet_step",
        summary=(
            Column(name="organization_id", kind="unit"), Column(name="period"), Column(name="assessors", kind="number"),
            Column(name="mean"), Column(name="score"), Column(name="completed_on", kind="day"),
            Column(name="sign_by", kind="day"), Column(name="host_signed_on", kind="day"),
            Column(name="assessing_signed_on", kind="day"), Column(name="object_by", kind="day"),
            Column(name="objection"), Column(name="answer"), Column(name="settled_on", kind="day"),
            Column(
                name="visit_id", value=lambda visit, _record: visit.words("visits.look"), opens="/visits/{visit_id}",
            ),
        ),
        template="visits/sheet.html", more=_assessed,
    ),
)  # fmt: skip
serve_form(
    sheets,
    FormView(
        method="POST", path=f"{SHEET}/assessments", words="visit_scores.assess",
        fields=("organization_id", "points", "note"), schema=_points, options={"organization_id": _for_whom},
    ),
)  # fmt: skip
serve_form(
    sheets,
    FormView(
        method="POST", path=f"{SHEET}/adjustments", words="visit_scores.adjust",
        fields=("kind", "points", "reason", "evidence"), groups={"kind": "adjustment"},
    ),
)  # fmt: skip
serve_form(
    sheets,
    FormView(
        method="POST", path=f"{SHEET}/adjustments/{{adjustment_id}}/removals", words="visit_scores.remove",
        record=SHEET, fields=("reason",),
    ),
)  # fmt: skip
serve_form(sheets, FormView(method="POST", path=f"{SHEET}/completions", words="visit_scores.complete"))
serve_form(
    sheets,
    FormView(
        method="POST", path=f"{SHEET}/signatures", words="visit_scores.sign", fields=("side",),
        groups={"side": "visit_side"},
    ),
)  # fmt: skip
serve_form(sheets, FormView(method="POST", path=f"{SHEET}/objections", words="visit_scores.object", fields=("reason",)))
serve_form(
    sheets,
    FormView(
        method="POST", path=f"{SHEET}/objections/answers", words="visit_scores.answer", record=SHEET,
        fields=("decision", "answer"), groups={"decision": "sheet_decision"},
    ),
)  # fmt: skip
serve_form(
    sheets, FormView(method="POST", path=f"{SHEET}/settlements", words="visit_scores.settle", fields=("reason",))
)
serve_form(
    sheets,
    FormView(
        method="POST", path="/visit-score-templates", words="visit_scores.template", hidden=("organization_id",),
        fields=("valid_from", "basis", "areas"), values=_template_in_force,
        after=lambda _visit, _params, _answer: "/api/v1/visit-score-sheets",
    ),
)  # fmt: skip
