"""Activities: what was held, by month; each with attendance, votes and minutes."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Response, request

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.calendars import months_beside, weeks
from gateway.console.columns import Column, names_of
from gateway.console.formats import PERIOD, period
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, shown_list
from gateway.console.people import MOST, member_options, names_of_members, own_unit, roll
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.roles import STAFF
from gateway.console.visit import Visit

TABS = (
    "/activities", "/obligations", "/lecture-halls", "/campaigns", "/reporting-rates", "/activity-counts",
    "/training-needs", "/activity-warnings",
)  # fmt: skip
area = Area("activities", tabs=TABS)
GROUPS = {"kind": "activity_kind", "mode": "session_mode", "status": "activity_status", "training": "training"}
KIND, STATUS = (
    Column(name="kind", kind="code", group="activity_kind"),
    Column(name="status", kind="tag", group="activity_status"),
)
RECORD = Button(words="activities.record.title", path="/activities", roles=STAFF, primary=True)
SEVERAL = Button(words="activities.batch.title", path="/activities/batches", roles=STAFF, rare=True)
LIST = ListView(
    path="/activities", words="activities.list", template="activities/list.html", opens="/activities/{id}",
    filters=("period", "kind", "mode", "status", "organization_id"), groups=GROUPS, buttons=(RECORD, SEVERAL),
    unseen=("campaign_id", "first_day", "last_day"),
    query=lambda visit, _params: {"period": f"{visit.today:%Y-%m}"},
    columns=(
        Column(name="title"), KIND, Column(name="organization_id", kind="unit"), Column(name="held_on", kind="day"),
        Column(name="attended_count", kind="number"), STATUS,
    ),
)  # fmt: skip


@area.page("/activities")
def activities(visit: Visit) -> str | Response:
    """List what was held, and show a month of it as a calendar."""
    asked = request.args.get("period") or f"{visit.today:%Y-%m}"
    found = PERIOD.fullmatch(asked)
    if found is None or found[3] is None:
        return shown_list(visit, LIST, {}, weeks=[], named=asked)
    year, month = int(found[1]), int(found[3])
    place = request.args.get("organization_id") or (visit.capacity.organization_id if visit.capacity else "")
    held = visit.client.get("/activities", organization_id=place, period=asked, status="held", limit=MOST)
    before, after = months_beside(year, month)
    return shown_list(
        visit, LIST, {}, weeks=weeks(year, month, held["items"], "held_on"), before=before, after=after,
        is_cut=held["next"] is not None, named=period(asked, visit.language),
        units=names_of(visit, {each["organization_id"] for each in held["items"]}),
    )  # fmt: skip


def _people(visit: Visit, _params: Params, record: Record) -> list[Option]:
    return member_options(visit, record.get("organization_id") or own_unit(visit))


def _known(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    """Return what is known of an activity before it is recorded: whose, when, who is on the roll, and why."""
    unit, about = own_unit(visit), request.args.get("about", "")
    here = [each["id"] for each in roll(visit, unit) if each["organization_id"] == unit]
    known = {"organization_id": unit, "held_on": visit.today, "attended": here}
    due = visit.client.look(f"/obligations/{about}") if about else None
    if due is None:
        return known
    title = visit.words(
        "activities.title_of",
        period=period(due["period"], visit.language),
        kind=visit.code("activity_kind", due["kind"]),
    )
    late = {"makes_up_for": due["period"]} if due["standing"] in {"late", "missed"} else {}
    return known | {"kind": due["kind"], "title": title} | late


def _whose(visit: Visit, _record: Record) -> list[tuple[str, str]]:
    unit = own_unit(visit)
    return [(visit.words("fields.organization_id"), names_of(visit, {unit}).get(unit, ""))]


PEOPLE = {"attended": _people, "excused": _people, "speakers": _people}


def _campaigns(visit: Visit, _params: Params, record: Record) -> list[Option]:
    unit = record.get("organization_id") or own_unit(visit)
    found = visit.client.look("/campaigns", organization_id=unit, status="open", limit=50) or {"items": []}
    return [(each["id"], each["title"]) for each in found["items"]]


serve_form(
    area,
    FormView(
        method="POST", path="/activities", words="activities.record", hidden=("organization_id",), groups=GROUPS,
        fields=(
            "kind", "mode", "title", "held_on", "attended", "excused", "content", "speakers", "guest_speaker",
            "training", "hours", "campaign_id", "makes_up_for", "evidence",
        ),
        rest=(
            "excused", "content", "speakers", "guest_speaker", "training", "hours", "campaign_id", "makes_up_for",
            "evidence",
        ),
        options={**PEOPLE, "campaign_id": _campaigns}, values=_known, about=_whose,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/activities/batches", words="activities.batch", hidden=("organization_id",),
        fields=("activities",),
        groups={f"activities.{name}": group for name, group in GROUPS.items()}, about=_whose,
        options={f"activities.{name}": offer for name, offer in PEOPLE.items()},
        without=tuple(
            f"activities.{name}"
            for name in ("hall_id", "campaign_id", "guest_speaker", "evidence", "speakers", "excused")
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PATCH", path="/activities/{activity_id}", words="activities.amend", groups=GROUPS,
        fields=("title", "held_on", "mode", "content", "speakers", "guest_speaker", "hours", "campaign_id", "evidence"),
        options={"speakers": _people, "campaign_id": _campaigns},
        values=lambda _visit, _params, record: {"hours": record.get("hours") or ""},
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PUT", path="/activities/{activity_id}/attendance", words="activities.attendance",
        options={"attended": _people, "excused": _people},
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PUT", path="/activities/{activity_id}/minutes", words="activities.minutes",
        record="/activities/{activity_id}/minutes",
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/activities/{activity_id}/cancellations", words="activities.cancel",
        about=lambda visit, record: [(visit.words("fields.title"), record["title"])],
        consequence=lambda visit, _params, record: visit.words(
            "activities.cancel.numbers", n=record["attended_count"] or 0, votes=len(record["resolutions"])
        ),
    ),
)  # fmt: skip


def _is_held(_visit: Visit, record: Record) -> bool:
    return bool(record.get("status") == "held")


def _is_open_campaign(_visit: Visit, record: Record) -> bool:
    return bool(record.get("campaign_id"))


def _more(visit: Visit, params: Params, record: Record) -> Mapping[str, Any]:
    """Return the names of who was there, and the minutes."""
    unit = record["organization_id"]
    found = visit.client.gather(
        minutes=partial(visit.client.look, f"/activities/{params['activity_id']}/minutes"),
        names=partial(names_of_members, visit, unit),
    )
    named = {name: _names(found["names"], record.get(name) or []) for name in ("attended", "excused")}
    return {"minutes": found["minutes"], "named": named}


def _names(names: Mapping[str, str], ids: list[str]) -> list[str]:
    return [names[each] for each in ids if each in names]


serve_record(
    area,
    RecordView(
        path="/activities/{activity_id}", words="activities.one", template="activities/record.html", state=STATUS,
        steps="/activities/{activity_id}/steps", step_group="activity_step", more=_more,
        summary=(
            KIND, Column(name="mode", kind="code", group="session_mode"), Column(name="organization_id", kind="unit"),
            Column(name="held_on", kind="day"), Column(name="makes_up_for", kind="period"), Column(name="content"),
            Column(name="training", kind="code"),
            Column(name="hours", value=lambda _visit, record: record["hours"] if record.get("training") else None),
            Column(name="guest_speaker"), Column(name="evidence"),
            Column(
                name="campaign_id", kind="words", opens="/campaigns/{campaign_id}",
                value=lambda _visit, record: "activities.look_campaign" if record.get("campaign_id") else None,
            ),
        ),
        parts=(
            Part(
                name="resolutions", of="resolutions",
                columns=(
                    Column(name="subject"), Column(name="outcome", kind="tag", group="resolution_outcome"),
                    Column(name="entitled", kind="number"), Column(name="present", kind="number"),
                    Column(name="votes_for", kind="number"), Column(name="votes_against", kind="number"),
                    Column(name="abstained", kind="number"),
                ),
                buttons=(
                    Button(words="activities.vote.title", path="/activities/{activity_id}/resolutions", when=_is_held),
                ),
                acts=tuple(
                    Button(
                        words=f"activities.{name}.act", path=f"/activities/{{activity_id}}/resolutions/{{id}}/{step}",
                        roles=STAFF, when=lambda _visit, one: one.get("status") == "voted",
                    )
                    for name, step in (("correct_vote", "corrections"), ("withdraw_vote", "withdrawals"))
                ),
            ),
        ),
        buttons=(
            Button(
                words="activities.attendance.title", path="/activities/{activity_id}/attendance", method="PUT",
                when=_is_held, primary=True,
            ),
            Button(
                words="activities.minutes.title", path="/activities/{activity_id}/minutes", method="PUT", when=_is_held
            ),
            Button(
                words="activities.amend.title", path="/activities/{activity_id}", method="PATCH", when=_is_held,
                rare=True,
            ),
            Button(
                words="activities.cancel.title", path="/activities/{activity_id}/cancellations", when=_is_held,
                rare=True,
            ),
        ),
    ),
)  # fmt: skip
