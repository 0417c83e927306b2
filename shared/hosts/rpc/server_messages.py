"""An RPC request as delivered by RabbitMQ, and its response, in nameko's protocol."""

from dataclasses import dataclass
from typing import Any

import structlog
from nameko.exceptions import MalformedRequest, UnserializableValueError, serialize

from shared.messaging.json_codec import dumps, loads

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class Delivery:
    """A request in the form nameko's entrypoint expects, with the channel on which to acknowledge it."""

    key: tuple[str, str]
    body: str | bytes
    properties: dict[str, Any]
    headers: dict[str, Any]
    delivery_info: dict[str, Any]
    channel: Any

    @property
    def tag(self) -> int:
        """The broker's delivery tag on its channel."""
        return int(self.delivery_info["delivery_tag"])

    @property
    def method(self) -> str:
        """The name of the requested method."""
        return str(self.delivery_info["routing_key"]).rpartition(".")[2]

    def read(self) -> dict[str, Any]:
        """Parse `args` and `kwargs`; a malformed body raises nameko's MalformedRequest."""
        if self.properties.get("content_type") != "application/json":
            raise MalformedRequest("the body must be application/json")
        try:
            body = loads(self.body)
            args, kwargs = body["args"], body["kwargs"]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise MalformedRequest(f"the body is not a request: {error!r}") from error
        if not isinstance(args, list) or not isinstance(kwargs, dict):
            raise MalformedRequest("args must be a list and kwargs an object")
        return {"args": args, "kwargs": kwargs}


def answer_body(delivery: Delivery, result: Any, error: BaseException | None) -> str:
    """Serialise a response; a result that is no JSON becomes an UnserializableValueError."""
    try:
        return dumps({"result": result, "error": _described(error) if error else None})
    except (TypeError, ValueError, RecursionError):
        log.exception("response is not JSON serializable", method=delivery.method)
        return dumps({"result": None, "error": _described(UnserializableValueError(result))})


def _described(error: BaseException) -> dict[str, Any]:
    try:
        return dict(serialize(error))
    except Exception:  # noqa: BLE001 - an exception that cannot even be described is still a failure to report
        return {"exc_type": type(error).__name__, "exc_path": "", "exc_args": [], "value": ""}
