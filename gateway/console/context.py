"""The parts of the console that serves the running request, set once when it is created."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from wsgiref.types import WSGIApplication

from flask import current_app, g, request

from gateway.console.api import Client
from gateway.console.directory import Directory
from gateway.console.session import ConsoleSessions
from shared.settings import Settings

EXTENSION = "sanji_console"


@dataclass(frozen=True)
class Console:
    """What every page is made with."""

    api: WSGIApplication
    settings: Settings
    sessions: ConsoleSessions
    directory: Directory
    clock: Callable[[], datetime]
    pool: ThreadPoolExecutor


def console() -> Console:
    """Return the console that serves the running request."""
    return cast("Console", current_app.extensions[EXTENSION])


def client_of(token: str) -> Client:
    """Return a client of the API for the running request, with an access token or with none."""
    here = console()
    headers = {"X-Correlation-ID": g.correlation_id, "Accept-Language": g.language}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Sanji-After": request.args["after"]} if token and request.args.get("after") else {}
    return Client(here.api, here.pool, dict(request.environ), headers)
