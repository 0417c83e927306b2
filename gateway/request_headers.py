"""Conditional and idempotent requests: the headers for a key, an expected version and a position to wait for."""

import re
from enum import Enum

from flask import Response, g, request

from gateway.problems import Problem
from shared.messaging.outbox import Position

KEY = re.compile(r'"?([\x21-\x7e]{1,200}?)"?')
TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
TAGS = re.compile(rf"{TAG.pattern}(\s*,\s*{TAG.pattern})*")
VERSION = re.compile(r"0|[1-9][0-9]{0,8}")
MOST_TAGS = 10
NO_VERSION = -1
"""A version that no record has: foreign tags match nothing."""
TRACE = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
POSITION = re.compile(r"[a-z_]{1,40}:[A-Za-z0-9_-]{1,64}:[0-9]{1,18}")


class IfMatch(Enum):
    """How a route treats If-Match: decisions require it, other steps honour it, creations and jobs ignore it."""

    IGNORED = "ignored"
    HONOURED = "honoured"
    REQUIRED = "required"


def idempotency_key() -> str:
    """Return the request's idempotency key; one malformed, or missing on a POST, is a problem 400."""
    given = request.headers.get("Idempotency-Key", "")
    if not given and request.method != "POST":
        return ""
    if not given:
        raise Problem(400, "idempotency_key_missing")
    found = KEY.fullmatch(given)
    if found is None:
        raise Problem(400, "idempotency_key_invalid")
    return found[1]


def expected_versions(if_match: IfMatch) -> tuple[int, ...] | None:
    """Return the versions listed in If-Match; None where any matches: `*`, or no header where it is optional.

    Compared strongly (RFC 9110, 13.1.1): weak tags alone are a 412, a missing header that is required is a 428.
    """
    given = request.headers.get("If-Match", "").strip()
    if if_match is IfMatch.IGNORED or given == "*" or (not given and if_match is IfMatch.HONOURED):
        return None
    if not given:
        raise Problem(428, "if_match_missing")
    if TAGS.fullmatch(given) is None:
        raise Problem(400, "if_match_invalid")
    strong = [tag for weak, tag in TAG.findall(given) if not weak]
    if not strong:
        raise Problem(412, "if_match_weak")
    if len(strong) > MOST_TAGS:
        raise Problem(400, "if_match_invalid")
    return tuple(int(tag) for tag in strong if VERSION.fullmatch(tag)) or (NO_VERSION,)


def after() -> tuple[str, ...]:
    """Return the positions in `Sanji-After` that the answer must include."""
    given = [part.strip() for part in request.headers.get("Sanji-After", "").split(",") if part.strip()]
    if len(given) > 50 or not all(POSITION.fullmatch(part) for part in given):  # noqa: PLR2004 - more than any write answers
        raise Problem(400, "position_invalid")
    return tuple(given)


def sources_of(positions: tuple[str, ...]) -> frozenset[str]:
    """Return the services that the positions belong to."""
    return frozenset(Position.parse(position).source for position in positions)


def traceparent() -> str:
    """Return the request's W3C trace context as its sender gave it, or nothing where it is malformed."""
    given = request.headers.get("traceparent", "")
    return given if TRACE.fullmatch(given) else ""


def note_reading(tag: str) -> None:
    """Set a weak ETag on the answer: equal tags mean equal content, including its age."""
    g.etag, g.weak = tag, True


def finish(response: Response) -> Response:
    """Set the noted ETag on a response, and answer 304 where the client has that version already."""
    etag = g.pop("etag", None)
    if etag is None or not 200 <= response.status_code < 300:  # noqa: PLR2004 - HTTP's own numbers
        return response
    response.set_etag(etag, weak=g.pop("weak", False))
    response.headers["Cache-Control"] = "private, no-cache"
    # A reduced record and a whole one are of one version: whoever has read one of them may since read the other.
    if request.method == "GET" and "If-None-Match" in request.headers and not g.pop("reduced", False):
        response.make_conditional(request)
    return response
