"""Campaigns: themes with the units that take part, what was held for them, and the exemplars chosen."""

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, names_of
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.activities import TABS
from gateway.console.people import member_options, own_and_below
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.roles import ABOVE, STAFF
from gateway.console.visit import Visit

area = Area("activities", tabs=TABS)
GROUPS = {"kind": "campaign_kind", "status": "campaign_status"}
KIND, STATUS = (
    Column(name="kind", kind="code", group="campaign_kind"),
    Column(name="status", kind="tag", group="campaign_status"),
)
UNIT, FROM, UNTIL = (
    Column(name="organization_id", kind="unit"),
    Column(name="first", kind="day"),
    Column(name="last", kind="day"),
)
ONE = "/campaigns/{campaign_id}"
PART, EXEMPLAR = f"{ONE}/units/{{organization_id}}", f"{ONE}/exemplars/{{exemplar_id}}"


def _is_open(_visit: Visit, record: Record) -> bool:
    return bool(record.get("status") == "open")


def _takes_part(_visit: Visit, record: Record) -> bool:
    return bool(record.get("status") == "taking_part")


def _is_chosen(_visit: Visit, record: Record) -> bool:
    return bool(record.get("status") == "chosen")


def _units_taking_part(visit: Visit, params: Params, _record: Record) -> list[Option]:
    found = visit.client.get(f"/campaigns/{params['campaign_id']}/units", limit=200)["items"]
    ids = [each["organization_id"] for each in found if each["status"] == "taking_part"]
    names = names_of(visit, ids)
    return [(each, names[each]) for each in ids if each in names]


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    return [(visit.words("fields.title"), record["title"])]


def _of_unit(visit: Visit, record: Record) -> list[tuple[str, str]]:
    unit = record["organization_id"]
    return [(visit.words("fields.organization_id"), names_of(visit, {unit}).get(unit, ""))]


def _closing(visit: Visit, _params: Params, record: Record) -> str:
    return visit.words("campaigns.close.numbers", n=record["units"], activities=record["activities"])


serve_list(
    area,
    ListView(
        path="/campaigns", words="campaigns.list", opens="/campaigns/{id}", filters=("kind", "status"), groups=GROUPS,
        columns=(Column(name="title"), KIND, UNIT, FROM, UNTIL, STATUS),
        buttons=(Button(words="campaigns.open.title", path="/campaigns", roles=ABOVE, primary=True),),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=ONE, words="campaigns.one", state=STATUS,
        summary=(
            KIND, UNIT, Column(name="basis"), FROM, UNTIL, Column(name="content"),
            Column(name="units", kind="number"), Column(name="activities", kind="number"),
            Column(name="exemplars", kind="number"),
        ),
        parts=(
            Part(
                name="units", path=f"{ONE}/units",
                columns=(
                    UNIT, Column(name="joined_on", kind="day"),
                    Column(name="status", kind="tag", group="taking_part"),
                ),
                buttons=(
                    Button(
                        words="campaigns.join.title", path=f"{ONE}/units", roles=STAFF, when=_is_open, unasked=True
                    ),
                ),
                acts=(Button(words="campaigns.leave.act", path=f"{PART}/departures", roles=STAFF, when=_takes_part),),
            ),
            Part(
                name="exemplars", path=f"{ONE}/exemplars", opens=f"{ONE}/exemplars/{{id}}",
                columns=(
                    UNIT, Column(name="reason"), Column(name="chosen_on", kind="day"),
                    Column(name="status", kind="tag", group="exemplar_status"),
                ),
                buttons=(
                    Button(
                        words="campaigns.choose.title", path=f"{ONE}/exemplars",
                        roles=ABOVE, when=_is_open, unasked=True,
                    ),
                ),
                acts=(
                    Button(
                        words="campaigns.revoke.act", path=f"{ONE}/exemplars/{{id}}/revocations", roles=ABOVE,
                        when=_is_chosen,
                    ),
                ),
            ),
        ),
        buttons=(
            Button(
                words="campaigns.held", path="/activities", method="GET",
                query=lambda visit, record: {"campaign_id": record["id"], "period": visit.today.year},
            ),
            Button(words="campaigns.amend.title", path=ONE, method="PATCH", roles=ABOVE, when=_is_open, unasked=True),
            Button(words="campaigns.close.title", path=f"{ONE}/closings", roles=ABOVE, when=_is_open, unasked=True),
        ),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=PART, words="campaigns.part", state=Column(name="status", kind="tag", group="taking_part"),
        summary=(UNIT, Column(name="joined_on", kind="day")),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=EXEMPLAR, words="campaigns.exemplar", state=Column(name="status", kind="tag", group="exemplar_status"),
        summary=(UNIT, Column(name="reason"), Column(name="chosen_on", kind="day")),
        buttons=(Button(words="campaigns.revoke.title", path=f"{EXEMPLAR}/revocations", roles=ABOVE, when=_is_chosen),),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/campaigns", words="campaigns.open", hidden=("organization_id",), groups=GROUPS,
        fields=("kind", "title", "basis", "first", "last", "content"),
        values=lambda visit, _params, _record: {"first": visit.today},
    ),
)  # fmt: skip
serve_form(area, FormView(method="PATCH", path=ONE, words="campaigns.amend"))
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/closings", words="campaigns.close", about=_about, consequence=_closing,
        values=lambda visit, _params, _record: {"on": visit.today},
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/units", words="campaigns.join", about=_about,
        options={"organization_id": lambda visit, _params, _record: own_and_below(visit)},
    ),
)  # fmt: skip
serve_form(area, FormView(method="POST", path=f"{PART}/departures", words="campaigns.leave", about=_of_unit))
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/exemplars", words="campaigns.choose", about=_about,
        values=lambda visit, _params, _record: {"on": visit.today, "organization_id": ""},
        options={
            "organization_id": _units_taking_part,
            "member_id": lambda visit, _params, _record: member_options(
                visit, visit.capacity.organization_id if visit.capacity else ""
            ),
        },
    ),
)  # fmt: skip
serve_form(area, FormView(method="POST", path=f"{EXEMPLAR}/revocations", words="campaigns.revoke", about=_of_unit))
