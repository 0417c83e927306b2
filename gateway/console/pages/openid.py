"""Signing in by an OpenID Connect provider, and the identities by which one may; the provider sends people back."""

from typing import Any

import msgspec
from flask import Response, g, request

from gateway.console.api import Answer
from gateway.console.areas import Area
from gateway.console.context import client_of, console
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.filled import new_key
from gateway.console.forms.views import serve_form
from gateway.console.pages.sign_in import enter
from gateway.console.session import ConsoleSession
from gateway.console.sign_in import exchange
from gateway.console.visit import ROOT, Visit, go, safe_address

openid = Area("account")
CAME_BACK = ("state", "code", "iss")


def _providers(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    found = visit.client.look("/auth/openid/providers", limit=50) or {"items": []}
    return [(each["name"], each["label"]) for each in found["items"]]


@openid.page("/sign-in/openid/<provider>", methods=("POST",), public=True)
def begin(visit: Visit, provider: str) -> Response:
    """Send somebody to a provider, and keep here what has to come back with them."""
    answer = exchange(client_of, "/auth/openid/attempts", provider=provider)
    if answer.is_refusal:
        return go(f"{ROOT}/sign-in?refused=1")
    return _sent_away(visit, answer, {"onward": safe_address(request.args.get("next"))})


@openid.page("/sign-in/openid", methods=("GET", "POST"), public=True)
def come_back(visit: Visit) -> "str | Response":
    """Ask for one click more, with a one-time password where one is in force: what came back is good once."""
    attempt = visit.session.kept.attempt
    if request.method == "GET":
        given = {name: request.args.get(name, "") for name in CAME_BACK}
        return _asked(visit, given, "" if attempt else visit.words("openid.lost"))
    given = {name: request.form.get(name, "") for name in CAME_BACK} | {"attempt_secret": attempt.get("secret", "")}
    if attempt.get("link"):
        return _linked(visit, given)
    answer = exchange(client_of, "/auth/openid/completions", **given, second_factor=request.form.get("factor", ""))
    if answer.is_refusal:
        return Response(_asked(visit, {}, str(answer.problem.get("detail", ""))), answer.status)
    return go(enter(visit, answer.json) or safe_address(attempt.get("onward")))


@openid.page("/account/identities", methods=("GET", "POST"))
def identities(visit: Visit) -> "str | Response":
    """List one's identities at providers, and begin to prove another."""
    if request.method == "GET":
        return _identities(visit, None)
    sent = {name: request.form.get(name, "") for name in ("provider", "current_password")}
    answer = visit.client.send("POST", "/accounts/me/identities/attempts", sent, key=new_key())
    if answer.is_refusal:
        return Response(_identities(visit, answer), answer.status)
    return _sent_away(visit, answer, {"link": "1"})


@openid.page("/account/identities/<identity_id>/end", methods=("POST",))
def unlink(visit: Visit, identity_id: str) -> Response:
    """Unlink one of one's own identities."""
    visit.client.send("DELETE", f"/accounts/me/identities/{identity_id}")
    return go(visit.link("/account/identities", done="openid.unlink"))


def _sent_away(visit: Visit, answer: Answer, more: dict[str, str]) -> Response:
    begun = answer.json
    attempt = {"secret": begun["attempt_secret"], "state": begun["state"]} | more
    g.session = console().sessions.await_provider(visit.session, attempt)
    title, address = visit.words("openid.leaving.title"), begun["authorization_address"]
    page = visit.render("sign_in/leaving.html", title=title, address=address)
    # A redirect is part of sending the form, which the page's policy lets go nowhere else.
    return Response(page, headers={"Refresh": f"0; url={address}"})


def _linked(visit: Visit, given: dict[str, str]) -> "str | Response":
    sent = {name: said for name, said in given.items() if said}
    answer = visit.client.send("POST", "/accounts/me/identities", sent, key=new_key())
    kept: ConsoleSession = visit.session
    g.session = console().sessions.keep(kept, msgspec.structs.replace(kept.kept, attempt={}))
    if answer.is_refusal:
        return Response(_identities(visit, answer), answer.status)
    return go(visit.link("/account/identities", done="openid.linked"))


def _asked(visit: Visit, given: dict[str, str], detail: str) -> str:
    title = visit.words("openid.finish.title")
    is_linking = bool(visit.session.kept.attempt.get("link"))
    return visit.render("sign_in/openid.html", title=title, given=given, detail=detail, is_linking=is_linking)


def _identities(visit: Visit, refused: Answer | None) -> str:
    title = visit.words("openid.identities")
    found: Any = visit.client.get("/accounts/me/identities", limit=50)
    return visit.render(
        "account/identities.html", title=title, identities=found["items"], providers=_providers(visit, {}, {}),
        detail=str(refused.problem.get("detail", "")) if refused else "",
    )  # fmt: skip


def _back(_visit: Visit, params: Params, _answer: Answer) -> str:
    return f"/api/v1/accounts/{params['account_id']}"


serve_form(
    openid,
    FormView(
        method="POST", path="/accounts/{account_id}/identities", words="openid.link_for",
        fields=("provider", "subject"), options={"provider": _providers},
    ),
)  # fmt: skip
serve_form(
    openid,
    FormView(
        method="DELETE", path="/accounts/{account_id}/identities/{identity_id}", words="openid.unlink",
        record="/accounts/{account_id}", after=_back,
    ),
)  # fmt: skip
