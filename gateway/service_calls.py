"""Calls of services and of the gateway's own tables on behalf of the account behind a request."""

from collections.abc import Callable, Hashable
from functools import partial
from hashlib import sha256
from typing import Any

from flask import g

from gateway import request_headers
from gateway.app_context import app_context
from gateway.authentication import identity
from shared import databases, trees
from shared.errors import Conflict, Forbidden, unwrap_response
from shared.messaging.outbox import Position
from shared.unit_of_work import wait_until_applied

LONGEST_WAIT = 5.0
"""Seconds a read waits for the positions it names."""


def call(service: str, method: str, /, **params: Any) -> Any:
    """Call a service on behalf of the request's account; return its answer or raise its refusal."""
    return _noted(
        _by_version(partial(app_context().caller.call, service, method, call=context(service, method)), params)
    )


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
    """Return the request context that accompanies one call of a service's method."""
    return {
        "acting": identity().sign(app_context().settings.secret_key, service, method),
        "idempotency_key": request_headers.idempotency_key(),
        "after": list(request_headers.after()),
        "correlation_id": g.correlation_id,
        "traceparent": request_headers.traceparent(),
    }


def require(right: str, organization_id: str) -> None:
    """Refuse as Forbidden a right not held on an organization, by the gateway's replica of the tree.

    An organization nobody knows is NotFound, one outside the account's grants Forbidden.
    """
    wait_for_positions()
    path = cached((trees.path, organization_id, app_context().today), partial(_path, organization_id))
    g.organization_id, g.district_id = organization_id, path[-1]
    identity().actor.require(right, path)


def cached(key: Hashable, make: Callable[[], Any]) -> Any:
    """Return a value computed from the gateway's own tables, cached until they change."""
    cache = app_context().read_cache
    if "batch" not in g:
        g.batch = cache.batch_number.newest(anew=bool(request_headers.after()))
    return cache.get(g.batch, key, make)


def _path(organization_id: str) -> tuple[str, ...]:
    with databases.reading(app_context().engine) as session:
        return tuple(trees.path(session, organization_id, app_context().today))


def require_any_scope(right: str) -> None:
    """Refuse as Forbidden a right that is held nowhere; where it is held, the service checks each record."""
    if not identity().actor.holds(right):
        raise Forbidden("grant_does_not_reach", right=right)


def wait_for_positions() -> None:
    """Wait until the gateway's own tables have applied the positions of `Sanji-After`, or refuse."""
    here = app_context()
    positions = [Position.parse(position) for position in request_headers.after()]
    received = [position for position in positions if position.source in here.executor.receives]
    if received and not wait_until_applied(here.engine, received, seconds=LONGEST_WAIT):
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
    if positions:
        headers = g.setdefault("headers", {})
        earlier = headers.get("Sanji-Position")
        headers["Sanji-Position"] = ",".join([*([earlier] if earlier else []), *positions])
    if isinstance(answer, dict) and isinstance(answer.get("organization_id"), str):
        g.organization_id = answer["organization_id"]
    return answer
