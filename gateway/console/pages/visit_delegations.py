"""Delegations of a round: who goes, by which vehicles, on which days not; and the files of their days."""

from collections.abc import Mapping
from typing import Any

from flask import request

from gateway.console import choices, formats
from gateway.console.actions import Button
from gateway.console.api import Answer
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.downloads import serve_download
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.records import RecordView, serve_record
from gateway.console.schedules.parties import acts_for
from gateway.console.visit import Visit

area = Area("observation_visits")
DELEGATION = "/visit-delegations/{delegation_id}"
FACTS = ("people", "visits", "absent", "vehicles", "splits", "start", "end", "members")


def round_of(visit: Visit, record: Record) -> Mapping[str, Any]:
    """Return the round that a delegation is of, or is to be of; asked once for a page."""
    round_id = choices.named("round_id", record)
    if "round" not in visit.more:
        visit.more["round"] = (visit.client.look(f"/visit-rounds/{round_id}") if round_id else None) or {}
    found: Mapping[str, Any] = visit.more["round"]
    return found


def _units(visit: Visit, _params: Params, record: Record) -> list[Option]:
    own = visit.capacity.organization_id if visit.capacity else ""
    owner = round_of(visit, record).get("organization_id", "")
    return choices.units(visit, owner if acts_for(visit, owner) else own)


def _absent(visit: Visit, _params: Params, record: Record) -> list[Option]:
    days = round_of(visit, record).get("days") or []
    return [(each, formats.long_day(each, visit.language)) for each in days]


def _members(visit: Visit, _params: Params, record: Record) -> list[Option]:
    return choices.members(visit, choices.named("organization_id", record))


def _back_to_round(_visit: Visit, _params: Params, answer: Answer) -> str:
    return f"/api/v1/visit-rounds/{answer.json['round_id']}"


def _is_own(visit: Visit, record: Record) -> bool:
    return acts_for(visit, record["organization_id"]) and record["status"] == "going"


def _named_after_unit(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    unit_id = request.args.get("organization_id") or (visit.capacity.organization_id if visit.capacity else "")
    found = visit.client.look(f"/organizations/{unit_id}") if unit_id else None
    return (
        {"organization_id": unit_id, "name": visit.words("visit_delegations.of", unit=found["name"])} if found else {}
    )


def _crumbs(visit: Visit, record: Record) -> list[tuple[str, str]]:
    found = round_of(visit, record)
    return [(found["title"], f"/visit-rounds/{found['id']}")] if found else []


def _vehicles(visit: Visit, record: Record) -> str:
    each = [visit.words("visit_delegations.vehicle", **one) for one in record.get("vehicles") or []]
    return "、".join(each)


OPTIONS = {"organization_id": _units, "absent": _absent, "members": _members}
serve_form(
    area,
    FormView(
        method="POST", path="/visit-delegations", words="visit_delegations.add", hidden=("round_id",),
        fields=("organization_id", "name", *FACTS), options=OPTIONS, values=_named_after_unit, after=_back_to_round,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PATCH", path=DELEGATION, words="visit_delegations.amend", fields=("name", *FACTS), options=OPTIONS,
        after=_back_to_round,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{DELEGATION}/cancellations", words="visit_delegations.stay", fields=("reason",),
        after=_back_to_round,
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=DELEGATION, words="visit_delegations.record", crumbs=_crumbs,
        state=Column(name="status", kind="tag", group="delegation_status"),
        summary=(
            Column(name="organization_id", kind="unit"), Column(name="people", kind="number"),
            Column(name="visits", kind="number"), Column(name="vehicles", value=_vehicles),
            Column(name="start", value=lambda _visit, record: (record.get("start") or {}).get("name")),
            Column(name="end", value=lambda _visit, record: (record.get("end") or {}).get("name")),
            Column(
                name="absent",
                value=lambda visit, record: "、".join(
                    formats.day(each, visit.today, visit.language) for each in record.get("absent") or []
                ),
            ),
            Column(name="reason"),
        ),
        buttons=(
            Button(words="visit_delegations.amend.title", path=DELEGATION, method="PATCH", when=_is_own, primary=True),
            Button(words="visit_delegations.stay.title", path=f"{DELEGATION}/cancellations", when=_is_own),
            Button(words="visit_delegations.itinerary", path=f"{DELEGATION}/itinerary.ics", method="GET"),
            Button(words="visit_delegations.calendar", path=f"{DELEGATION}/calendar.ics", method="GET"),
        ),
    ),
)  # fmt: skip
serve_download(area, f"{DELEGATION}/calendar.ics")
serve_download(area, f"{DELEGATION}/itinerary.ics")
serve_download(area, "/organizations/{organization_id}/visit-calendar.ics")
