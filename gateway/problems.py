"""Errors as problem+json (RFC 9457): a stable type, a text in Chinese or English, the fields."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from http import HTTPStatus
from itertools import islice
from typing import Any

import msgspec
import structlog
from flask import Flask, Response, request
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from gateway.i18n import language
from gateway.validation_messages import LocalizedMessage, localized
from shared.database_errors import is_unavailable
from shared.errors import CATALOGUE, Conflict, Refusal, Unavailable
from shared.logs import warn_outage

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "2"
"""Seconds after which a request that found a service away may be repeated."""

ERRORS_MOST = 10
"""Errors that an answer lists; of the others it says how many there are."""
FIELD_MOST = 200
"""Characters of a field's path that an answer repeats; a name that nobody declared may be as long as its body."""

log = structlog.get_logger()


class Problem(Exception):
    """A refusal of the gateway itself whose status is none of the four, such as 401 or 428."""

    def __init__(self, status: int, code: str, headers: dict[str, str] | None = None, **params: Any) -> None:
        super().__init__(code)
        self.status = status
        self.headers = headers or {}
        self.message = LocalizedMessage(code, **params)


def answer(
    status: int,
    message: LocalizedMessage,
    *,
    errors: Iterable[Callable[[], dict[str, Any]]] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """Build a problem response in the language of the request; of many errors the first ones are described."""
    tongue = language()
    found = iter(errors)
    listed = [describe() for describe in islice(found, ERRORS_MOST)]
    left_out = sum(1 for _ in found)
    more = f" {LocalizedMessage('more_errors', count=left_out).text(tongue)}" if left_out else ""
    body: dict[str, Any] = {
        "type": f"urn:sanji:problem:{message.code}",
        "title": LocalizedMessage(f"status_{status}" if f"status_{status}" in CATALOGUE else "http_error").text(tongue),
        "status": status,
        "detail": message.text(tongue) + more,
        "instance": request.path,
        "errors": listed,
    } | ({"more_errors": left_out} if left_out else {})
    response = Response(msgspec.json.encode(body), status, content_type=MEDIA_TYPE)
    response.headers.extend({"Content-Language": tongue, "Vary": "Accept-Language"} | (headers or {}))
    return response


def register(app: Flask) -> None:
    """Answer every exception of the application as a problem."""
    app.register_error_handler(
        Problem, lambda problem: answer(problem.status, problem.message, headers=problem.headers)
    )
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(Exception, _bug)


def _refused(refusal: Refusal) -> Response:
    named = (partial(_refused_field, each) for each in (refusal, *refusal.others) if each.field is not None)
    stale = isinstance(refusal, Conflict) or refusal.status == HTTPStatus.CONFLICT
    conditional = refusal.code == "changed_meanwhile" and "If-Match" in request.headers
    status = HTTPStatus.PRECONDITION_FAILED if stale and conditional else refusal.status
    return answer(int(status), LocalizedMessage(refusal.code, words=refusal.text), errors=named)


def _refused_field(each: Refusal) -> dict[str, Any]:
    said = {"field": each.field, "code": each.code, "detail": each.text(language())}
    return said | _choices(each.params.get("known"))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    messages = getattr(error, "data", {}).get("messages", {})
    if status == HTTPStatus.UNPROCESSABLE_ENTITY and messages:
        return answer(status, LocalizedMessage("request_invalid"), errors=fields_of(messages), headers=headers)
    code = f"http_{status}" if f"http_{status}" in CATALOGUE else "http_error"
    return answer(status, LocalizedMessage(code), headers=headers)


def fields_of(messages: Any) -> Iterator[Callable[[], dict[str, Any]]]:
    """Yield for each of marshmallow's messages what says field, code and detail in the request's language."""
    places = messages.items() if isinstance(messages, dict) else [("", messages)]
    return (partial(_field, path, text) for _place, inner in places for path, text in _leaves(inner, ()))


def _field(path: tuple[str, ...], text: Any) -> dict[str, Any]:
    message = localized(text)
    field = ".".join(path)
    field = field if len(field) <= FIELD_MOST else f"{field[:FIELD_MOST]}…"
    return {"field": field, "code": message.code, "detail": message.text(language())} | _choices(message.choices)


def _choices(values: Iterable[str] | None) -> dict[str, Any]:
    return {} if values is None else {"choices": list(values)}


def _leaves(messages: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from _leaves(inner, path if name == "_schema" else (*path, str(name)))
    elif isinstance(messages, list):
        for inner in messages:
            yield from _leaves(inner, path)
    else:
        yield path, messages


def _unavailable(error: Unavailable) -> Response:
    warn_outage(log, "service unavailable", error=str(error))
    return answer(503, LocalizedMessage("service_unavailable"), headers={"Retry-After": RETRY_AFTER})


def _database(error: SQLAlchemyError) -> Response:
    if not is_unavailable(error) and not isinstance(error, OperationalError):
        return _bug(error)
    warn_outage(log, "database unavailable", error=str(getattr(error, "orig", error)))
    return answer(503, LocalizedMessage("service_unavailable"), headers={"Retry-After": RETRY_AFTER})


def _bug(error: Exception) -> Response:
    log.error("internal error", exc_info=error)
    return answer(500, LocalizedMessage("internal_error"))
