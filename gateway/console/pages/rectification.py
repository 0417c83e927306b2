"""Rectification: every item that is to be put right, and one page on which a unit answers all items of a notice."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, request

from gateway.console.actions import Button
from gateway.console.api import Answer
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.forms import FormView, Params, Record
from gateway.console.forms.contents import body, contents
from gateway.console.forms.drafts import drop_draft
from gateway.console.forms.filled import KEY, NOT_DONE, Fault, Filled
from gateway.console.forms.shapes import Field, fields_of
from gateway.console.forms.views import about_draft, serve_form, shown_form, typed_before
from gateway.console.lists import ListView, serve_list
from gateway.console.openapi import DESCRIPTION
from gateway.console.pages.notices import STANDING, TABS, about_notice
from gateway.console.records import RecordView, serve_record
from gateway.console.sides import is_of_issuer, is_of_unit
from gateway.console.sign_in import SignInNeeded
from gateway.console.visit import Visit, go

area = Area("supervision", tabs=TABS)
ITEM = "/rectification-items/{item_id}"
ANSWERS = FormView(method="POST", path="/notices/{notice_id}/answers", words="notices.answer", about=about_notice)
STATUS = Column(name="status", kind="tag", group="item_status")


def _may_answer(visit: Visit, record: Record) -> bool:
    return bool(record["status"] == "open") and is_of_unit(visit, record)


def _may_verify(visit: Visit, record: Record) -> bool:
    return bool(record["status"] == "answered") and is_of_issuer(visit, record)


def _may_escalate(visit: Visit, record: Record) -> bool:
    is_late = record["standing"] == "overdue" and record["notice_id"] is None
    return bool(record["status"] == "open") and is_late and is_of_issuer(visit, record)


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    names = [name for name in ("text", "clause", "proof") if record.get(name)]
    return [
        (visit.first_words(f"rectification.record.columns.{each}", f"fields.{each}"), record[each]) for each in names
    ]


def _issued(_visit: Visit, _params: Params, answer: Answer) -> str:
    return f"/api/v1/notices/{answer.json['id']}"


class ItemsForm(Filled):
    """A form with a text and a piece of evidence for each item of a notice that is open."""

    def label(self, each: Field) -> str:
        """Return what is wrong, for an item; else what its field is called."""
        item = self._item(each)
        return super().label(replace(each, name=each.last)) if item is None else str(item.get("text") or item["title"])

    def hint(self, each: Field) -> str:
        """Return the clause of an item."""
        item = self._item(each)
        clause = item and item.get("clause")
        return self.visit.words("notices.answer.clause", clause=clause) if clause else ""

    def _item(self, each: Field) -> Mapping[str, Any] | None:
        return next((item for item in self.record["asked"] if item["id"] == each.name), None)

    def send(self) -> list[Answer]:
        """Hand in the items that something is written of, and note what is refused; return the refusals."""
        written = [each for each in self.fields if any(self.contents[each.name].values())]
        answers = [(each, self._send(each)) for each in written]
        for each, answer in answers:
            if answer.is_refusal:
                self._note(each, answer)
        if not written:
            self.summary.append(Fault(self.fields[0].inner[0].html_id, self.visit.words("notices.answer.nothing")))
        return [answer for _, answer in answers if answer.is_refusal]

    def _send(self, each: Field) -> Answer:
        sent = body(each.inner, self.contents[each.name])
        path, key = f"/rectification-items/{each.name}/answers", f"{self.key}{each.name}"
        return self.visit.client.send("POST", path, sent, key=key)

    def _note(self, each: Field, answer: Answer) -> None:
        known = {inner.last: inner for inner in each.inner}
        for error in answer.problem.get("errors") or [answer.problem]:
            place = known.get(str(error.get("field")), each.inner[0])
            self.details[place.name] = str(error["detail"])
            self.summary.append(Fault(place.html_id, f"{self.label(each)}：{error['detail']}"))


def _form(visit: Visit, notice_id: str) -> ItemsForm:
    notice = visit.client.get(f"/notices/{notice_id}")
    operation = DESCRIPTION.operation(visit.client, "POST", f"{ITEM}/answers")
    inner = fields_of((operation.body if operation else None) or {}, ("text", "evidence"))
    inner = tuple(replace(each, required=False) for each in inner)
    fields = tuple(
        Field(item["id"], "group", inner=tuple(each.at(item["id"]) for each in inner))
        for item in notice["asked"] if item["status"] == "open"
    )  # fmt: skip
    return ItemsForm(ANSWERS, visit, {"notice_id": notice_id}, fields, (), record=notice)


@area.page("/notices/<notice_id>/answers/new", methods=("GET", "POST"))
def answers(visit: Visit, notice_id: str) -> str | Response:
    """Show every item of a notice that is open, or hand in what was written of them."""
    form = _form(visit, notice_id)
    typed, said = (request.form, "") if request.method == "POST" else typed_before(visit)
    if typed is not None:
        form.contents, form.key = contents(typed, form.fields), typed.get(KEY) or form.key
    if request.method == "GET" or not form.fields:
        return shown_form(form, said=said)
    kept = about_draft(form)
    if kept is not None:
        return kept
    refused = form.send()
    if any(each.status == 401 for each in refused):  # noqa: PLR2004
        raise SignInNeeded
    form.failure = next((each for each in refused if each.status in NOT_DONE), None)
    if form.summary:
        return shown_form(form, refused[0].status if refused else 422)
    drop_draft(visit)
    return go(visit.link(f"/notices/{notice_id}", done=ANSWERS.words))


serve_list(
    area,
    ListView(
        path="/rectification-items", words="rectification.list", filters=("origin", "standing", "status"),
        opens="/rectification-items/{id}", groups={"origin": "item_origin", "status": "item_status"},
        columns=(
            Column(name="title"), Column(name="organization_id", kind="unit"),
            Column(name="origin", kind="code", group="item_origin"), Column(name="issuer_id", kind="unit"),
            Column(name="due_on", kind="day"), Column(name="answered_on", kind="day"), STANDING,
        ),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=ITEM, words="rectification.record", state=STATUS, standing=STANDING, steps="way", step_group="item_step",
        summary=(
            Column(name="text"), Column(name="clause"), Column(name="organization_id", kind="unit"),
            Column(name="issuer_id", kind="unit"), Column(name="origin", kind="code", group="item_origin"),
            Column(
                name="notice_id", opens="/notices/{notice_id}",
                value=lambda visit, each: each["notice_id"] and visit.words("rectification.record.its_notice"),
            ),
            Column(
                name="visit_id", opens="/visits/{visit_id}",
                value=lambda visit, each: each["visit_id"] and visit.words("rectification.record.its_visit"),
            ),
            Column(name="due_on", kind="day"), Column(name="proof"), Column(name="evidence"),
            Column(name="answered_on", kind="day"), Column(name="closed_on", kind="day"),
        ),
        buttons=(
            Button(words="notices.answer.title", path=f"{ITEM}/answers", when=_may_answer, primary=True),
            Button(words="notices.verify.title", path=f"{ITEM}/verifications", when=_may_verify, primary=True),
            Button(words="rectification.escalate.title", path=f"{ITEM}/escalations", when=_may_escalate),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ITEM}/answers", words="rectification.answer", fields=("text", "evidence", "on"),
        about=_about,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ITEM}/verifications", words="rectification.verify", about=_about,
        fields=("decision", "opinion", "on"), groups={"decision": "rectification_decision"},
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ITEM}/escalations", words="rectification.escalate", fields=("text", "on"), about=_about,
        after=_issued,
    ),
)  # fmt: skip
