"""The console's application: a Flask application of its own before the API's, in the same process.

It is apart so that no page shares a hook, an error handler or a right with the API: what it knows, it asks.
"""

import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Request, Response, g, request

from gateway import request_log
from gateway.console import assets, compression, errors, protection
from gateway.console.areas import Page, areas, shown
from gateway.console.context import EXTENSION, Console, client_of, console
from gateway.console.directory import Directory
from gateway.console.formats import BEIJING
from gateway.console.session import Capacity, ConsoleSession, ConsoleSessions
from gateway.console.sign_in import SignInNeeded, renewed
from gateway.console.visit import ROOT, Visit, go
from gateway.i18n import LANGUAGES, language
from shared.settings import Settings

AT_ONCE = 12
"""Requests of pages that the API is asked at the same time, in each process."""
FOLDER = Path(__file__).parent


def mount(api: Flask, settings: Settings, sessions: ConsoleSessions, clock: Callable[[], datetime]) -> None:
    """Put the console before an application: `/` and `/console` are its own, everything else passes on."""
    made = create_console(api.wsgi_app, settings, sessions, clock)
    passed_on, port = api.wsgi_app, settings.metrics_address.rpartition(":")[2]

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = Request(environ).path
        is_page = path in {"/", ROOT} or path.startswith(f"{ROOT}/")
        # Where metrics have an address of their own, nothing else is answered there.
        served = made if is_page and environ["SERVER_PORT"] != port else passed_on
        return served(environ, start_response)

    api.wsgi_app = serve  # type: ignore[method-assign]


def create_console(
    api: WSGIApplication, settings: Settings, sessions: ConsoleSessions, clock: Callable[[], datetime]
) -> Flask:
    """Create the console over an API."""
    app = Flask(__name__, static_folder=None, template_folder=str(FOLDER / "templates"))
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="console")
    app.extensions[EXTENSION] = Console(api, settings, sessions, Directory(), clock, pool)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = settings.body_limit
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["asset"] = assets.address
    app.url_map.strict_slashes = False
    request_log.register(app)
    app.before_request(_begin)
    app.after_request(_end)
    errors.register(app, sessions)
    assets.register(app)
    app.add_url_rule("/", "root", lambda: go(ROOT))
    for page in (page for area in areas() for page in area.pages):
        app.add_url_rule(f"{ROOT}{page.rule}", page.endpoint, partial(_serve, page), methods=page.methods)
    return app


def _begin() -> Response | None:
    here = console()
    g.correlation_id = str(uuid.uuid4())
    g.language = _language()
    if request.endpoint == assets.ENDPOINT:
        return None
    cookie = request.cookies.get(protection.cookie_name(here.settings.public_url), "")
    g.session = (here.sessions.find(cookie) if cookie else None) or ConsoleSession(cookie or protection.new_cookie())
    g.visit = _visit(here, g.session)
    if not (protection.is_encrypted(here.settings.public_url) or protection.is_local()):
        return errors.shown(426, "tls_needed")
    keys = here.settings.secret_keys
    if request.method == "POST" and protection.is_forged(cookie, keys, here.settings.public_url):
        return errors.shown(403, "forged")
    return None


def _language() -> str:
    chosen = request.cookies.get(protection.LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else language()


def _visit(here: Console, session: ConsoleSession) -> Visit:
    now = here.clock()
    return Visit(
        g.language, now, now.astimezone(BEIJING).date(), session,
        protection.form_token(session.cookie, here.settings.secret_keys[0]), g.correlation_id,
        client_of(session.kept.access_token), capacity=chosen_capacity(session),
        has_choice=len(session.kept.capacities) > 1,
    )  # fmt: skip


def chosen_capacity(session: ConsoleSession) -> Capacity | None:
    """Return the capacity that the address names, else the first that the person has."""
    known = session.kept.capacities
    return next((each for each in known if each.grant_id == request.args.get("as")), known[0] if known else None)


def _serve(page: Page, **params: Any) -> "str | Response":
    here, visit = console(), g.visit
    if not page.public:
        if not visit.session.is_signed_in:
            raise SignInNeeded
        g.session = renewed(here.sessions, visit.session, client_of, here.clock())
        g.visit = visit = _visit(here, g.session)
        if not page.own and (visit.session.kept.must_change_password or visit.session.kept.must_set_up_second_factor):
            return _first_step(visit)
    return shown(page, visit, params)


def _first_step(visit: Visit) -> Response:
    step = "password" if visit.session.kept.must_change_password else "second-factor"
    return go(visit.link(f"/account/{step}"))


def _end(response: Response) -> Response:
    for name, value in protection.HEADERS.items():
        response.headers.setdefault(name, value)
    compression.compress_page(response)
    response.headers["X-Correlation-ID"] = g.get("correlation_id", "")
    here, session = console(), g.get("session")
    if protection.is_encrypted(here.settings.public_url):
        response.headers["Strict-Transport-Security"] = f"max-age={protection.YEAR}"
    sent = request.cookies.get(protection.cookie_name(here.settings.public_url), "")
    if session is not None and session.cookie != sent:
        protection.set_cookie(response, session.cookie, here.settings.public_url)
    return response
