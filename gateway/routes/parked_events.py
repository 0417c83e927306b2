"""Parked events of all processes, for who operates the whole platform; dead letters are the tool's, `shared.parked`."""

from collections.abc import Callable
from typing import Any

from gateway.app_context import app_context
from gateway.blueprints import Blueprint
from gateway.projections.event_mappers import SOURCES
from gateway.projections.transactions import NAME
from gateway.schemas import parked_events as schemas
from gateway.service_calls import call, execute_local, query_local
from shared import parked_calls
from shared.pages import paginate_list

blueprint = Blueprint("parked events", "/api/v1/parked-events", "停放事件 · parked events")


@blueprint.list("", schemas.ParkedEventAnswer)
def parked_events(after: str | None = None, limit: int = 50) -> Any:
    """停放的事件 · events that were tried too often and wait for a decision; a process that is away is left out."""
    found = _named(NAME, query_local(parked_calls.parked_events))
    for service in sorted(SOURCES - app_context().caller.silent(SOURCES)):
        found += _named(service, call(service, "parked_events"))
    return paginate_list(found, lambda item: f"{item['service']}|{item['position']}", after, limit)


@blueprint.post("/replays", schemas.ParkedEventDecision, schemas.ParkedEventAnswer, status=200, versioned=False)
def replay_parked_event(service: str, **params: Any) -> Any:
    """重试 · try a parked event again at once, with a reason."""
    return _decide(service, parked_calls.replay_parked_event, params)


@blueprint.post("/discards", schemas.ParkedEventDecision, schemas.ParkedEventAnswer, status=200, versioned=False)
def discard_parked_event(service: str, **params: Any) -> Any:
    """跳过 · step over exactly this event, with a reason; what waits behind it goes on."""
    return _decide(service, parked_calls.discard_parked_event, params)


def _decide(service: str, command: Callable[..., Any], params: dict[str, Any]) -> dict[str, Any]:
    decided = execute_local(command, **params) if service == NAME else call(service, command.__name__, **params)
    return dict(decided) | {"service": service}


def _named(service: str, found: dict[str, Any]) -> list[dict[str, Any]]:
    return [item | {"service": service} for item in found["items"]]
