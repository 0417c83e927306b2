"""Pages for what goes wrong: they say what happened and what to do, with the number under which it is logged."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.urls import iri_to_uri

from gateway.console.api import BEHIND, Refused
from gateway.console.protection import TOKEN_FIELD, new_cookie
from gateway.console.session import ConsoleSession, ConsoleSessions
from gateway.console.sign_in import SignInNeeded
from gateway.console.visit import DRAFTS, ROOT, Visit, go, sign_in_address

SAID = frozenset({403, 404, 405, 413, 429, 503})
"""The statuses that have words of their own; any other gets those of 400, or of 500."""
AGAIN = 3
"""Seconds after which a browser asks again for what is not there yet."""
log = structlog.get_logger()


def register(app: Flask, sessions: ConsoleSessions) -> None:
    """Answer every exception of the console as a page."""
    app.register_error_handler(Refused, lambda refused: _refused(sessions, refused))
    app.register_error_handler(SignInNeeded, lambda _: to_sign_in(sessions))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def shown(status: int, key: str = "", detail: str = "", *, retry: str = "") -> Response:
    """Show a page of an error, with the address at which to try again where that may help."""
    visit: Visit = g.visit
    name = key or str(status if status in SAID else HTTPStatus.BAD_REQUEST if status < 500 else 500)  # noqa: PLR2004
    title = visit.words(f"errors.{name}.title")
    advice = visit.words(f"errors.{name}.advice")
    page = visit.render("error.html", title=title, advice=advice, detail=detail, retry=retry)
    return Response(page, status)


def to_sign_in(sessions: ConsoleSessions) -> Response:
    """Send somebody to sign in, and from there back to where they were, with whatever they have typed."""
    session = g.visit.session
    if request.path == f"{ROOT}{DRAFTS}":
        # A script learns that it kept nothing, and the form itself is sent on as any other.
        return Response(status=HTTPStatus.UNAUTHORIZED)
    if request.method == "GET" and session.is_signed_in:
        # It was ended elsewhere: whoever comes back with its cookie is nobody.
        sessions.end(session)
        g.session = ConsoleSession(new_cookie())
    elif request.method == "POST" and session.kept.account_id:
        typed = {name: request.form.getlist(name) for name in request.form if name != TOKEN_FIELD}
        g.session = sessions.interrupt(session, {"address": request.full_path.rstrip("?"), "typed": typed})
    return go(sign_in_address(request.full_path.rstrip("?")))


def _refused(sessions: ConsoleSessions, refused: Refused) -> Response:
    answer = refused.answer
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return to_sign_in(sessions)
    may_come = answer.code == BEHIND or answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    retry = iri_to_uri(request.full_path) if may_come and request.method == "GET" else ""
    page = shown(answer.status, detail=str(answer.problem.get("detail", "")), retry=retry)
    if retry and answer.code == BEHIND:
        # What somebody has just written is there in a moment, and the browser looks for it by itself.
        page.headers["Refresh"] = f"{AGAIN}; url={retry}"
    return page


def _http(error: HTTPException) -> Response:
    if "visit" not in g:
        return Response(status=error.code)
    return shown(error.code or 500)


def _bug(error: Exception) -> Response:
    log.error("internal error", exc_info=error, correlation_id=g.get("correlation_id", ""))
    return shown(500)
