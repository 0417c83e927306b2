"""Notices: the ladder of the three, receipt and rectification beside the official document."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import request

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.documents import lines_of, serve_document
from gateway.console.forms import FormView, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.sides import DISTRICT, STREET, is_at, is_of_issuer, is_of_unit
from gateway.console.stages import Stage, stages
from gateway.console.visit import Visit

TABS = ("/notices", "/rectification-items", "/inspections", "/inspection-plans")
KINDS = ("rectification_notice", "circular_of_criticism", "interview_notice")
ISSUERS = frozenset({DISTRICT, STREET})
area = Area("supervision", tabs=TABS)
KIND = Column(name="kind", kind="code", group="notice_kind")
STANDING = Column(name="standing", kind="tag")
STATUS = Column(name="status", kind="tag", group="notice_status")
UNIT, ISSUER = Column(name="organization_id", kind="unit"), Column(name="issuer_id", kind="unit")
NOTICE = "/notices/{notice_id}"


def _is_issued(record: Record) -> bool:
    return bool(record["status"] == "issued")


def _may_acknowledge(visit: Visit, record: Record) -> bool:
    waiting = [each for each in record.get("deliveries", []) if not each["acknowledged_at"]]
    told = any(is_at(visit, each["organization_id"]) for each in waiting)
    own = any(each["organization_id"] == record["organization_id"] for each in waiting)
    return record["status"] in {"issued", "climbed", "closed"} and (told or (own and is_of_unit(visit, record)))


def _may_answer(visit: Visit, record: Record) -> bool:
    return _is_issued(record) and bool(record["items_open"]) and is_of_unit(visit, record)


def _may_verify(visit: Visit, record: Record) -> bool:
    return _is_issued(record) and bool(record["items_answered"]) and is_of_issuer(visit, record)


def _may_escalate(visit: Visit, record: Record) -> bool:
    is_late = record["standing"] == "overdue" and record["kind"] != KINDS[-1]
    return _is_issued(record) and is_late and is_of_issuer(visit, record)


def _may_withdraw(visit: Visit, record: Record) -> bool:
    return _is_issued(record) and is_of_issuer(visit, record)


def _receiver(visit: Visit, record: Record) -> Mapping[str, Any]:
    told = [each["organization_id"] for each in record["deliveries"]]
    here = visit.capacity.organization_id if visit.capacity else ""
    return {"organization_id": here if here in told else record["organization_id"]}


def _beside(visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    """Return the ladder that a notice stands on, how far it is, and the text of its document."""
    look = visit.client.look
    linked = [each for each in ("climbed_from", "climbed_into") if record[each]]
    asked = {each: partial(look, f"/notices/{record[each]}") for each in linked}
    path = f"/notices/{record['id']}/document"
    found = visit.client.gather(lines=partial(lines_of, visit, path), **asked)
    chain = [found[each] for each in asked if found[each]] + [record]
    return {
        "ladder": [(kind, next((each for each in chain if each["kind"] == kind), None)) for kind in KINDS],
        "way": _way(visit, record), "lines": found["lines"], "document": path,
    }  # fmt: skip


def _way(visit: Visit, record: Record) -> list[Stage]:
    say, total = visit.words, record["items"]
    handed_in, closed = record["items_closed"] + record["items_answered"], record["items_closed"]
    done = (True, bool(record["acknowledged_on"]), handed_in == total, closed == total)
    labels = [
        (say("notices.way.issue"), visit.day(record["issued_on"])),
        (say("notices.way.acknowledge"), visit.day(record["acknowledged_on"])),
        (say("notices.way.answer"), say("notices.way.of", n=handed_in, total=total)),
        (say("notices.way.verify"), say("notices.way.of", n=closed, total=total)),
    ]
    reached = next((number for number, each in enumerate(done) if not each), len(done))
    return stages(labels, reached, over=record["status"] not in {"issued", "closed"})


def about_notice(visit: Visit, record: Record) -> list[tuple[str, str]]:
    """Say which notice a form is about, and by when it is to be answered."""
    return [(visit.words("fields.title"), record["title"]), (visit.words("fields.due_on"), visit.day(record["due_on"]))]


def _proposed(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"kind": _proposal(visit).get("kind", "")}


def _rule(visit: Visit, _record: Record) -> list[tuple[str, str]]:
    found = _proposal(visit)
    kind = visit.code("notice_kind", found.get("kind"))
    rule = visit.words("notices.issue.rule"), found.get("detail", "–")
    return [(visit.words("notices.issue.proposed"), kind), rule]


def _proposal(visit: Visit) -> Mapping[str, Any]:
    """Return which notice follows for the unit that the form is asked for, or nothing."""
    inspection, unit = (request.values.get(name, "") for name in ("inspection_id", "organization_id"))
    answer = visit.client.look(f"/inspections/{inspection}/proposals") if inspection else None
    return next((each for each in (answer or {}).get("items", []) if each["organization_id"] == unit), {})


serve_list(
    area,
    ListView(
        path="/notices", words="notices.list", filters=("kind", "standing", "status"), opens="/notices/{id}",
        groups={"kind": "notice_kind", "status": "notice_status"},
        columns=(
            Column(name="title"), UNIT, ISSUER, Column(name="issued_on", kind="day"), Column(name="due_on", kind="day"),
            Column(name="acknowledged_on", kind="day"),
            Column(name="items_closed", value=lambda _, each: f"{each['items_closed']}/{each['items']}"), STANDING,
        ),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=NOTICE, words="notices.record", template="notices/notice.html", more=_beside, state=STATUS,
        standing=STANDING, steps="way", step_group="notice_step",
        summary=(
            UNIT, ISSUER, KIND, Column(name="proposed", kind="code", group="notice_kind"), Column(name="reason"),
            Column(name="text"), Column(name="issued_on", kind="day"), Column(name="due_on", kind="day"),
            Column(name="inspection_id", value=lambda visit, each: each["inspection_id"] and visit.words(
                "notices.record.its_inspection"), opens="/inspections/{inspection_id}"),
        ),
        parts=(
            Part(
                name="items", of="asked", opens="/rectification-items/{id}",
                columns=(
                    Column(name="text", value=lambda _, each: each.get("text") or each["title"]), Column(name="clause"),
                    Column(name="proof"), Column(name="answered_on", kind="day"), STANDING,
                ),
            ),
            Part(
                name="deliveries", of="deliveries",
                columns=(
                    UNIT, Column(name="purpose", kind="code", group="delivery_purpose"),
                    Column(name="told_at", kind="moment"), Column(name="acknowledged_at", kind="moment"),
                ),
            ),
        ),
        buttons=(
            Button(words="notices.acknowledge.title", path=f"{NOTICE}/acknowledgements", when=_may_acknowledge,
                   query=_receiver, primary=True),
            Button(words="notices.answer.title", path=f"{NOTICE}/answers", when=_may_answer, primary=True),
            Button(words="notices.verify.title", path=f"{NOTICE}/verifications", when=_may_verify, primary=True),
            Button(words="notices.escalate.title", path=f"{NOTICE}/escalations", when=_may_escalate),
            Button(words="notices.withdraw.title", path=f"{NOTICE}/withdrawals", when=_may_withdraw),
        ),
    ),
)  # fmt: skip
serve_document(area, f"{NOTICE}/document")
serve_form(
    area,
    FormView(
        method="POST", path="/notices", words="notices.issue", fields=("kind", "reason", "text", "on"),
        hidden=("inspection_id", "organization_id"), groups={"kind": "notice_kind"}, values=_proposed, about=_rule,
    ),
)  # fmt: skip
for name, path, shown, hidden in (
    ("acknowledge", "acknowledgements", (), ("organization_id",)),
    ("verify", "verifications", ("decision", "opinion", "on"), ()),
    ("withdraw", "withdrawals", ("reason",), ()),
):
    serve_form(
        area,
        FormView(
            method="POST", path=f"{NOTICE}/{path}", words=f"notices.{name}", fields=shown, hidden=hidden,
            about=about_notice, groups={"decision": "rectification_decision"},
        ),
    )  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{NOTICE}/escalations", words="notices.escalate", fields=("text", "on"),
        about=about_notice, after=lambda _, __, answer: f"/api/v1/notices/{answer.json['id']}",
    ),
)  # fmt: skip
