"""One's own account: the password, where one is signed in, and the second factor."""

from flask import Response, request

from gateway.console.api import Answer
from gateway.console.areas import Area
from gateway.console.context import client_of
from gateway.console.pages.sign_in import enter
from gateway.console.sign_in import SignInNeeded, exchange
from gateway.console.visit import Visit, go, sign_in_address

area = Area("account")


@area.page("/account", own=True)
def account(visit: Visit) -> str | Response:
    """Show whose account it is, and every session in which it is signed in."""
    found = visit.client.gather(
        own=lambda: visit.client.get("/accounts/me"),
        sessions=lambda: visit.client.get("/accounts/me/sessions", limit=50),
    )
    return visit.render(
        "account/account.html",
        title=visit.words("account.title"),
        own=found["own"],
        sessions=found["sessions"]["items"],
    )


@area.page("/account/sessions/<session_id>/end", methods=("POST",), own=True)
def end_session(visit: Visit, session_id: str) -> Response:
    """End a session somewhere else, or this one."""
    visit.client.send("DELETE", f"/accounts/me/sessions/{session_id}")
    return go(visit.link("/account", done="account.ended"))


@area.page("/account/password", methods=("GET", "POST"), own=True)
def password(visit: Visit) -> str | Response:
    """Change one's password, which signs out everywhere, and sign in here with the new one."""
    if request.method == "GET":
        return _password_form(visit)
    given = {name: request.form.get(name, "") for name in ("current_password", "new_password")}
    if given["new_password"] != request.form.get("again", ""):
        return Response(_password_form(visit, {"again": visit.words("account.not_the_same")}), 422)
    answer = visit.client.send("PUT", "/accounts/me/password", given)
    if answer.status == 401:  # noqa: PLR2004 - HTTP's own number
        raise SignInNeeded
    if answer.is_refusal:
        return Response(_password_form(visit, _faults(answer)), answer.status)
    tokens = exchange(client_of, "/auth/token", username=visit.session.kept.username, password=given["new_password"])
    if tokens.is_refusal:
        return go(sign_in_address())
    return go(enter(visit, tokens.json) or visit.link("/", done="account.password_changed"))


def _faults(answer: Answer, otherwise: str = "new_password") -> dict[str, str]:
    errors = answer.problem.get("errors") or [{"field": otherwise, "detail": answer.problem.get("detail", "")}]
    return {str(error["field"]): str(error["detail"]) for error in errors}


def _password_form(visit: Visit, faults: dict[str, str] | None = None) -> str:
    is_first = visit.session.kept.must_change_password
    return visit.render(
        "account/password.html", title=visit.words("account.password"), faults=faults or {}, is_first=is_first
    )
