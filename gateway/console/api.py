"""Client of the public API in process: whatever a page shows or changes is asked for here, in the person's own name.

A request goes through the same application as everyone's: the same validation, rights, audit, idempotency and limits.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit
from wsgiref.types import WSGIApplication

import msgspec
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

PREFIX = "/api/v1"
TAKEN_OVER = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "HTTP_USER_AGENT", "REMOTE_ADDR", "wsgi.url_scheme")
"""What the API learns of where a request comes from, as if the browser had asked it."""
BEHIND = "not_caught_up"
"""The code of a refusal before anything was done: many wait for what they wrote, and it may be there in a moment."""
PATIENCE, PAUSE = 3.0, 0.1
"""Seconds for which a page asks again, and between two times."""


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    headers: Headers
    content: bytes

    @cached_property
    def json(self) -> Any:
        """The body, read as JSON; None where it is none."""
        if "json" not in self.headers.get("Content-Type", "") or not self.content:
            return None
        return msgspec.json.decode(self.content)

    @property
    def etag(self) -> str:
        """The version of the record that was answered."""
        return self.headers.get("ETag", "")

    @property
    def position(self) -> str:
        """Where a write stands, for `Sanji-After`."""
        return self.headers.get("Sanji-Position", "")

    @property
    def problem(self) -> dict[str, Any]:
        """The problem (RFC 9457) of a refusal; of one that is none, its status alone."""
        body = self.json
        return body if isinstance(body, dict) and "detail" in body else {"status": self.status, "detail": ""}

    @property
    def code(self) -> str:
        """The code of a refusal, or nothing."""
        return str(self.problem.get("type", "")).rpartition(":")[2]

    @property
    def is_refusal(self) -> bool:
        """Whether the API did not do what it was asked to do."""
        return self.status >= HTTPStatus.BAD_REQUEST


class Refused(Exception):
    """The API refused a request; its problem says why, in the person's language."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.status} {answer.code}")
        self.answer = answer


@dataclass(frozen=True)
class Client:
    """The API as one person asks it, while one page is made."""

    application: WSGIApplication
    pool: Executor
    surroundings: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: Any) -> Any:
        """Read an address and return its JSON; raises Refused."""
        return self.read(path, **query).json

    def read(self, path: str, **query: Any) -> Answer:
        """Read an address and return the whole answer; raises Refused."""
        return accepted(self.ask("GET", path, query=query))

    def read_as(self, path: str, media: str) -> Answer:
        """Read an address as a file of a media type; raises Refused."""
        return accepted(self.ask("GET", path, headers={"Accept": media}))

    def look(self, path: str, **query: Any) -> Any:
        """Read an address and return its JSON, or None where it is not there or not shown to this person."""
        answer = self.ask("GET", path, query=query)
        if answer.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}:
            return None
        return accepted(answer).json

    def pages(self, path: str, most: int, **query: Any) -> Iterator[Any]:
        """Yield the items of a list, page by page, of so many pages at most; of one that is not shown, none."""
        for _ in range(most):
            found = self.look(path, **query)
            yield from (found or {"items": ()})["items"]
            onward = dict(parse_qsl(urlsplit((found or {}).get("next") or "").query))
            if "cursor" not in onward:
                return
            query["cursor"] = onward["cursor"]

    def gather(self, **asked: Callable[[], Any]) -> dict[str, Any]:
        """Ask several things at once and return the answers by name; the first that is refused raises Refused."""
        begun = {name: self.pool.submit(ask) for name, ask in asked.items()}
        return {name: one.result() for name, one in begun.items()}

    def send(self, method: str, path: str, body: Any = None, *, key: str = "", etag: str = "") -> Answer:
        """Send a write; what becomes of a refusal is for the caller to say."""
        return self.ask(method, path, body=body, headers=_conditions(method, key, etag))

    def upload(self, path: str, form: Mapping[str, Any], *, key: str, etag: str = "") -> Answer:
        """Send a form that holds a file; what becomes of a refusal is for the caller to say."""
        return self.ask("POST", path, form=form, headers=_conditions("POST", key, etag))

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        form: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request to an address below /api/v1, and again while what it is to see is not there yet."""
        until = time.monotonic() + PATIENCE
        while True:
            answer = self._asked(method, path, query=query, body=body, form=form, headers=headers)
            if not answer.is_refusal or answer.code != BEHIND or form is not None or time.monotonic() > until:
                return answer
            time.sleep(PAUSE)

    def _asked(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None,
        body: Any,
        form: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
    ) -> Answer:
        content: Any = form if body is None else msgspec.json.encode(body)
        kind = "application/json" if body is not None else "multipart/form-data" if form is not None else None
        builder = EnvironBuilder(
            f"{PREFIX}{quote(path)}", method=method, query_string=_query(query or {}), data=content,
            content_type=kind, headers=Headers(dict(self.headers) | dict(headers or {})),
        )  # fmt: skip
        environ = builder.get_environ()
        environ.update({name: self.surroundings[name] for name in TAKEN_OVER if name in self.surroundings})
        pieces, status, found = run_wsgi_app(self.application, environ, buffered=True)
        return Answer(int(status.partition(" ")[0]), found, b"".join(pieces))


def accepted(answer: Answer) -> Answer:
    """Return an answer that is no refusal; raises Refused."""
    if answer.is_refusal:
        raise Refused(answer)
    return answer


def _conditions(method: str, key: str, etag: str) -> dict[str, str]:
    return ({"Idempotency-Key": key} if method == "POST" else {}) | ({"If-Match": etag} if etag else {})


def _query(given: Mapping[str, Any]) -> dict[str, str]:
    said = {name: value for name, value in given.items() if value not in (None, "")}
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in said.items()}
