"""Grants: what one would reach is shown before it is given; approved by a second person, and withdrawn."""

from functools import partial
from typing import Any

from flask import Response, request

from gateway.console.accounts_shown import one_grant, roles_to_give, units_and_all
from gateway.console.api import Answer
from gateway.console.areas import Area
from gateway.console.forms import FormView, Record
from gateway.console.forms.filled import new_key
from gateway.console.forms.views import serve_form
from gateway.console.pages.accounts import ACCOUNT
from gateway.console.visit import Visit, go

grants = Area("accounts")
GRANT = f"{ACCOUNT}/grants/{{grant_id}}"


def _of_whom(visit: Visit, record: Record) -> list[tuple[str, str]]:
    grant_id = (request.view_args or {}).get("grant_id")
    held = [*record["grants"], *record["pending_grants"]]
    said = [one_grant(visit, each) for each in held if each["id"] == grant_id]
    return [
        (visit.words("fields.account_id"), record["name"]),
        *((visit.words("accounts.grant.one"), each) for each in said),
    ]


def _back(_visit: Visit, params: Any, _answer: Answer) -> str:
    return f"/api/v1/accounts/{params['account_id']}"


serve_form(
    grants,
    FormView(
        method="POST", path=f"{GRANT}/approvals", words="accounts.approve", record=ACCOUNT, about=_of_whom, after=_back,
    ),
)  # fmt: skip
serve_form(
    grants,
    FormView(method="DELETE", path=GRANT, words="accounts.withdraw", record=ACCOUNT, about=_of_whom, after=_back),
)


@grants.page("/accounts/<account_id>/grants/new", methods=("GET", "POST"))
def give(visit: Visit, account_id: str) -> "str | Response":
    """Ask which grant; show what it would reach; give it."""
    if request.method == "POST":
        return _given(visit, account_id)
    return _asked(visit, account_id, None)


def _given(visit: Visit, account_id: str) -> "str | Response":
    read = visit.client.read(f"/accounts/{account_id}")
    answer = visit.client.send(
        "POST", f"/accounts/{account_id}/grants", _chosen(), key=request.form.get("_key") or new_key(), etag=read.etag
    )
    if answer.is_refusal:
        return Response(_asked(visit, account_id, answer), answer.status)
    return go(visit.link(f"/accounts/{account_id}", after=answer.position, done="accounts.grant"))


def _chosen() -> dict[str, Any]:
    said = request.values
    is_first = "role" not in said
    place, role = said.get("organization_id", ""), said.get("role", "")
    return {"role": role, "organization_id": place, "below": is_first or said.get("below") == "true"}


def _asked(visit: Visit, account_id: str, refused: Answer | None) -> str:
    chosen = _chosen()
    is_chosen = bool(chosen["role"] and chosen["organization_id"])
    found = visit.client.gather(
        account=partial(visit.client.get, f"/accounts/{account_id}"),
        preview=partial(visit.client.ask, "GET", "/accounts/grants/preview", query=chosen)
        if is_chosen
        else lambda: None,
    )
    preview: Answer | None = found["preview"]
    details = [each.problem.get("detail", "") for each in (preview, refused) if each is not None and each.is_refusal]
    title = visit.words("accounts.grant.title")
    return visit.render(
        "accounts/grant.html", title=title, crumbs=[(found["account"]["name"], f"/accounts/{account_id}"), (title, "")],
        record=found["account"], chosen=chosen, roles=roles_to_give(visit),
        units=units_and_all(visit, {}, {}), details=details, key=new_key(),
        preview=preview.json if preview is not None and not preview.is_refusal else None,
    )  # fmt: skip
