"""Signing in and out, and the language of the pages."""

from pathlib import Path
from typing import Any

import msgspec
from flask import Response, g, request

from gateway.console.api import Answer
from gateway.console.areas import Area
from gateway.console.context import client_of, console
from gateway.console.protection import LANGUAGE_COOKIE, YEAR, is_encrypted, new_cookie
from gateway.console.session import ConsoleSession, Kept
from gateway.console.sign_in import exchange, kept_of
from gateway.console.visit import ROOT, Visit, go, safe_address
from gateway.console.words import LANGUAGES

area = Area("sign_in")
SECOND_FACTOR = frozenset({"second_factor_needed", "second_factor_wrong"})


@area.page("/sign-in", methods=("GET", "POST"), public=True)
def sign_in(visit: Visit) -> str | Response:
    """Ask for a username and a password, and for a one-time password where the account has a second factor."""
    onward = safe_address(request.args.get("next"))
    if request.method == "GET":
        return go(onward) if visit.session.is_signed_in else _form(visit, None)
    given = _given()
    answer = exchange(client_of, "/auth/token", **given)
    if answer.is_refusal:
        return Response(_form(visit, answer), answer.status)
    return go(enter(visit, answer.json) or onward)


def enter(visit: Visit, tokens: dict[str, Any]) -> str:
    """Open a session under a new cookie; return the address of a form that the end of the last one interrupted."""
    here = console()
    kept = kept_of(client_of, tokens, here.clock())
    left = visit.session.kept
    is_own = left.account_id == kept.account_id
    here.sessions.end(visit.session)
    g.session = here.sessions.open(msgspec.structs.replace(kept, interrupted=left.interrupted if is_own else {}))
    return safe_address(left.interrupted["address"]) if is_own and left.interrupted else ""


@area.page("/sign-out", methods=("POST",), public=True)
def sign_out(visit: Visit) -> Response:
    """End the session in the API and here."""
    kept = visit.session.kept
    if kept.refresh_token:
        exchange(client_of, "/auth/revocations", refresh_token=kept.refresh_token)
    console().sessions.end(visit.session)
    g.session = ConsoleSession(new_cookie(), Kept())
    response = go(f"{ROOT}/sign-in")
    # What the browser kept for the back button shows nothing any more.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@area.page("/language/<language>", public=True)
def choose_language(_visit: Visit, language: str) -> Response:
    """Keep the language that somebody chose, and go back to the page."""
    response = go(safe_address(request.args.get("next")))
    if language in LANGUAGES:
        secure = is_encrypted(console().settings.public_url)
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, path="/", secure=secure, samesite="Lax")
    return response


def _given() -> dict[str, str]:
    shown = request.form.get("role", "")
    account = next((each for each in _demonstrated() if each["username"] == shown), None)
    if account is not None:
        return {name: account[name] for name in ("username", "password")}
    return {name: request.form.get(name, "").strip() for name in ("username", "password", "code")}


def _form(visit: Visit, refused: Answer | None) -> str:
    code = refused.code if refused else ""
    providers = visit.client.look("/auth/openid/providers", limit=50) or {"items": []}
    detail = str(refused.problem.get("detail", "")) if refused else ""
    return visit.render(
        "sign_in/sign_in.html", title=visit.words("sign_in.title"), detail=detail,
        wants_code=code in SECOND_FACTOR, roles=_demonstrated(), username=request.form.get("username", ""),
        is_resumed=bool(visit.session.kept.interrupted), providers=providers["items"],
    )  # fmt: skip


def _demonstrated() -> list[dict[str, Any]]:
    """Return the accounts that a demonstration offers by one click; anywhere else there are none."""
    stated = console().settings.demo_accounts
    if not stated or not Path(stated).is_file():
        return []
    accounts: list[dict[str, Any]] = msgspec.json.decode(Path(stated).read_bytes())["accounts"]
    return accounts
