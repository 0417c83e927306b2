"""Members: the roll of an organization, one member, and the transfers between organizations."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, Record
from gateway.console.forms import FormView, Option, Params
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView
from gateway.console.organization_lists import serve_organization_list
from gateway.console.people import units_within
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.roles import PERSONAL_DATA, STAFF
from gateway.console.visit import Visit

area = Area("organizations")
PLACE, ONE, MOVE = "/organizations/{organization_id}", "/members/{member_id}", "/transfers/{transfer_id}"
GROUPS = {
    "status": "member_status",
    "member_class": "member_class",
    "state": "transfer",
    "direction": "transfer_direction",
}
UNIT = Column(name="organization_id", kind="unit")
STATUS, CLASS = Column(name="status", kind="code", group="member_status"), Column(name="member_class", kind="code")
FROM, TO = Column(name="from_organization_id", kind="unit"), Column(name="to_organization_id", kind="unit")
STATE = Column(name="state", kind="tag", group="transfer_status")
REGISTER = Button(words="members.register.title", path=f"{PLACE}/members", primary=True)
MEMBER_FIELDS = ("name", "status", "member_class", "joined_on", "identity_number", "phone", "born_on", "long_ill")


def _is_shown(_visit: Visit, record: Record) -> bool:
    return not record.get("reduced") and bool(record.get("name"))


def _may_go(_visit: Visit, member: Record) -> bool:
    return _is_shown(_visit, member) and member.get("transfer") is None


def _may_read_in_full(visit: Visit, member: Record) -> bool:
    own = visit.client.look("/accounts/me") or {"grants": ()}
    return any(each["role"] == PERSONAL_DATA for each in own["grants"]) and _is_shown(visit, member)


def _waits(_visit: Visit, transfer: Record) -> bool:
    return bool(transfer.get("state") == "requested")


def _here(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"effective_on": visit.today, "status": "full", "member_class": "ordinary"}


def _about(visit: Visit, record: Record) -> list[Option]:
    return [(visit.words("members.one.name"), str(record.get("name") or ""))]


def _targets(visit: Visit, _params: Params, member: Record) -> list[Option]:
    """Return the organizations that a member may go to, as far as they are shown to the person."""
    return [each for each in units_within(visit) if each[0] != member.get("organization_id")]


serve_organization_list(
    area,
    ListView(
        path=f"{PLACE}/members", words="members.list", template="organizations/list.html", opens="/members/{id}",
        filters=("name", "status", "member_class", "below", "entered_twice", "as_of"), groups=GROUPS,
        columns=(Column(name="name"), UNIT, STATUS, CLASS, Column(name="joined_on", kind="day"), Column(name="phone")),
        buttons=(REGISTER,),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=ONE, words="members.one",
        crumbs=lambda visit, member: [
            (visit.words("members.list.title"), f"/organizations/{member['organization_id']}/members")
        ],
        summary=(
            UNIT, STATUS, CLASS, Column(name="born_on", kind="day"), Column(name="joined_on", kind="day"),
            Column(
                name="long_ill", kind="words",
                value=lambda _visit, member: "lists.true" if member.get("long_ill") else None,
            ),
            Column(name="identity_number"), Column(name="phone"), Column(name="purged_on", kind="day"),
            Column(
                name="transfer", kind="words", opens="/transfers/{transfer_id}",
                value=lambda _visit, member: "members.look_transfer" if member.get("transfer") else None,
            ),
        ),
        parts=(
            Part(
                name="places", of="places",
                columns=(
                    UNIT, Column(name="valid_from", kind="day"), Column(name="valid_until", kind="day"),
                    Column(name="reason", kind="code", group="leaving_reason"),
                ),
            ),
            Part(
                name="posts", of="posts",
                columns=(
                    Column(name="title", kind="code", group="post"), UNIT, Column(name="from_on", kind="day"),
                    Column(name="until_on", kind="day"),
                ),
            ),
        ),
        buttons=(
            Button(words="members.amend.title", path=ONE, method="PATCH", roles=STAFF, when=_is_shown),
            Button(words="members.transfer.title", path=f"{ONE}/transfers", roles=STAFF, when=_may_go),
            Button(words="members.depart.title", path=f"{ONE}/departures", roles=STAFF, when=_is_shown, rare=True),
            Button(
                words="members.personal.title", path=f"{ONE}/personal-data", method="GET", when=_may_read_in_full,
            ),
        ),
    ),
)  # fmt: skip


@area.page("/members/<member_id>/personal-data", methods=("GET", "POST"))
def personal_data(visit: Visit, member_id: str) -> str | Response:
    """Say that the reading is recorded; then show the numbers in full, for a minute."""
    member = visit.client.get(f"/members/{member_id}")
    found = visit.client.get(f"/members/{member_id}/personal-data") if request.method == "POST" else None
    crumbs = [(member["name"], f"/members/{member_id}"), (visit.words("members.personal.title"), "")]
    return visit.render(
        "organizations/personal_data.html", title=visit.words("members.personal.title"), crumbs=crumbs, member=member,
        found=found,
    )  # fmt: skip


serve_form(
    area,
    FormView(
        method="POST", path=f"{PLACE}/members", words="members.register", groups=GROUPS, record="", values=_here,
        fields=(*MEMBER_FIELDS, "effective_on"), rest=("born_on", "long_ill", "effective_on"),
        after=lambda _visit, _params, answer: f"/api/v1/members/{answer.json['id']}",
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PATCH", path=ONE, words="members.amend", groups=GROUPS,
        fields=("name", "status", "member_class", "joined_on", "born_on", "long_ill"),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/transfers", words="members.transfer", about=_about,
        options={"to_organization_id": _targets},
        after=lambda _visit, _params, answer: f"/api/v1/transfers/{answer.json['id']}",
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/departures", words="members.depart", about=_about, hidden=("expected_version",),
        fields=("reason", "effective_on"), groups={"reason": "leaving_reason"},
        values=lambda visit, _params, member: {"effective_on": visit.today, "expected_version": member["version"]},
        consequence=lambda visit, _params, member: visit.words(
            "members.depart.numbers", n=sum(1 for each in member.get("posts") or [] if each["held"])
        ),
    ),
)  # fmt: skip
serve_organization_list(
    area,
    ListView(
        path=f"{PLACE}/transfers", words="members.transfers", template="organizations/list.html",
        opens="/transfers/{id}", filters=("direction", "state", "below"), groups=GROUPS,
        columns=(Column(name="name"), FROM, TO, STATE, Column(name="requested_at", kind="moment")),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=MOVE, words="members.one_transfer", state=STATE,
        summary=(
            FROM, TO, STATUS, CLASS, Column(name="requested_at", kind="moment"), Column(name="reason"),
            Column(name="decided_at", kind="moment"), Column(name="effective_on", kind="day"),
            Column(
                name="member_id", kind="words", opens="/members/{member_id}",
                value=lambda _visit, transfer: "members.look_member" if transfer.get("name") else None,
            ),
        ),
        buttons=(
            Button(words="members.confirm.title", path=f"{MOVE}/confirmations", when=_waits, primary=True),
            Button(words="members.refuse.title", path=f"{MOVE}/refusals", when=_waits),
            Button(words="members.withdraw.title", path=f"{MOVE}/withdrawals", when=_waits),
        ),
    ),
)  # fmt: skip
for name, step, shown in (
    ("confirm", "confirmations", ("effective_on",)), ("refuse", "refusals", ("reason",)),
    ("withdraw", "withdrawals", ()),
):  # fmt: skip
    serve_form(
        area,
        FormView(
            method="POST", path=f"{MOVE}/{step}", words=f"members.{name}", fields=shown or ("expected_version",),
            hidden=("expected_version",), about=_about,
            values=lambda visit, _params, transfer: {
                "effective_on": visit.today, "expected_version": transfer["version"]
            },
        ),
    )  # fmt: skip
