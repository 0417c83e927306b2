"""The JSON schema of each event's data, at the address that the event's `dataschema` names."""

from functools import cache
from http import HTTPStatus

import msgspec
from flask import Flask, Response, abort, request

from gateway.request_policy import ROUTE_POLICY, RoutePolicy
from shared.events import all_events
from shared.messaging import call_audits
from shared.messaging.events import CATALOGUE, SCHEMAS

OPEN = RoutePolicy(public=True, unlimited=True)


def register(app: Flask) -> None:
    """Serve the events' schemas, which are public and contain nobody's data."""
    setattr(event_schema, ROUTE_POLICY, OPEN)
    app.add_url_rule(f"{SCHEMAS}/<service>/<event>.json", "event schema", event_schema)


def event_schema(service: str, event: str) -> Response:
    """Return the JSON schema (2020-12) of the `data` of an event; 404 where no service emits it."""
    body = _encoded(service, event)
    if body is None:
        abort(HTTPStatus.NOT_FOUND)
    response = Response(body, content_type="application/schema+json")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@cache
def _encoded(service: str, name: str) -> bytes | None:
    all_events()  # the classes of all services are entered when they are loaded
    event = CATALOGUE.get((service, name))
    if name == call_audits.NAME and service in {source for source, _ in CATALOGUE}:
        event = call_audits.CallAudited
    if event is None:
        return None
    schema = msgspec.json.schema(event)
    return msgspec.json.encode({"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema)
