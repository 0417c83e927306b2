"""Inspections: announced within the year's plan, drawn so that anyone can repeat it, and what they found."""

from collections.abc import Mapping
from typing import Any

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, names_of
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.notices import ISSUERS, TABS
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.sides import is_at
from gateway.console.visit import Visit

area = Area("supervision", tabs=TABS)
INSPECTION, FINDING = "/inspections/{inspection_id}", "/inspections/{inspection_id}/findings/{finding_id}"
PLAN = "/inspection-plans/{plan_id}"
KIND, YEAR = Column(name="kind", kind="code", group="inspection_kind"), Column(name="year")
UNIT, STATUS = Column(name="organization_id", kind="unit"), Column(name="status", kind="tag", group="inspection_status")
SEVERITY = Column(name="severity", kind="tag", group="severity")
FIND = f"{INSPECTION}/findings"


def _is_own(visit: Visit, record: Record, *statuses: str) -> bool:
    return record["status"] in statuses and is_at(visit, record["organization_id"])


def _units_below(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    """Return the units that may be inspected, without those that are not below."""
    place = visit.capacity.organization_id if visit.capacity else ""
    answer = visit.client.get("/organizations", within=place, limit=200)
    return [(each["id"], each["name"]) for each in answer["items"] if each["id"] != place]


def _drawn(visit: Visit, _params: Params, record: Record) -> list[Option]:
    return list(zip(record.get("chosen") or [], _chosen(visit, record), strict=True))


def _this_year(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"year": visit.today.year, "inspect_on": visit.today}


def _first(visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    chosen = record.get("chosen") or []
    return {"organization_id": chosen[0] if len(chosen) == 1 else "", "on": record.get("held_on") or visit.today}


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    day = visit.day(record["inspect_on"])
    return [(visit.words("inspections.record.columns.title"), record["title"]), (visit.words("fields.inspect_on"), day)]


def _used(_visit: Visit, record: Record) -> str:
    return f"{record['used']}/{record['quota']}"


def _chosen(visit: Visit, record: Record) -> list[str]:
    chosen = record.get("chosen") or []
    names = names_of(visit, chosen)
    return [names.get(each, visit.words("lists.unit_not_shown")) for each in chosen]


serve_list(
    area,
    ListView(
        path="/inspections", words="inspections.list", filters=("kind", "status"), opens="/inspections/{id}",
        groups={"kind": "inspection_kind", "status": "inspection_status"},
        columns=(
            Column(name="title"), KIND, UNIT, Column(name="inspect_on", kind="day"), Column(name="held_on", kind="day"),
            Column(name="units", kind="number"), STATUS,
        ),
        buttons=(Button(words="inspections.announce.title", path="/inspections", roles=ISSUERS, primary=True),),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=INSPECTION, words="inspections.record", state=STATUS, steps="way", step_group="inspection_step",
        summary=(
            KIND, UNIT, Column(name="inspect_on", kind="day"), Column(name="held_on", kind="day"),
            Column(name="chosen", value=_chosen), Column(name="seed"), Column(name="seed_source"),
            Column(
                name="draw", opens="/inspections/{id}/draws",
                value=lambda visit, each: each.get("seed") and visit.words("inspections.record.its_draw"),
            ),
            Column(
                name="plan_id", opens="/inspection-plans/{plan_id}",
                value=lambda visit, _: visit.words("inspections.record.its_plan"),
            ),
        ),
        parts=(
            Part(
                name="proposals", path=f"{INSPECTION}/proposals",
                columns=(
                    UNIT, Column(name="general", kind="number"), Column(name="serious", kind="number"),
                    Column(name="kind", kind="code", group="notice_kind"), Column(name="detail"),
                ),
                acts=(
                    Button(
                        words="inspections.issue", path="/notices", roles=ISSUERS,
                        query=lambda _, each: {name: each[name] for name in ("inspection_id", "organization_id")},
                    ),
                ),
            ),
            Part(
                name="findings", path=FIND, opens="/inspections/{inspection_id}/findings/{id}",
                columns=(
                    Column(name="text"), UNIT, SEVERITY, Column(name="clause"), Column(name="found_on", kind="day"),
                    Column(
                        name="notice_id", opens="/notices/{notice_id}",
                        value=lambda visit, each: each["notice_id"] and visit.words("inspections.record.its_notice"),
                    ),
                ),
            ),
        ),
        buttons=(
            Button(words="inspections.hold.title", path=f"{INSPECTION}/completions", primary=True,
                   when=lambda visit, each: _is_own(visit, each, "planned")),
            Button(words="inspections.find.title", path=FIND, primary=True,
                   when=lambda visit, each: _is_own(visit, each, "held")),
            Button(words="inspections.cancel.title", path=f"{INSPECTION}/cancellations",
                   when=lambda visit, each: _is_own(visit, each, "planned")),
        ),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=FINDING, words="inspections.finding",
        title=lambda visit, _: visit.words("inspections.finding.title"),
        state=Column(name="status", kind="tag", group="finding_status"),
        summary=(
            Column(name="text"), UNIT, SEVERITY, Column(name="clause"), Column(name="evidence"),
            Column(name="found_on", kind="day"),
        ),
        crumbs=lambda visit, each: [
            (visit.words("inspections.record.title"), f"/inspections/{each['inspection_id']}")],
        buttons=(
            Button(
                words="inspections.withdraw.title", path=f"{FINDING}/withdrawals", roles=ISSUERS,
                when=lambda visit, each: each["status"] == "recorded" and not each["notice_id"]
                and is_at(visit, each["issuer_id"]),
            ),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/inspections", words="inspections.announce", hidden=("organization_id",),
        fields=("kind", "title", "inspect_on", "units", "sample_size", "levels", "seed", "seed_source"),
        groups={"kind": "inspection_kind", "levels": "level"}, options={"units": _units_below}, values=_this_year,
    ),
)  # fmt: skip
serve_form(area, FormView(method="POST", path=f"{INSPECTION}/completions", words="inspections.hold", about=_about))
serve_form(area, FormView(method="POST", path=f"{INSPECTION}/cancellations", words="inspections.cancel", about=_about))
serve_form(
    area,
    FormView(
        method="POST", path=FIND, words="inspections.find", about=_about, groups={"severity": "severity"},
        fields=("organization_id", "severity", "clause", "text", "evidence", "on"),
        options={"organization_id": _drawn}, values=_first,
        after=lambda _, params, __: f"/api/v1/inspections/{params['inspection_id']}",
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{FINDING}/withdrawals", words="inspections.withdraw",
        after=lambda _, params, __: f"/api/v1/inspections/{params['inspection_id']}",
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path="/inspection-plans", words="inspections.plans", filters=("year",), opens="/inspection-plans/{id}",
        columns=(
            Column(name="year", value=lambda visit, each: visit.words("inspections.plans.of_year", year=each["year"])),
            UNIT, Column(name="basis"), Column(name="quota", value=_used),
            Column(name="status", kind="tag", group="inspection_plan_status"),
        ),
        buttons=(Button(words="inspections.set_plan.title", path="/inspection-plans", roles=ISSUERS, primary=True),),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=PLAN, words="inspections.plan", steps="way", step_group="inspection_plan_step",
        title=lambda visit, each: visit.words("inspections.plans.of_year", year=each["year"]),
        state=Column(name="status", kind="tag", group="inspection_plan_status"),
        summary=(UNIT, YEAR, Column(name="basis"), Column(name="quota", value=_used)),
        buttons=(
            Button(words="inspections.amend_plan.title", path=PLAN, method="PATCH",
                   when=lambda visit, each: _is_own(visit, each, "in_force"), primary=True),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/inspection-plans", words="inspections.set_plan", fields=("year", "basis", "quota"),
        hidden=("organization_id",), values=_this_year,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(method="PATCH", path=PLAN, words="inspections.amend_plan", fields=("basis", "quota", "reason")),
)


@area.page("/inspections/<inspection_id>/draws")
def draws(visit: Visit, inspection_id: str) -> str:
    """Show how the units of a spot check were drawn, so that anyone can repeat it."""
    draw = visit.client.get(f"/inspections/{inspection_id}/draws")
    names = dict(_units_below(visit, {}, {}))
    crumbs = [(visit.words("inspections.record.title"), f"/inspections/{inspection_id}")]
    title = visit.words("inspections.draw.title")
    return visit.render("inspections/draw.html", title=title, crumbs=[*crumbs, (title, "")], draw=draw, names=names)
