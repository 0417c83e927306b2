"""Calls of services and of the gateway's own tables on behalf of the account behind a request."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any

from flask import g

from gateway import request_headers
from gateway.anonymity import is_anonymous
from gateway.app_context import app_context
from gateway.authentication import identity
from gateway.documents.organs import organs_on
from shared import databases, pages, trees
from shared.errors import Conflict, Forbidden, unwrap_response
from shared.messaging.applied_positions import wait_until_applied
from shared.messaging.outbox import Position
from shared.unit_of_work import new_id

LONGEST_WAIT = 5.0
"""Seconds a read waits for the positions it names."""


def call(service: str, method: str, /, **params: Any) -> Any:
    """Call a service on behalf of the request's account; return its answer or raise its refusal."""
    return _noted(
        _by_version(partial(app_context().caller.call, service, method, call=context(service, method)), params)
    )


def call_every(service: str, method: str, /, **params: Any) -> list[dict[str, Any]]:
    """Return what all pages of a service's list hold."""
    items, after = [], None
    g.counted = False
    while True:
        page = call(service, method, after=after, limit=pages.MOST, **params)
        items += page["items"]
        after = page.get("next_after")
        if after is None:
            return items


def call_in_parts(service: str, method: str, part: int, /, **params: Any) -> Any:
    """Call a service as one part of a longer request: a repetition returns each part's first answer."""
    call = context(service, method)
    key = f"{call['idempotency_key']} {part}"
    return _noted(
        app_context().caller.call(
            service, method, call=call | {"idempotency_key": sha256(key.encode()).hexdigest()}, **params
        )
    )


def execute_local(command: Callable[..., Any], /, **params: Any) -> Any:
    """Run a command on the gateway's own tables, once per idempotency key."""
    executor = app_context().executor
    call = context(executor.name, command.__name__)
    return _noted(_by_version(lambda **each: executor.command(command, call, each), params))


def query_local(query: Callable[..., Any], /, **params: Any) -> Any:
    """Run a query on the gateway's own tables."""
    executor = app_context().executor
    call = context(executor.name, query.__name__) | {"after": [], "idempotency_key": ""}
    return _noted(executor.query(query, call, params))


def context(service: str, method: str) -> dict[str, Any]:
    """Return the request context that accompanies one call of a service's method.

    An anonymous one goes on under a correlation of its own, which is kept nowhere beside an account.
    """
    anonymous = is_anonymous()
    return {
        "acting": identity().sign(app_context().settings.call_keys[0], service, method),
        "idempotency_key": request_headers.idempotency_key(),
        "after": list(request_headers.after()),
        "counted": bool(g.get("counted")),
        "correlation_id": new_id() if anonymous else g.correlation_id,
        "traceparent": "" if anonymous else g.traceparent,
    }


def require(right: str, organization_id: str, *, day: date | None = None) -> tuple[str, ...]:
    """Return an organization's path in the gateway's replica of the tree, for who holds a right on it; else Forbidden.

    Whoever was above it on the `day` that is asked about may read of that day as well. An organization nobody knows is
    NotFound, one outside the account's grants Forbidden.
    """
    wait_for_positions()
    path = path_on(organization_id, app_context().today)
    g.organization_id, g.district_id = organization_id, path[-1]
    actor = identity().actor
    if day is not None and not actor.reaches(right, path):
        path = path_on(organization_id, day)
    actor.require(right, path)
    return path


def organs(organization_ids: Iterable[str], day: date) -> Mapping[str, str]:
    """Return how organizations sign on a day, by the gateway's replica of the tree."""
    wait_for_positions()
    with databases.reading(app_context().engine) as session:
        return organs_on(session, organization_ids, day)


def cached(key: Hashable, make: Callable[[], Any]) -> Any:
    """Return a value computed from the gateway's own tables, cached until they change."""
    cache = app_context().read_cache
    if "batch" not in g:
        g.batch = cache.batch_number.newest(anew=bool(request_headers.after()))
    return cache.get(g.batch, key, make)


def path_on(organization_id: str, day: date) -> tuple[str, ...]:
    """Return where an organization is in the gateway's replica of the tree of a day, itself first."""

    def load() -> tuple[str, ...]:
        with databases.reading(app_context().engine) as session:
            return tuple(trees.path(session, organization_id, day))

    found: tuple[str, ...] = cached((trees.path, organization_id, day), load)
    return found


def require_any_scope(right: str) -> None:
    """Refuse as Forbidden a right that is held nowhere; where it is held, the service checks each record."""
    if not identity().actor.holds(right):
        raise Forbidden("grant_does_not_reach", right=right)


def wait_for_positions() -> None:
    """Wait until the gateway's own tables have applied the positions of `Sanji-After`, or refuse."""
    here = app_context()
    positions = [Position.parse(position) for position in request_headers.after()]
    received = [position for position in positions if position.source in here.executor.receives]
    waiting = max(1, here.settings.threads // 2)
    if received and not wait_until_applied(here.engine, received, seconds=LONGEST_WAIT, most=waiting):
        raise Conflict("not_caught_up")


def _by_version(carry_out: Callable[..., dict[str, Any]], params: dict[str, Any]) -> dict[str, Any]:
    """Try the versions listed in If-Match in turn, until one is the record's version."""
    versions = params.get("expected_version")
    if not isinstance(versions, tuple):
        return carry_out(**params)
    response: dict[str, Any] = {}
    for version in versions:
        response = carry_out(**params | {"expected_version": version})
        if response.get("refusal", {}).get("code") != "changed_meanwhile":
            break
    return response


def _noted(response: dict[str, Any]) -> Any:
    answer, positions = unwrap_response(response)
    if "call" in response:
        g.setdefault("calls", []).append(response["call"])
    if positions:
        headers = g.setdefault("headers", {})
        earlier = headers.get("Sanji-Position")
        headers["Sanji-Position"] = ",".join([*([earlier] if earlier else []), *positions])
    if isinstance(answer, dict) and isinstance(answer.get("organization_id"), str):
        g.organization_id = answer["organization_id"]
    return answer
