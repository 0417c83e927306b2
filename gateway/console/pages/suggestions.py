"""Suggestions: what was handed in to an organization, what one has handed in oneself, and the answers."""

from collections.abc import Mapping
from typing import Any

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.records import RecordView, serve_record
from gateway.console.visit import Visit

area = Area("suggestions")
STANDING = Column(name="standing", kind="tag", group="suggestion_standing")
ABOUT = Column(name="about", kind="code", group="suggestion_subject")
HAND_IN = Button(path="/suggestions", primary=True)


def _addressees(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    """Return one's own unit and all above it: to whom a suggestion may go."""
    place = visit.client.get(f"/organizations/{visit.capacity.organization_id if visit.capacity else ''}")
    return [(each["id"], each["name"]) for each in [*place["path"], place]]


def _what_was_said(visit: Visit, record: Record) -> list[tuple[str, str]]:
    return [(visit.words("fields.title"), record["title"]), (visit.words("fields.text"), record["text"])]


def _to_the_district(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"to_organization_id": visit.capacity.district_id if visit.capacity else ""}


serve_list(
    area,
    ListView(
        path="/suggestions", words="suggestions.list", filters=("about", "status"), opens="/suggestions/{id}",
        groups={"about": "suggestion_subject", "status": "suggestion_status"}, buttons=(HAND_IN,),
        columns=(
            Column(name="title"), ABOUT, Column(name="from_organization_id", kind="unit"),
            Column(name="handed_in_on", kind="day"), Column(name="due_on", kind="day"), STANDING,
        ),
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path="/suggestions/own", words="suggestions.own", opens="/suggestions/{id}", buttons=(HAND_IN,),
        columns=(
            Column(name="title"), ABOUT, Column(name="organization_id", kind="unit"),
            Column(name="handed_in_on", kind="day"), STANDING,
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/suggestions", words="suggestions.hand_in", hidden=("organization_id",),
        fields=("to_organization_id", "about", "title", "text", "named"), groups={"about": "suggestion_subject"},
        options={"to_organization_id": _addressees}, values=_to_the_district,
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path="/suggestions/{suggestion_id}", words="suggestions.record", standing=STANDING,
        summary=(
            ABOUT, Column(name="text"), Column(name="organization_id", kind="unit"),
            Column(name="from_organization_id", kind="unit"), Column(name="sender_name"),
            Column(name="handed_in_on", kind="day"), Column(name="due_on", kind="day"), Column(name="answer"),
            Column(name="answered_on", kind="day"),
        ),
        buttons=(Button(path="/suggestions/{suggestion_id}/answers", primary=True),),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/suggestions/{suggestion_id}/answers", words="suggestions.answer", fields=("answer",),
        about=_what_was_said,
    ),
)  # fmt: skip
