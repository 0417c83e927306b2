"""The schedule of a round: asked for, followed while it is looked for, changed by pins, compared, published."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Response, request

from gateway.console import choices, formats
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.directory import cursor_of
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.records import STEP, RecordView, serve_record
from gateway.console.schedules.progress import progress
from gateway.console.schedules.views import schedule_of
from gateway.console.visit import Visit

area = Area("observation_visits")
ROUND = "/visit-rounds/{round_id}"
STATUS = Column(name="status", kind="tag", group="round_status")
LONGEST = 60


def _proposal(visit: Visit, round_id: str) -> Mapping[str, Any]:
    """Return the schedule that is proposed, asked for once for a page; nothing where there is none."""
    if "proposal" not in visit.more:
        visit.more["proposal"] = visit.client.look(f"/visit-rounds/{round_id}/proposal") or {}
    found: Mapping[str, Any] = visit.more["proposal"]
    return found


def _published_numbers(visit: Visit, params: Params, record: Record) -> Mapping[str, Any]:
    """Count whom a publication is told to: it is said on the button."""
    del record
    visits = _proposal(visit, params["round_id"]).get("visits", [])
    return {"hosts": len({each["stop_id"] for each in visits}), "visits": len(visits)}


def _publication(visit: Visit, params: Params, record: Record) -> str:
    found = _proposal(visit, params["round_id"])
    numbers = _published_numbers(visit, params, record)
    said = [visit.words("visit_rounds.publish.told", **numbers)]
    if found.get("unplaced"):
        said.append(visit.words("visit_rounds.publish.left_out", n=len(found["unplaced"])))
    return visit.words("visit_rounds.publish.after", said="".join(said))


def _acknowledged(visit: Visit, params: Params, _record: Record) -> Mapping[str, Any]:
    """Ask for the acknowledgement only where something is left out."""
    return {} if _proposal(visit, params["round_id"]).get("unplaced") else {"acknowledge_left_out": None}


def _what_is_published(visit: Visit, record: Record) -> list[tuple[str, str]]:
    found = _proposal(visit, record["id"])
    days = sorted({each["day"] for each in found.get("visits", [])})
    lines = [(visit.words("fields.title"), record["title"])]
    if days:
        first, last = (formats.long_day(each, visit.language) for each in (days[0], days[-1]))
        lines.append((visit.words("fields.days"), f"{first} — {last}"))
    lines += [(visit.words("visit_rounds.not_placed"), each["name"]) for each in found.get("unplaced", [])]
    difference = found.get("difference")
    if difference:
        numbers = {kind: len(difference[kind]) for kind in ("kept", "moved", "added", "dropped")}
        lines.append((visit.words("visit_rounds.compared"), visit.words("visit_rounds.difference", **numbers)))
    return lines


def _stops(visit: Visit, params: Params, _record: Record) -> list[Option]:
    found = choices.all_of(visit.client, f"/visit-rounds/{params['round_id']}/participants")
    return [(each["stop_id"], each["name"]) for each in found]


def _delegations(visit: Visit, params: Params, _record: Record) -> list[Option]:
    found = choices.all_of(visit.client, "/visit-delegations", round_id=params["round_id"])
    return [(each["id"], each["name"]) for each in found if each["status"] == "going"]


def _days(visit: Visit, _params: Params, record: Record) -> list[Option]:
    return [(each, formats.long_day(each, visit.language)) for each in record.get("days", [])]


def _places(visit: Visit, params: Params, _record: Record) -> list[Option]:
    if "places" not in visit.more:
        found = choices.all_of(visit.client, f"/visit-rounds/{params['round_id']}/travel-places")
        visit.more["places"] = [(each["id"], each["name"]) for each in found]
    places: list[Option] = visit.more["places"]
    return places


def _roads(_visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    return {"roads": record.get("closed_roads", [])}


serve_list(
    area,
    ListView(
        path=f"{ROUND}/steps", words="visit_rounds.steps", columns=(replace(STEP[0], group="round_step"), *STEP[1:]),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=ROUND, words="visit_rounds.record", state=STATUS,
        summary=(
            Column(name="organization_id", kind="unit"), Column(name="kind", kind="code", group="round_kind"),
            Column(name="period"), Column(name="basis"), Column(name="schedule_revision", kind="number"),
            Column(name="published_on", kind="day"), Column(name="closed_on", kind="day"),
        ),
        template="rounds/round.html", more=schedule_of,
    ),
)  # fmt: skip
serve_form(area, FormView(method="POST", path=f"{ROUND}/plannings", words="visit_rounds.plan", fields=("seconds",)))
serve_form(
    area, FormView(method="POST", path=f"{ROUND}/plannings/cancellations", words="visit_rounds.stop", record=ROUND)
)
serve_form(
    area,
    FormView(
        method="POST", path=f"{ROUND}/pins", words="visit_rounds.pin",
        fields=("delegation_id", "stop_id", "day", "begins"),
        options={"stop_id": _stops, "delegation_id": _delegations, "day": _days},
        after=lambda _visit, params, _answer: f"/api/v1/visit-rounds/{params['round_id']}",
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ROUND}/pins/releases", words="visit_rounds.release", record=ROUND,
        fields=("delegation_id", "stop_id"), options={"stop_id": _stops, "delegation_id": _delegations},
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ROUND}/publications", words="visit_rounds.publish", fields=("acknowledge_left_out",),
        schema=_acknowledged, said=_published_numbers, about=_what_is_published, consequence=_publication,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(method="POST", path=f"{ROUND}/travel-matrices", words="visit_rounds.matrix", fields=("file",)),
)
serve_form(
    area,
    FormView(
        method="POST", path=f"{ROUND}/closed-roads", words="visit_rounds.roads", fields=("roads",), values=_roads,
        options={"roads.from_place_id": _places, "roads.to_place_id": _places},
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path=f"{ROUND}/refusals", words="visit_rounds.refusals", opens="/visits/{visit_id}",
        columns=(
            Column(name="title"), Column(name="organization_id", kind="unit"), Column(name="day", kind="day"),
            Column(name="reason"), Column(name="refused_on", kind="day"),
            Column(name="status", kind="tag", group="visit_refusal_status"),
        ),
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path=f"{ROUND}/travel-places", words="visit_rounds.places",
        columns=(Column(name="name"), Column(name="id")),
    ),
)  # fmt: skip


@area.page("/visit-rounds/<round_id>/itinerary")
def itinerary(visit: Visit, round_id: str) -> str:
    """Show the days of a published round: leaving, ways, stops, lunch, review, return."""
    wanted = {name: request.args[name] for name in ("day", "delegation_id", "cursor") if request.args.get(name)}
    found = visit.client.gather(
        round=partial(visit.client.get, f"/visit-rounds/{round_id}"),
        days=partial(visit.client.get, f"/visit-rounds/{round_id}/itinerary", limit=50, **wanted),
    )
    title = visit.words("visit_rounds.itinerary.title")
    crumbs = [(found["round"]["title"], f"/visit-rounds/{round_id}"), (title, "")]
    cursor = cursor_of(found["days"]["next"])
    return visit.render(
        "rounds/itinerary.html", title=title, crumbs=crumbs, round=found["round"], days=found["days"]["items"],
        next_cursor=cursor,
    )  # fmt: skip


@area.page("/visit-rounds/<round_id>/progress")
def followed(visit: Visit, round_id: str) -> "str | Response":
    """Answer how far the planner is, asked every second while the page is open; when it is over, the page itself."""
    return progress(visit, round_id)
