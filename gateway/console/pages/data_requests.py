"""Requests for data: what the platform holds already, who asks for what on which basis, and each unit's answer."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import request

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.notices import ISSUERS
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.sides import BRANCH, COMMUNITY, DISTRICT, STREET, is_at
from gateway.console.visit import Visit

REQUESTS, REQUEST, HELD = "/data-requests", "/data-requests/{request_id}", "/data-requests/held-facts"
area = Area("data_requests", tabs=(REQUESTS, HELD))
STATUS = Column(name="status", kind="tag", group="data_request_status")
DUE = Column(name="due_on", kind="day")
OVERVIEW = "/overview#"


def _role(visit: Visit) -> str:
    return visit.capacity.role if visit.capacity else ""


def _place_of(visit: Visit, pointer: str) -> str:
    """Return where a value is: the records of a figure of one's own unit, or another request."""
    capacity = visit.capacity
    here = {"{level}": capacity.level, "{organization_id}": capacity.organization_id} if capacity else {}
    for sign, said in here.items():
        pointer = pointer.replace(sign, said)
    address, _, code = pointer.partition(OVERVIEW)
    return f"{address}/figures/{code}/records" if code else pointer


def _looks(name: str) -> Column:
    return Column(
        name=name, value=lambda visit, each: each[name] and visit.words("data_requests.look"),
        opens=lambda visit, each: _place_of(visit, each[name] or ""),
    )  # fmt: skip


def _values(_visit: Visit, record: Record) -> str:
    return "；".join(str(said) for _, said in sorted((record.get("values") or {}).items()))


def _answered(_visit: Visit, record: Record) -> str:
    return f"{record['answered']}/{record['asked']}"


def _addressed(visit: Visit, _params: Params) -> Mapping[str, Any]:
    return {"as_addressee": "true" if _role(visit) in {COMMUNITY, BRANCH} else "false"}


def _may_answer(visit: Visit, record: Record) -> bool:
    return record["status"] == "open" and _role(visit) in {STREET, COMMUNITY, BRANCH} and not is_at(
        visit, record["organization_id"])  # fmt: skip


def _asked(_visit: Visit, _params: Params, record: Record) -> list[Option]:
    fields = [each for each in record["data_fields"] if each["outcome"] == "asked"]
    return [(str(each["number"]), each["name"] + (f"（{each['unit']}）" if each["unit"] else "")) for each in fields]


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    said = [(visit.words(f"fields.{name}"), str(record[name])) for name in ("title", "basis", "owner_post", "period")]
    return [*said, (visit.words("fields.due_on"), visit.day(record["due_on"]))]


def _prepared(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    names = request.args.getlist("field") or [""]
    level = {DISTRICT: "community", STREET: "community"}.get(_role(visit), "")
    fields = [{"name": name, "kind": "number"} for name in names]
    return {"period": str(visit.today.year), "level": level, "data_fields": fields}


def _near(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    """Return what is held and much like one of the fields that are asked for."""
    typed = [said for name, said in request.form.items() if name.startswith("data_fields.") and name.endswith(".name")]
    names = [each for each in dict.fromkeys([*typed, *request.args.getlist("field")]) if each.strip()][:5]
    found = visit.client.gather(**{each: partial(visit.client.look, HELD, name=each) for each in names})
    facts = [fact for answer in found.values() for fact in (answer or {"items": []})["items"]]
    return [(each["code"], each[visit.language]) for each in facts if each["match"] == "near"]


def _units(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    here = visit.capacity.organization_id if visit.capacity else ""
    answer = visit.client.get("/organizations", within=here, limit=200)
    return [(each["id"], each["name"]) for each in answer["items"] if each["id"] != here]


ASK = Button(words="data_requests.ask.title", path=REQUESTS, roles=ISSUERS, primary=True)
serve_list(
    area,
    ListView(
        path=REQUESTS, words="data_requests.list", filters=("as_addressee", "year", "status"), query=_addressed,
        opens="/data-requests/{id}", groups={"status": "data_request_status"}, buttons=(ASK,),
        columns=(
            Column(name="title"), Column(name="organization_id", kind="unit"), Column(name="basis"),
            Column(name="period"), DUE, Column(name="units", kind="number"), STATUS,
        ),
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path=HELD, words="data_requests.held", filters=("name",),
        columns=(
            Column(name="name", value=lambda visit, each: each[visit.language]), Column(name="aliases"),
            Column(name="match", kind="tag", group="fact_match"), _looks("where"),
        ),
        buttons=(
            Button(
                words="data_requests.held.ask", path=REQUESTS, roles=ISSUERS, primary=True,
                query=lambda _, __: {"field": request.args.get("name", "")},
            ),
        ),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=REQUEST, words="data_requests.record", state=STATUS, steps="way", step_group="data_request_step",
        summary=(
            Column(name="organization_id", kind="unit"), Column(name="owner_post"), Column(name="basis"),
            Column(name="period"), Column(name="asked_on", kind="day"), DUE,
            Column(name="units", value=lambda _, each: f"{each['units_answered']}/{each['units']}"),
        ),
        parts=(
            Part(
                name="data_fields", of="data_fields",
                columns=(
                    Column(name="name"), Column(name="unit"), Column(name="kind", kind="code", group="data_field_kind"),
                    Column(name="outcome", kind="tag", group="data_outcome"), _looks("pointer"),
                ),
            ),
            Part(
                name="answers", path=f"{REQUEST}/answers",
                columns=(
                    Column(name="organization_id", kind="unit"), Column(name="answered", value=_answered),
                    Column(name="values", value=_values), Column(name="answered_on", kind="day"),
                    Column(name="standing", kind="tag", group="ask_standing"),
                ),
            ),
        ),
        buttons=(
            Button(
                words="data_requests.answer.title", path=f"{REQUEST}/answers", when=_may_answer, primary=True,
                unasked=True,
            ),
            Button(
                words="data_requests.withdraw.title", path=f"{REQUEST}/withdrawals",
                when=lambda visit, each: each["status"] == "open" and is_at(visit, each["organization_id"]),
            ),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=REQUESTS, words="data_requests.ask", hidden=("organization_id",), values=_prepared,
        fields=("title", "basis", "owner_post", "period", "due_on", "level", "units", "data_fields"),
        groups={"data_fields.kind": "data_field_kind"}, without=("data_fields.code",),
        options={"data_fields.differs_from": _near, "units": _units},
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{REQUEST}/answers", words="data_requests.answer", fields=("values", "on"),
        hidden=("organization_id",), keys={"values": _asked}, about=_about,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(method="POST", path=f"{REQUEST}/withdrawals", words="data_requests.withdraw", about=_about),
)
