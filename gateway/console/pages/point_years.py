"""Annual results of branches in the order of the roll, and the schemes of points by year and class of members."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, Record
from gateway.console.forms import FormView, Option, Params
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, headings, rows, serve_list
from gateway.console.pages.member_points import ABOVE, STAFF, TABS
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.roll import everything, roll_of
from gateway.console.sides import DISTRICT, is_at, is_of_unit
from gateway.console.visit import Visit

YEARS, YEAR = "/point-years", "/point-years/{point_year_id}"
SCHEMES, SCHEME = "/member-point-schemes", "/member-point-schemes/{point_scheme_id}"
BANDS = ("excellent", "qualified", "basically_qualified", "unqualified", "exempt")
area = Area("member_points", tabs=TABS)
UNIT, STATUS = Column(name="organization_id", kind="unit"), Column(name="status", kind="tag", group="point_year_status")
COUNTS = tuple(Column(name=each, kind="number") for each in BANDS)
CLASS = Column(name="member_class", kind="code")
SCHEME_STATUS = Column(name="status", kind="tag", group="scheme_status")
RESULTS = (
    Column(name="name"), CLASS, Column(name="counts", kind="points"), Column(name="total", kind="points"),
    Column(name="band", kind="code", group="point_band"),
)  # fmt: skip
OF_DISTRICT = frozenset({DISTRICT})


def _title(visit: Visit, record: Record) -> str:
    return visit.words("point_years.record.of_year", year=record["year"])


def _is_own(visit: Visit, record: Record, *statuses: str) -> bool:
    return record["status"] in statuses and is_of_unit(visit, record)


def _results(visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    """Return the members' lines in the order of the roll; who has left it stands behind."""
    if visit.capacity is None or visit.capacity.role not in STAFF:
        return {"results": [], "named": []}
    roll = roll_of(visit, record["organization_id"])
    found = {each["member_id"]: each for each in everything(visit, f"{YEARS}/{record['id']}/results")}
    order = [*(each for each in roll if each in found), *(each for each in found if each not in roll)]
    gone = visit.words("point_years.record.gone")
    lines: list[Record] = [{"id": each, "name": roll.get(each, gone), **found[each]} for each in order]
    view = ListView(path=YEARS, words="point_years.record", columns=RESULTS, opens="/members/{id}/point-entries")
    return {"results": rows(visit, view, lines, {}), "named": headings(visit, view.words, RESULTS)}


def _this_year(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"year": visit.today.year}


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    if "members" not in record:
        return [(visit.words("point_schemes.record.title"), record["title"])]
    said = [(visit.words(f"fields.{each}"), str(record[each])) for each in BANDS]
    return [(visit.words("point_years.record.title"), _title(visit, record)), *said]


def _templates(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    return [(each["id"], each["name"]) for each in everything(visit, f"{SCHEMES}/templates")]


def _threshold(band: str, _visit: Visit, record: Record) -> Any:
    return record["bands"].get(band)


def _next_version(_visit: Visit, record: Record) -> Mapping[str, Any]:
    return {name: record[name] for name in ("year", "member_class", "title", "citation")}


serve_list(
    area,
    ListView(
        path=YEARS, words="point_years.list", filters=("year", "status"), opens="/point-years/{id}",
        groups={"status": "point_year_status"},
        columns=(
            Column(name="title", value=_title), UNIT, Column(name="members", kind="number"), *COUNTS,
            Column(name="objections_until", kind="day"), STATUS,
        ),
        buttons=(Button(words="point_years.compute.title", path=f"{YEARS}/computations", roles=STAFF),),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=YEAR, words="point_years.record", title=_title, state=STATUS, steps=f"{YEAR}/steps",
        step_group="point_year_step", template="member_points/year.html", more=_results,
        summary=(
            UNIT, Column(name="members", kind="number"), *COUNTS, Column(name="cut_off_on", kind="day"),
            Column(name="computed_on", kind="day"), Column(name="published_on", kind="day"),
            Column(name="objections_until", kind="day"), Column(name="frozen_on", kind="day"),
            Column(
                name="recomputation", opens="/point-years/{id}/recomputation",
                value=lambda visit, _: visit.words("point_years.record.recompute"),
            ),
        ),
        parts=(
            Part(
                name="objections", path=f"{YEAR}/objections", opens="/point-objections/{id}",
                columns=(
                    Column(name="reason"), Column(name="raised_on", kind="day"), Column(name="due_on", kind="day"),
                    Column(name="status", kind="tag", group="objection_status"), Column(name="answer"),
                ),
            ),
        ),
        buttons=(
            Button(words="point_years.publish.title", path=f"{YEAR}/publications", primary=True,
                   when=lambda visit, each: _is_own(visit, each, "computed")),
            Button(words="point_years.freeze.title", path=f"{YEAR}/freezes", roles=ABOVE, primary=True,
                   when=lambda _, each: each["status"] == "published"),
            Button(words="point_years.object.title", path=f"{YEAR}/objections", rare=True,
                   when=lambda visit, each: _is_own(visit, each, "published")),
        ),
    ),
)  # fmt: skip


@area.page("/point-years/<point_year_id>/recomputation")
def recomputation(visit: Visit, point_year_id: str) -> str:
    """Show whether a result computed again from today's ledger by its own rules is the same."""
    found = visit.client.gather(
        outcome=partial(visit.client.get, f"{YEARS}/{point_year_id}/recomputation"),
        record=partial(visit.client.get, f"{YEARS}/{point_year_id}"),
    )
    roll = roll_of(visit, found["record"]["organization_id"])
    names = [(each, roll.get(each, visit.words("point_years.record.gone"))) for each in found["outcome"]["differing"]]
    title = visit.words("point_years.recompute.title")
    crumbs = [(_title(visit, found["record"]), f"{YEARS}/{point_year_id}"), (title, "")]
    return visit.render(
        "member_points/recomputation.html", title=title, crumbs=crumbs, outcome=found["outcome"], names=names
    )


serve_form(
    area,
    FormView(
        method="POST", path=f"{YEARS}/computations", words="point_years.compute", fields=("year", "on"),
        hidden=("organization_id",), values=_this_year,
        after=lambda _, __, answer: f"/api/v1{YEARS}/{answer.json['id']}",
    ),
)  # fmt: skip
for name, path, fields in (
    ("publish", "publications", ("on",)),
    ("object", "objections", ("reason", "on")),
    ("freeze", "freezes", ()),
):
    serve_form(
        area,
        FormView(
            method="POST", path=f"{YEAR}/{path}", words=f"point_years.{name}", fields=fields, about=_about,
            after=lambda _, params, __: f"/api/v1{YEAR.format(**params)}",
        ),
    )  # fmt: skip
serve_list(
    area,
    ListView(
        path=SCHEMES, words="point_schemes.list", filters=("year", "member_class", "status"),
        opens="/member-point-schemes/{id}", groups={"status": "scheme_status"},
        columns=(
            Column(name="title"), Column(name="year"), CLASS, Column(name="number"),
            Column(name="published_on", kind="day"), SCHEME_STATUS,
        ),
        buttons=(Button(words="point_schemes.draft.title", path=SCHEMES, roles=OF_DISTRICT, primary=True),),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=SCHEME, words="point_schemes.record", state=SCHEME_STATUS,
        summary=(
            Column(name="year"), CLASS, Column(name="number"), Column(name="citation"),
            Column(name="objection_days"), Column(name="valid_from", kind="day"),
            Column(name="published_on", kind="day"),
            *(
                Column(name=f"from_{each}", kind="points", value=partial(_threshold, each)) for each in BANDS[:3]
            ),
        ),
        parts=(
            Part(
                name="groups", of="groups",
                columns=(
                    Column(name="name"), Column(name="kind", kind="code", group="group_kind"),
                    Column(name="cap", kind="points"),
                ),
            ),
            Part(
                name="items", of="items",
                columns=(
                    Column(name="name"), Column(name="hundredths", kind="points"), Column(name="cap", kind="points"),
                    Column(name="derives_from", kind="code", group="fact"),
                ),
            ),
            Part(
                name="versions", path=f"{SCHEME}/versions", opens="/member-point-schemes/{id}",
                columns=(Column(name="rule_version"), Column(name="published_on", kind="day"), SCHEME_STATUS),
            ),
        ),
        buttons=(
            Button(words="point_schemes.publish.title", path=f"{SCHEME}/publications", roles=OF_DISTRICT, primary=True,
                   when=lambda visit, each: each["status"] == "drafted" and is_at(visit, each["organization_id"])),
            Button(words="point_schemes.amend.title", path=SCHEME, method="PATCH", roles=OF_DISTRICT,
                   when=lambda visit, each: each["status"] == "drafted" and is_at(visit, each["organization_id"])),
            Button(words="point_schemes.draft.again", path=SCHEMES, roles=OF_DISTRICT, query=_next_version,
                   unasked=True, when=lambda _, each: each["status"] == "published"),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=SCHEMES, words="point_schemes.draft", hidden=("organization_id",), values=_this_year,
        fields=("title", "year", "member_class", "template", "citation", "objection_days", "valid_from"),
        options={"template": _templates},
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PATCH", path=SCHEME, words="point_schemes.amend",
        fields=("title", "citation", "objection_days", "valid_from", "groups", "items", "bands"),
        groups={"groups.kind": "group_kind", "items.derives_from": "fact", "items.kinds": "activity_kind"},
    ),
)  # fmt: skip
serve_form(area, FormView(method="POST", path=f"{SCHEME}/publications", words="point_schemes.publish", about=_about))
