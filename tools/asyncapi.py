"""The events as an AsyncAPI 3.0 document, for systems that generate their consumers from it."""

import inspect
from collections.abc import Sequence
from typing import Any

import msgspec

from shared.messaging.call_audits import CallAudited, event_class
from shared.messaging.events import Envelope, Event

DESCRIPTION = (
    "What the services tell. Every message is a CloudEvents 1.0 document in JSON, persistent, told at least once and "
    "numbered without gaps in its order: keep `sequence` per `source` and `partitionkey`."
)
REFERENCE = "#/components/schemas/{name}"


def document(events: Sequence[type[Event]], *, version: str) -> dict[str, Any]:
    """Describe events as AsyncAPI 3.0.0, with audit events: a channel, an operation and a message for each."""
    told = [*events, *(event_class(source) for source in dict.fromkeys(event.source for event in events))]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Sanji 三级",
            "version": version,
            "description": DESCRIPTION,
        },
        "defaultContentType": "application/json",
        "servers": {"rabbitmq": {"host": "rabbitmq:5672", "protocol": "amqp", "protocolVersion": "0.9.1"}},
        "channels": {_key(event): _channel(event) for event in told},
        "operations": {f"tell.{_key(event)}": _operation(event) for event in told},
        "components": {
            "messages": {_key(event): _message(event) for event in told},
            "schemas": schemas([*events, CallAudited]),
        },
    }


def schemas(events: Sequence[type[Event]]) -> dict[str, Any]:
    """Return the JSON schemas of the events, of the envelope, and of everything they contain."""
    _, components = msgspec.json.schema_components([Envelope, *events], ref_template=REFERENCE)
    for schema in components.values():
        schema["description"] = inspect.cleandoc(schema.get("description", ""))
    return dict(sorted(components.items()))


def summary(event: type) -> str:
    """Return the first sentence of a class's docstring."""
    return (inspect.getdoc(event) or "").partition("\n\n")[0].replace("\n", " ")


def title(event: type[Event]) -> str:
    """Return the name of the class that names the event: the audit events of all services are of one kind."""
    return next(kind.__name__ for kind in event.__mro__ if "name" in vars(kind))


def _key(event: type[Event]) -> str:
    return f"{event.source}.{event.name}"


def _channel(event: type[Event]) -> dict[str, Any]:
    exchange = {"name": f"{event.source}.events", "type": "topic", "durable": True, "autoDelete": False, "vhost": "/"}
    return {
        "address": event.name,
        "title": title(event),
        "servers": [{"$ref": "#/servers/rabbitmq"}],
        "messages": {event.name: {"$ref": f"#/components/messages/{_key(event)}"}},
        "bindings": {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": "0.3.0"}},
    }


def _operation(event: type[Event]) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{_key(event)}"},
        "summary": summary(event),
        "bindings": {"amqp": {"deliveryMode": 2, "mandatory": True, "bindingVersion": "0.3.0"}},
    }


def _message(event: type[Event]) -> dict[str, Any]:
    data = {"type": {"const": f"sanji.{_key(event)}"}, "data": {"$ref": REFERENCE.format(name=title(event))}}
    return {
        "name": event.name,
        "title": title(event),
        "summary": summary(event),
        "description": inspect.getdoc(event),
        "contentType": "application/json",
        "payload": {"allOf": [{"$ref": REFERENCE.format(name="Envelope")}, {"type": "object", "properties": data}]},
        "x-partition-key": event.in_order_of,
    }
