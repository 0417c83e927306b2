"""An RPC request as delivered by RabbitMQ, and its response, in nameko's protocol and without nameko."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import structlog

from shared.messaging.json_codec import dumps, loads

log = structlog.get_logger()


class RequestError(Exception):
    """What is wrong with a request itself; clients know each kind by the path that it has in nameko."""

    @classmethod
    def path(cls) -> str:
        """Return where nameko has the same exception."""
        return f"nameko.exceptions.{cls.__name__}"


class MalformedRequest(RequestError):
    """The body of a request is none."""


class MethodNotFound(RequestError):
    """No command or query of the service has the name."""


class IncorrectSignature(RequestError):
    """The arguments are not those of the method."""


class UnserializableValueError(RequestError):
    """What a method answered is no JSON."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        try:
            self.shown = repr(value)
        except Exception:  # noqa: BLE001 - whatever an object does when it is shown
            self.shown = "[__repr__ failed]"

    def __str__(self) -> str:
        return f"Unserializable value: `{self.shown}`"


@dataclass(slots=True, eq=False)
class Delivery:
    """A request in the form nameko's entrypoint expects, with the channel on which to acknowledge it."""

    key: tuple[str, str]
    body: str | bytes
    properties: dict[str, Any]
    headers: dict[str, Any]
    delivery_info: dict[str, Any]
    channel: Any
    arrived: float = field(default_factory=time.monotonic)

    @property
    def tag(self) -> int:
        """The broker's delivery tag on its channel."""
        return int(self.delivery_info["delivery_tag"])

    @property
    def method(self) -> str:
        """The name of the requested method."""
        return str(self.delivery_info["routing_key"]).rpartition(".")[2]

    @property
    def has_expired(self) -> bool:
        """Whether it has waited here for longer than its caller waits; it must not take effect then."""
        lifetime = str(self.properties.get("expiration") or "")
        return lifetime.isdecimal() and time.monotonic() - self.arrived > int(lifetime) / 1000

    def read(self) -> dict[str, Any]:
        """Parse `args` and `kwargs`; MalformedRequest where the body has none."""
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
        return dumps({"result": result, "error": describe(error) if error else None})
    except (TypeError, ValueError, RecursionError):
        log.exception("response is not JSON serializable", method=delivery.method)
        return dumps({"result": None, "error": describe(UnserializableValueError(result))})


def describe(error: BaseException) -> dict[str, Any]:
    """Describe an exception as nameko's `serialize` does, which its clients raise again or name."""
    kind = type(error)
    try:
        path = error.path() if isinstance(error, RequestError) else f"{kind.__module__}.{kind.__name__}"
        return {
            "exc_type": kind.__name__,
            "exc_path": path,
            "exc_args": [_shown(each) for each in error.args],
            "value": _shown(error),
        }
    except Exception:  # noqa: BLE001 - an exception that cannot even be described is still a failure to report
        return {"exc_type": kind.__name__, "exc_path": "", "exc_args": [], "value": ""}


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {_shown(key): _shown(each) for key, each in value.items()}
    if isinstance(value, Iterable):
        return [_shown(each) for each in value]
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - whatever an object does when it is shown
        return "[__unicode__ failed]"
