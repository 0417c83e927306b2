"""Accounts: the list, an account with its grants, how it is made, amended, and given back to who lost a key."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Response

from gateway.console import choices
from gateway.console.accounts_shown import (
    ADMINISTRATORS,
    APPROVERS,
    GIVERS,
    all_grants,
    is_service,
    roles_to_give,
    unit_of,
    units_and_all,
)
from gateway.console.actions import Button
from gateway.console.api import Answer
from gateway.console.areas import Area
from gateway.console.columns import Column, names_of
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.todo_rows import own_row
from gateway.console.visit import Visit

TABS = ("/accounts", "/accounts/persons", "/accounts/me/approvals")
area = Area("accounts", tabs=TABS)
ACCOUNT = "/accounts/{account_id}"
KEEPERS = frozenset({"district_staff", "street_staff", "system_admin", "security_admin"})
OPENERS = KEEPERS - {"security_admin"}
"""Who opens accounts: the security administrator gives rights to accounts that others have opened."""
STATE = Column(
    name="state", kind="tag", group="account_state",
    value=lambda _visit, record: "disabled" if record["disabled"] else "in_force",
)  # fmt: skip


def _persons(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    found = choices.all_of(visit.client, "/accounts/persons")
    return [(each["id"], f"{each['name']}（{'、'.join(each['accounts'])}）") for each in found]


def _roles(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    return [(each, visit.code("role", each)) for each in roles_to_give(visit)]


def _created(visit: Visit, _params: Params, answer: Answer) -> str:
    """Show the first password once, and others of the same name, to be checked."""
    made = answer.json
    title = visit.words("accounts.create.made")
    return visit.render("accounts/created.html", title=title, crumbs=[(title, "")], made=made)


def _as_it_is(visit: Visit, record: Record) -> list[tuple[str, str]]:
    return [(visit.words("fields.account_id"), record["name"])]


def _is_member(visit: Visit, record: Record) -> str:
    return visit.words("lists.true" if record.get("member_id") else "lists.false")


serve_list(
    area,
    ListView(
        path="/accounts", words="accounts.list", filters=("below",), opens="/accounts/{id}",
        columns=(
            Column(name="username", kind="typed"), Column(name="name"),
            Column(name="organization_id", value=unit_of),
            Column(name="grants", value=all_grants), STATE,
            Column(
                name="second_factor", kind="tag", group="second_factor",
                value=lambda _visit, record: "on" if record["second_factor"] else "off",
            ),
        ),
        buttons=(
            Button(words="accounts.service.title", path="/accounts/service-accounts", roles=OPENERS),
            Button(words="accounts.create.title", path="/accounts", roles=OPENERS, primary=True),
        ),
        template="accounts/accounts.html",
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path="/accounts/persons", words="accounts.persons", filters=("same_name",),
        columns=(
            Column(name="name"), Column(name="accounts", kind="typed"), Column(name="member_id", value=_is_member),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/accounts", words="accounts.create",
        fields=("username", "name", "organization_id", "grants", "person_id"),
        options={
            "organization_id": units_and_all, "grants.organization_id": units_and_all, "grants.role": _roles,
            "person_id": _persons,
        },
        answered=_created,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/accounts/service-accounts", words="accounts.service",
        fields=("username", "name", "organization_id", "grants"),
        options={"organization_id": units_and_all, "grants.organization_id": units_and_all, "grants.role": _roles},
        after=lambda _visit, _params, answer: f"/api/v1/accounts/{answer.json['id']}",
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PATCH", path=ACCOUNT, words="accounts.amend", fields=("name", "disabled", "person_id"),
        options={"person_id": _persons}, about=_as_it_is,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ACCOUNT}/password-resets", words="accounts.reset", fields=("number",), about=_as_it_is,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ACCOUNT}/second-factor-removals", words="accounts.remove_factor", about=_as_it_is,
    ),
)  # fmt: skip


@area.page("/accounts/me/approvals")
def approvals(visit: Visit) -> str:
    """List the grants that wait for one's approval as the second person."""
    found = visit.client.get("/accounts/me/approvals", limit=50)["items"]
    title = visit.words("accounts.approvals.title")
    return visit.render("accounts/approvals.html", title=title, rows=[own_row(visit, each) for each in found])


@area.page("/accounts/<account_id>")
def account(visit: Visit, account_id: str) -> "str | Response":
    """Show an account: whose it is, what it may do, its keys and its identities at providers."""
    keys = partial(visit.client.look, f"/accounts/{account_id}/keys", limit=50)
    found = visit.client.gather(
        account=partial(visit.client.get, f"/accounts/{account_id}"),
        keys=keys if is_service(account_id) else lambda: None,
        identities=partial(visit.client.look, f"/accounts/{account_id}/identities", limit=50),
        providers=partial(visit.client.look, "/auth/openid/providers", limit=1),
    )
    record: Mapping[str, Any] = found["account"]
    held = [*record["grants"], *record["pending_grants"]]
    places = {each["organization_id"] for each in held} | {record["organization_id"]}
    names = names_of(visit, places - {"*"}) | {"*": visit.words("bar.everywhere")}
    role = visit.capacity.role if visit.capacity else ""
    return visit.render(
        "accounts/account.html", title=record["name"], crumbs=[(record["name"], "")], record=record, names=names,
        keys=found["keys"] and found["keys"]["items"], identities=(found["identities"] or {"items": []})["items"],
        is_service=is_service(account_id), may_keep=role in KEEPERS, may_give=role in GIVERS,
        may_approve=role in APPROVERS and account_id != visit.session.kept.account_id,
        has_providers=bool((found["providers"] or {"items": []})["items"]),
        is_own=account_id == visit.session.kept.account_id, is_administrator=role in ADMINISTRATORS,
    )  # fmt: skip
