"""Declared points on their way through the four steps, published and objected to before they count."""

from collections.abc import Mapping
from typing import Any

from flask import request

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, Record
from gateway.console.formats import points
from gateway.console.forms import FormView, Option, Params
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.member_points import ABOVE, STAFF, TABS
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.roll import everything, roll_of
from gateway.console.sides import is_of_unit
from gateway.console.stages import Stage, stages
from gateway.console.visit import Visit

ALL, ONE, OBJECTION = "/point-declarations", "/point-declarations/{declaration_id}", "/point-objections/{objection_id}"
WAY = ("declared", "discussed", "verified", "approved", "published", "counts")
area = Area("member_points", tabs=TABS)
UNIT, STATUS = (
    Column(name="organization_id", kind="unit"),
    Column(name="status", kind="tag", group="declaration_status"),
)
POINTS = Column(name="points", kind="points", value=lambda _, each: each["hundredths"])
OBJECTION_STATUS = Column(name="status", kind="tag", group="objection_status")
MEETINGS = ("members_meeting", "group_meeting", "committee_meeting")


def _here(visit: Visit) -> str:
    return visit.capacity.organization_id if visit.capacity else ""


def _name(visit: Visit, record: Record) -> str:
    return roll_of(visit, record["organization_id"]).get(record.get("member_id", ""), "") or visit.words(
        "declarations.record.somebody"
    )


def _names(visit: Visit, record: Record) -> str:
    return roll_of(visit, _here(visit), below=True).get(record["member_id"], "")


def _items(visit: Visit) -> dict[str, str]:
    """Return the names of the items of all schemes of the district by their codes."""
    if "items" not in visit.more:
        schemes = everything(visit, "/member-point-schemes", organization_id=_here(visit), status="published")
        visit.more["items"] = {item["code"]: item["name"] for each in schemes for item in each["items"]}
    found: dict[str, str] = visit.more["items"]
    return found


def _item(visit: Visit, record: Record) -> str:
    return _items(visit).get(record["item"]) or str(record["item"])


def _unit() -> str:
    return request.values.get("organization_id", "")


def _members(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    return list(roll_of(visit, _unit() or _here(visit)).items())


def _typed_items(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    """Return the items of this year's schemes that nothing derives, each with its points."""
    year = visit.today.year
    schemes = everything(visit, "/member-point-schemes", organization_id=_here(visit), year=year, status="published")
    newest = {each["member_class"]: each for each in sorted(schemes, key=lambda each: each["number"])}
    found = {}
    for item in (item for each in newest.values() for item in each["items"]):
        if not item["derives_from"] and not item["retired"]:
            found[item["code"]] = visit.words(
                "declarations.declare.item", name=item["name"], n=points(item["hundredths"])
            )
    return list(found.items())


def _meetings(visit: Visit, _params: Params, record: Record) -> list[Option]:
    """Return the newest meetings of the branch, at one of which it may have been discussed."""
    answer = visit.client.look("/activities", organization_id=record["organization_id"], limit=100)
    held = [each for each in (answer or {"items": []})["items"] if each["kind"] in MEETINGS]
    newest = sorted(held, key=lambda each: str(each["held_on"]), reverse=True)[:20]
    return [
        (each["id"], f"{visit.code('activity_kind', each['kind'])} {visit.day(each['held_on'])}") for each in newest
    ]


def _today(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"occurred_on": visit.today, "organization_id": _unit() or _here(visit)}


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    said = [("fields.member_id", _name(visit, record)), ("fields.item", _item(visit, record)),
            ("fields.points", points(record["hundredths"])), ("fields.reason", record["reason"])]  # fmt: skip
    return [(visit.words(key), text) for key, text in said]


def _way(visit: Visit, record: Record) -> list[Stage]:
    """Return the four steps of confirmation, then the publication and the counting."""
    notes = dict.fromkeys(WAY, "")
    if record.get("meeting_on"):
        notes["discussed"] = visit.day(record["meeting_on"])
    if record.get("objections_until"):
        notes["published"] = visit.words("declarations.way.until", day=visit.day(record["objections_until"]))
    labels = [(visit.words(f"declarations.way.{each}"), notes[each]) for each in WAY]
    reached = WAY.index(record["status"]) + 1 if record["status"] in WAY else 0
    return stages(labels, reached, over=record["status"] == "withdrawn")


def _more(visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    return {"way": _way(visit, record)}


def _step(words: str, path: str, *statuses: str, above: bool = False, rare: bool = False) -> Button:
    """Return the button of a step that may follow some states, taken by the branch itself or from above it."""

    def when(visit: Visit, record: Record) -> bool:
        return record["status"] in statuses and (above or is_of_unit(visit, record))

    return Button(words=f"declarations.{words}.title", path=f"{ONE}/{path}", when=when, primary=not rare, rare=rare,
                  roles=ABOVE if above else STAFF)  # fmt: skip


def _window_is_over(visit: Visit, record: Record) -> bool:
    is_over = record["status"] == "published" and str(record["objections_until"] or "9") < visit.today.isoformat()
    return is_over and is_of_unit(visit, record)


serve_list(
    area,
    ListView(
        path=ALL, words="declarations.list", filters=("status", "year"), opens="/point-declarations/{id}",
        groups={"status": "declaration_status"},
        columns=(
            Column(name="item", value=_item), Column(name="member_id", value=_names), UNIT, POINTS,
            Column(name="occurred_on", kind="day"), Column(name="reason"), STATUS,
        ),
        buttons=(Button(words="declarations.declare.title", path=ALL, roles=STAFF, primary=True),),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=ONE, words="declarations.record", title=_item, state=STATUS, steps="way", step_group="declaration_step",
        template="member_points/declaration.html", more=_more,
        summary=(
            Column(name="member_id", value=_name), UNIT, POINTS, Column(name="times"),
            Column(name="occurred_on", kind="day"), Column(name="reason"), Column(name="evidence"),
            Column(name="meeting_on", kind="day"), Column(name="present"), Column(name="agreed"),
            Column(name="published_on", kind="day"), Column(name="objections_until", kind="day"),
            Column(name="rule_version"),
        ),
        parts=(
            Part(
                name="objections", path=f"{ONE}/objections", opens="/point-objections/{id}",
                columns=(
                    Column(name="reason"), Column(name="raised_on", kind="day"), Column(name="due_on", kind="day"),
                    OBJECTION_STATUS, Column(name="answer"),
                ),
            ),
        ),
        buttons=(
            _step("discuss", "discussions", "declared"),
            _step("verify", "verifications", "discussed"),
            _step("approve", "approvals", "verified", above=True),
            _step("publish", "publications", "approved"),
            Button(words="declarations.count.title", path=f"{ONE}/confirmations", when=_window_is_over, primary=True),
            _step("declare_again", "declarations", "returned"),
            _step("object", "objections", "published", rare=True),
            _step("return", "returns", "declared", "discussed", "verified", rare=True),
            _step("withdraw", "withdrawals", *WAY[:-1], "returned", rare=True),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=ALL, words="declarations.declare", hidden=("organization_id",), values=_today,
        fields=("member_id", "item", "occurred_on", "times", "reason", "evidence"),
        options={"member_id": _members, "item": _typed_items},
    ),
)  # fmt: skip
for name, path, fields in (
    ("discuss", "discussions", ("meeting_id", "meeting_on", "present", "agreed", "opinion")),
    ("verify", "verifications", ("opinion", "on")),
    ("approve", "approvals", ("opinion", "on")),
    ("publish", "publications", ("on",)),
    ("count", "confirmations", ("on",)),
    ("declare_again", "declarations", ("reason", "evidence", "opinion", "on")),
    ("object", "objections", ("reason", "on")),
    ("return", "returns", ("opinion", "on")),
    ("withdraw", "withdrawals", ("reason", "on")),
):
    serve_form(
        area,
        FormView(
            method="POST", path=f"{ONE}/{path}", words=f"declarations.{name}", fields=fields, about=_about,
            options={"meeting_id": _meetings} if name == "discuss" else {},
            after=lambda _, params, __: f"/api/v1{ONE.format(**params)}",
        ),
    )  # fmt: skip
serve_record(
    area,
    RecordView(
        path=OBJECTION, words="declarations.objection", state=OBJECTION_STATUS,
        summary=(
            UNIT, Column(name="about", kind="code", group="objection_subject"), Column(name="reason"),
            Column(name="raised_on", kind="day"), Column(name="due_on", kind="day"), Column(name="answer"),
            Column(name="answered_on", kind="day"),
            Column(
                name="about_id", value=lambda visit, _: visit.words("declarations.objection.see"),
                opens=lambda _, each: f"/point-{'declarations' if each['about'] == 'declaration' else 'years'}/"
                f"{each['about_id']}",
            ),
        ),
        buttons=(
            Button(
                words="declarations.answer.title", path=f"{OBJECTION}/answers", roles=ABOVE, primary=True,
                when=lambda visit, each: each["status"] == "open" and each["organization_id"] != _here(visit),
            ),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{OBJECTION}/answers", words="declarations.answer", fields=("decision", "answer", "on"),
        groups={"decision": "objection_decision"},
        about=lambda visit, each: [(visit.words("fields.reason"), each["reason"])],
    ),
)  # fmt: skip
