"""Quarterly meetings: prepared, reported to, held, what they decided, and what became of it."""

from collections.abc import Mapping
from typing import Any

from gateway.console import choices
from gateway.console.actions import Button
from gateway.console.columns import Column
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.quarterly_reports import area
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.sides import is_at
from gateway.console.visit import Visit

MEETING = "/quarterly-meetings/{meeting_id}"
STATUS = Column(name="status", kind="tag", group="meeting_status")
STANDING = Column(name="standing", kind="tag")
REPORTED = (
    Column(name="organization_id", kind="unit"),
    Column(name="standing", kind="tag", group="report_back_status"),
    Column(name="form", kind="code", group="report_back_form"),
    Column(name="handed_in_on", kind="day"),
    Column(name="text"),
)
DECIDED = (
    Column(name="text"),
    Column(name="responsible_organization_id", kind="unit"),
    Column(name="post"),
    Column(name="due_on", kind="day"),
    STANDING,
)


def _quarter(visit: Visit) -> str:
    return f"{visit.today.year}Q{(visit.today.month + 2) // 3}"


def _opening(visit: Visit, params: Params, record: Record) -> Mapping[str, Any]:
    """Prefill a meeting: of this quarter, with everyone directly below."""
    units = [each for each, _ in choices.units_below(visit, params, record)]
    convener = visit.capacity.organization if visit.capacity else ""
    return {"quarter": _quarter(visit), "units": units, "convener": convener}


def _asked(visit: Visit, params: Params, _record: Record) -> list[Option]:
    found = visit.client.get(f"{MEETING.format(**params)}/report-backs", limit=200)["items"]
    known = dict(choices.own_unit_and_below(visit, params, {}))
    return [(each["organization_id"], known.get(each["organization_id"], "–")) for each in found]


def _is_asked(visit: Visit, record: Record) -> bool:
    """Return whether a person's own unit is still to report to a meeting."""
    if record["status"] != "prepared" or is_at(visit, record["organization_id"]):
        return False
    found = visit.client.look(f"/quarterly-meetings/{record['id']}/report-backs", limit=200) or {"items": []}
    return any(is_at(visit, each["organization_id"]) and each["handed_in_on"] is None for each in found["items"])


def _title(visit: Visit, record: Record) -> str:
    year, quarter = record["quarter"].split("Q")
    return visit.words("meetings.record.named", y=year, q=quarter)


def _meeting(visit: Visit, record: Record) -> list[tuple[str, str]]:
    named = (visit.words("meetings.record.title"), _title(visit, record))
    return [named, (visit.words("fields.place"), record["place"])]


def _to_meeting(_visit: Visit, params: Params, _answer: Any) -> str:
    return f"/api/v1{MEETING.format(**params)}"


serve_list(
    area,
    ListView(
        path="/quarterly-meetings", words="meetings.list", opens="/quarterly-meetings/{id}",
        filters=("quarter", "status"), groups={"status": "meeting_status"}, template="meetings/list.html",
        buttons=(Button(path="/quarterly-meetings", primary=True),),
        columns=(
            Column(name="quarter"), Column(name="organization_id", kind="unit"), Column(name="meet_on", kind="day"),
            Column(name="place"), Column(name="units", kind="number"), Column(name="decisions", kind="number"), STATUS,
        ),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=MEETING, words="meetings.record", title=_title, state=STATUS, step_group="meeting_step",
        summary=(
            Column(name="organization_id", kind="unit"), Column(name="meet_on", kind="day"), Column(name="place"),
            Column(name="convener"), Column(name="held_on", kind="day"), Column(name="followed_up_on", kind="day"),
        ),
        parts=(
            Part(name="report_backs", path=f"{MEETING}/report-backs", columns=REPORTED),
            Part(name="decided", path=f"{MEETING}/decisions", columns=DECIDED, opens="/decisions/{id}"),
            Part(name="previous", path=f"{MEETING}/previous-decisions", columns=DECIDED, opens="/decisions/{id}"),
        ),
        buttons=(
            Button(path=f"{MEETING}/completions", primary=True), Button(path=f"{MEETING}/decisions"),
            Button(path=f"{MEETING}/report-backs", primary=True, unasked=True, when=_is_asked),
        ),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path="/decisions/{decision_id}", words="meetings.decision", step_group="decision_step", standing=STANDING,
        title=lambda _visit, record: str(record["text"]),
        summary=(*DECIDED[1:4], Column(name="made_on", kind="day"), Column(name="settled_on", kind="day")),
    ),
)  # fmt: skip
FORMS = (
    FormView(
        method="POST", path="/quarterly-meetings", words="meetings.open", hidden=("organization_id",), values=_opening,
        fields=("quarter", "meet_on", "place", "convener", "units"), options={"units": choices.units_below},
    ),
    FormView(method="PATCH", path=MEETING, words="meetings.amend", about=_meeting),
    FormView(
        method="POST", path=f"{MEETING}/completions", words="meetings.hold", about=_meeting, options={"spoke": _asked}
    ),
    FormView(method="POST", path=f"{MEETING}/follow-ups", words="meetings.follow_up", about=_meeting),
    FormView(method="POST", path=f"{MEETING}/cancellations", words="meetings.cancel", about=_meeting),
    FormView(
        method="POST", path=f"{MEETING}/report-backs", words="meetings.report_back", hidden=("organization_id",),
        fields=("text",), about=_meeting, after=_to_meeting,
    ),
    FormView(
        method="POST", path=f"{MEETING}/decisions", words="meetings.decide", about=_meeting, after=_to_meeting,
        options={"responsible_organization_id": choices.own_unit_and_below},
    ),
    FormView(method="POST", path="/decisions/{decision_id}/withdrawals", words="meetings.take_back"),
)  # fmt: skip
for form in FORMS:
    serve_form(area, form)
