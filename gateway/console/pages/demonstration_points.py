"""Demonstration points from declaration to the end of their title, and what they say to visitors."""

from collections.abc import Mapping
from typing import Any

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.sides import COMMUNITY, DISTRICT, STREET, is_of_unit
from gateway.console.stages import Stage, stages
from gateway.console.visit import Visit

POINTS, POINT = "/demonstration-points", "/demonstration-points/{point_id}"
TABS = (POINTS, "/building-nodes", "/brands", "/demonstration-schemes")
WAY = ("declared", "vetted", "confirmed", "building", "accepted", "active")
OVER = frozenset({"withdrawn", "ended_with_organization", "lapsed"})
OF_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
area = Area("demonstration_points", tabs=TABS)
UNIT, STANDING = (
    Column(name="organization_id", kind="unit"),
    Column(name="standing", kind="tag", group="point_standing"),
)
STATUS = Column(name="status", kind="tag", group="point_status")
DECLARERS = frozenset({DISTRICT, STREET, COMMUNITY})


def _reached(_visit: Visit, record: Record) -> str:
    return f"{record['nodes_reached']}/{record['nodes']}"


def _is_own(visit: Visit, record: Record, *statuses: str) -> bool:
    return record["status"] in statuses and is_of_unit(visit, record)


def _way(visit: Visit, record: Record) -> list[Stage]:
    days = ("declared_on", "", "confirmed_on", "started_on", "accepted_on", "active_from")
    labels = [
        (visit.words(f"points.way.{each}"), visit.day(record[day]) if day and record[day] else "")
        for each, day in zip(WAY, days, strict=True)
    ]
    if record["active_until"]:
        labels[-1] = labels[-1][0], visit.words("points.way.until", day=visit.day(record["active_until"]))
    known = [number for number, day in enumerate(days, 1) if day and record[day]]
    reached = WAY.index(record["status"]) + 1 if record["status"] in WAY else max(known, default=0)
    if record["status"] == "building":
        reached, labels[3] = 3, (labels[3][0], visit.words("points.way.nodes", n=_reached(visit, record)))
    return stages(labels, 0 if record["status"] == "returned" else reached, over=record["status"] in OVER)


def _beside(visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    """Return how far a point is, the half-days on which it receives visitors, and what it is judged by."""
    scheme = visit.client.look(f"/demonstration-schemes/{record['scheme_id']}") if record.get("scheme_id") else None
    return {"way": _way(visit, record), "days": OF_DAY, "scheme": scheme}


def _this_year(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"year": visit.today.year}


def _schemes(visit: Visit, _params: Params, record: Record) -> list[Option]:
    found = visit.client.get("/demonstration-schemes", organization_id=record["organization_id"], limit=50)["items"]
    left = [(each, each["quota"] - each["used"]) for each in found if each["year"] == record["year"]]
    return [(each["id"], visit.words("points.confirm.scheme", title=each["title"], left=n)) for each, n in left]


def _one_scheme(visit: Visit, params: Params, record: Record) -> Mapping[str, Any]:
    offered = _schemes(visit, params, record)
    return {"scheme_id": offered[0][0] if len(offered) == 1 else ""}


def _checklist(visit: Visit, _params: Params, record: Record) -> list[Option]:
    items = record["checklist"]
    required = visit.words("points.accept.required")
    return [(each["id"], each[visit.language] + (required if each["required"] else "")) for each in items]


def _met(_visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    return {"met": [each["id"] for each in record["checklist"] if each["met"]]}


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    names = [name for name in ("name", "hardware", "foundation", "features") if record.get(name)]
    return [(visit.words(f"fields.{name}"), record[name]) for name in names]


def _to_point(_visit: Visit, params: Params, _answer: Any) -> str:
    return f"/api/v1{POINT.format(**params)}"


serve_list(
    area,
    ListView(
        path=POINTS, words="points.list", filters=("status", "year"), opens="/demonstration-points/{id}",
        groups={"status": "point_status"},
        columns=(
            Column(name="name"), UNIT, Column(name="year"), Column(name="declared_on", kind="day"),
            Column(name="nodes", value=_reached), Column(name="active_until", kind="day"), STATUS, STANDING,
        ),
        buttons=(Button(words="points.declare.title", path=POINTS, roles=DECLARERS, primary=True),),
    ),
)  # fmt: skip
BUTTONS = (
    Button(words="points.vet.title", path=f"{POINT}/vettings", primary=True),
    Button(words="points.confirm.title", path=f"{POINT}/confirmations", primary=True),
    Button(words="points.start.title", path=f"{POINT}/starts", primary=True,
           when=lambda visit, each: _is_own(visit, each, "confirmed")),
    Button(words="points.accept.title", path=f"{POINT}/acceptances", primary=True),
    Button(words="points.activate.title", path=f"{POINT}/activations", primary=True),
    Button(words="points.renew.title", path=f"{POINT}/renewals", primary=True,
           when=lambda _, each: each["standing"] in {"renewal_due", "lapsed"}),
    Button(words="points.declare_again.title", path=f"{POINT}/declarations", primary=True,
           when=lambda visit, each: _is_own(visit, each, "returned")),
    Button(words="points.amend.title", path=POINT, method="PATCH",
           when=lambda visit, each: _is_own(visit, each, "declared", "returned")),
    Button(words="points.host.title", path=f"{POINT}/host-facts", method="PATCH",
           when=lambda visit, each: each["status"] not in OVER and is_of_unit(visit, each)),
    Button(words="points.withdraw.title", path=f"{POINT}/withdrawals", rare=True),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=POINT, words="points.record", state=STATUS, standing=STANDING, steps="way", step_group="point_step",
        template="points/point.html", more=_beside, buttons=BUTTONS,
        summary=(
            UNIT, Column(name="year"), Column(name="scope", kind="code", group="point_scope"), Column(name="hardware"),
            Column(name="foundation"), Column(name="features"), Column(name="active_from", kind="day"),
            Column(name="active_until", kind="day"),
        ),
        parts=(
            Part(
                name="nodes", of="plan", opens="/demonstration-points/{point_id}/nodes/{id}",
                columns=(
                    Column(name="title"), Column(name="due_on", kind="day"), UNIT, Column(name="post"),
                    Column(name="reached_on", kind="day"), Column(name="standing", kind="tag"),
                ),
                acts=(
                    Button(
                        words="nodes.report.title", path="/demonstration-points/{point_id}/nodes/{id}/reports",
                        when=lambda visit, each: each["status"] == "open" and each["standing"] != "not_counting"
                        and is_of_unit(visit, each),
                    ),
                ),
                buttons=(
                    Button(words="nodes.add.title", path=f"{POINT}/nodes", when=is_of_unit),
                ),
            ),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=POINTS, words="points.declare", hidden=("organization_id",), values=_this_year,
        fields=("name", "year", "hardware", "foundation", "features", "on"),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(method="PATCH", path=POINT, words="points.amend", fields=("name", "hardware", "foundation", "features")),
)
serve_form(
    area,
    FormView(
        method="POST", path=f"{POINT}/confirmations", words="points.confirm", about=_about, values=_one_scheme,
        fields=("decision", "scheme_id", "opinion", "on"), options={"scheme_id": _schemes},
        groups={"decision": "confirm_decision"},
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{POINT}/acceptances", words="points.accept", about=_about, values=_met,
        fields=("decision", "met", "opinion", "on"), options={"met": _checklist},
        groups={"decision": "acceptance_decision"},
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PATCH", path=f"{POINT}/host-facts", words="points.host", record=f"{POINT}/host-facts", after=_to_point,
        fields=("group_capacity", "visit_minutes", "bookable", "blackouts", "lon_gcj02", "lat_gcj02"),
        groups={"bookable": "half_day"},
    ),
)  # fmt: skip
for name, path, fields in (
    ("vet", "vettings", ("decision", "opinion", "on")),
    ("declare_again", "declarations", ("opinion", "on")),
    ("start", "starts", ("on",)),
    ("activate", "activations", ("active_from", "until", "opinion")),
    ("renew", "renewals", ("until", "basis", "on")),
    ("withdraw", "withdrawals", ("reason", "on")),
):
    serve_form(
        area,
        FormView(
            method="POST", path=f"{POINT}/{path}", words=f"points.{name}", fields=fields, about=_about,
            groups={"decision": "vetting_decision"},
        ),
    )  # fmt: skip
