"""Building nodes of demonstration points, and the schemes under which points stand in a district."""

from collections.abc import Mapping
from typing import Any

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.forms import FormView, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.demonstration_points import POINT, TABS
from gateway.console.records import RecordView, serve_record
from gateway.console.sides import DISTRICT, is_at, is_of_unit
from gateway.console.visit import Visit

NODE, SCHEMES, SCHEME = f"{POINT}/nodes/{{node_id}}", "/demonstration-schemes", "/demonstration-schemes/{scheme_id}"
area = Area("demonstration_points", tabs=TABS)
UNIT, DEADLINE = Column(name="organization_id", kind="unit"), Column(name="deadline", kind="day")
STANDING = Column(name="standing", kind="tag")
FROM_ABOVE = frozenset({DISTRICT})


def _is_own(visit: Visit, record: Record, *statuses: str) -> bool:
    return record["status"] in statuses and is_of_unit(visit, record)


def _counts(record: Record) -> bool:
    return bool(record["standing"] != "not_counting")


def _crumbs(visit: Visit, record: Record) -> list[tuple[str, str]]:
    return [(visit.words("points.record.title"), POINT.format(point_id=record["point_id"]))]


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    if "title" not in record:
        return [(visit.words("fields.point_id"), record["name"])]
    said = [(visit.words("nodes.record.title"), record["title"])]
    return [*said, (visit.words("fields.due_on"), visit.day(record["due_on"]))]


def _used(_visit: Visit, record: Record) -> str:
    return f"{record['used']}/{record['quota']}"


def _to_point(_visit: Visit, params: Params, _answer: Any) -> str:
    return f"/api/v1{POINT.format(point_id=params['point_id'])}"


def _this_year(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"year": visit.today.year, "scope": "district"}


serve_list(
    area,
    ListView(
        path="/building-nodes", words="nodes.list", filters=("standing",),
        opens="/demonstration-points/{point_id}/nodes/{id}",
        columns=(Column(name="title"), UNIT, Column(name="due_on", kind="day"), Column(name="post"), STANDING),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=NODE, words="nodes.record", standing=STANDING, crumbs=_crumbs,
        summary=(
            UNIT, Column(name="post"), DEADLINE, Column(name="due_on", kind="day"),
            Column(name="reached_on", kind="day"), Column(name="report"), Column(name="evidence"),
            Column(name="reason"),
        ),
        buttons=(
            Button(words="nodes.report.title", path=f"{NODE}/reports", primary=True,
                   when=lambda visit, each: _counts(each) and _is_own(visit, each, "open")),
            Button(words="nodes.amend.title", path=NODE, method="PATCH",
                   when=lambda visit, each: _is_own(visit, each, "open")),
            Button(words="nodes.reopen.title", path=f"{NODE}/reopenings",
                   when=lambda visit, each: _is_own(visit, each, "reached")),
            Button(words="nodes.waive.title", path=f"{NODE}/waivers", roles=FROM_ABOVE,
                   when=lambda _, each: each["status"] == "open"),
            Button(words="nodes.drop.title", path=f"{NODE}/drops", rare=True,
                   when=lambda visit, each: _is_own(visit, each, "open")),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{POINT}/nodes", words="nodes.add", fields=("title", "deadline", "post"), about=_about,
        after=_to_point,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(method="PATCH", path=NODE, words="nodes.amend", fields=("title", "deadline", "post", "reason")),
)
for name, path, fields in (
    ("report", "reports", ("text", "evidence", "on")),
    ("reopen", "reopenings", ("reason",)),
    ("waive", "waivers", ("reason",)),
    ("drop", "drops", ("reason",)),
):
    serve_form(
        area,
        FormView(
            method="POST", path=f"{NODE}/{path}", words=f"nodes.{name}", fields=fields, about=_about, after=_to_point
        ),
    )
serve_list(
    area,
    ListView(
        path=SCHEMES, words="schemes.list", filters=("year",), opens="/demonstration-schemes/{id}",
        columns=(
            Column(name="title"), Column(name="scope", kind="code", group="point_scope"), Column(name="year"),
            Column(name="document_number"), Column(name="issuer"), Column(name="quota", value=_used),
        ),
        buttons=(Button(words="schemes.open.title", path=SCHEMES, roles=FROM_ABOVE, primary=True),),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=SCHEME, words="schemes.record",
        summary=(
            UNIT, Column(name="scope", kind="code", group="point_scope"), Column(name="year"),
            Column(name="document_title"), Column(name="document_number"), Column(name="issuer"),
            Column(name="issued_on", kind="day"), Column(name="quota", value=_used),
        ),
        buttons=(
            Button(words="schemes.amend.title", path=SCHEME, method="PATCH", roles=FROM_ABOVE, primary=True,
                   when=lambda visit, each: is_at(visit, each["organization_id"])),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=SCHEMES, words="schemes.open", hidden=("organization_id",), values=_this_year,
        fields=("title", "scope", "year", "document_title", "document_number", "issuer", "issued_on", "quota"),
        groups={"scope": "point_scope"},
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PATCH", path=SCHEME, words="schemes.amend",
        fields=("title", "document_title", "document_number", "issuer", "issued_on", "quota"),
    ),
)  # fmt: skip
