"""What a service says of a request that failed is what nameko would say, though no host needs nameko for it."""

import time
from collections.abc import Iterator

import nameko.exceptions
import pytest
from nameko.rpc import Rpc

from shared.errors import Invalid, Unavailable
from shared.hosts.rpc import server_messages
from shared.hosts.rpc.server_messages import Delivery, answer_body, describe
from shared.hosts.rpc.threaded_server import RequestWorkers
from shared.messaging.json_codec import dumps, loads

KINDS = ("MalformedRequest", "MethodNotFound", "IncorrectSignature")
SECONDS = 10


class Unspeakable(Exception):
    """Cannot be shown."""

    def __str__(self) -> str:
        raise RuntimeError("not to be shown")


class Series(Exception):
    """Is itself a series of values."""

    def __iter__(self) -> Iterator[object]:
        return iter(("one", 2, None))


ERRORS = [
    LookupError("nothing here"),
    KeyError("key"),
    ValueError(),
    ValueError("三级", 1, 2.5, None, True),
    TypeError({"a": (1, {"b": object}), 2: b"bytes"}, [[], "text", {1}]),
    Invalid("title_missing", field="title"),
    Unavailable("away"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"),
    Series("a"),
    ExceptionGroup("several", [ValueError("one")]),
    SystemExit(1),
]


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_an_exception_is_described_as_nameko_does(error: BaseException) -> None:
    assert describe(error) == nameko.exceptions.serialize(error)


def test_an_exception_that_cannot_be_shown_is_described_as_nameko_does() -> None:
    assert describe(Unspeakable(Unspeakable())) == nameko.exceptions.serialize(Unspeakable(Unspeakable()))


@pytest.mark.parametrize("name", KINDS)
def test_what_is_wrong_with_a_request_has_namekos_name_and_is_raised_as_that_by_its_client(name: str) -> None:
    ours = describe(getattr(server_messages, name)("what is wrong"))
    theirs = getattr(nameko.exceptions, name)
    assert ours == nameko.exceptions.serialize(theirs("what is wrong"))
    assert type(nameko.exceptions.deserialize(ours)) is theirs


def test_what_is_no_json_is_refused_in_namekos_words() -> None:
    value = [1, {2}]
    answered = loads(answer_body(delivery("echo"), value, None))
    assert answered == {
        "result": None,
        "error": nameko.exceptions.serialize(nameko.exceptions.UnserializableValueError(value)),
    }


def delivery(method: str, *args: object, expiration: str = "", content_type: str = "application/json") -> Delivery:
    """Return a request as the broker delivers it."""
    properties = {"content_type": content_type, "reply_to": "r", "correlation_id": "c"}
    properties |= {"expiration": expiration} if expiration else {}
    info = {"routing_key": f"echo_service.{method}", "delivery_tag": 1}
    return Delivery(("r", "c"), dumps({"args": args, "kwargs": {}}), properties, {}, info, None)


class Echo:
    """Has a method whose arguments nameko checks before it is called."""

    def __init__(self) -> None:
        self.effects: list[object] = []

    def take(self, value: object) -> object:
        """Take effect."""
        self.effects.append(value)
        return value

    def fail(self) -> None:
        """Fail as a call with wrong arguments does."""
        raise TypeError("of its own")

    def end(self) -> None:
        """End whatever runs it."""
        raise SystemExit(3)


def carried_out(service: Echo, *deliveries: Delivery) -> list[dict[str, object]]:
    """Have one thread carry out requests and return the answers."""
    answers: list[dict[str, object]] = []
    methods = {name: getattr(service, name) for name in ("take", "fail", "end")}
    workers = RequestWorkers(methods, lambda _, body: answers.append(loads(body)), threads=1)
    workers.start()
    for each in deliveries:
        workers.begin(each)
    workers.stop()
    workers.threads[0].join(SECONDS)
    assert not workers.threads[0].is_alive()
    return answers


def test_a_request_that_waited_longer_than_its_caller_takes_no_effect() -> None:
    service, late, early = Echo(), delivery("take", "late", expiration="20"), delivery("take", "early")
    patient = delivery("take", "patient", expiration="60000")
    late.arrived = early.arrived = patient.arrived = time.monotonic() - 1
    refused, *answered = carried_out(service, late, early, patient)
    assert refused["error"]["exc_type"] == "Unavailable"
    assert [each["result"] for each in answered] == service.effects == ["early", "patient"]


@pytest.mark.parametrize("args", [(), (1, 2)])
def test_wrong_arguments_are_refused_in_namekos_words_and_begin_nothing(args: tuple[object, ...]) -> None:
    service, entrypoint = Echo(), Rpc()
    entrypoint.container = type("Container", (), {"service_cls": Echo})
    entrypoint.method_name = "take"
    with pytest.raises(nameko.exceptions.IncorrectSignature) as refused:
        entrypoint.check_signature(list(args), {})
    (answer,) = carried_out(service, delivery("take", *args))
    assert answer["error"] == nameko.exceptions.serialize(refused.value)
    assert service.effects == []


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (delivery("fail"), "TypeError"),
        (delivery("end"), "SystemExit"),
        (delivery("effects"), "MethodNotFound"),
        (delivery("take", 1, content_type="text/plain"), "MalformedRequest"),
    ],
)
def test_a_thread_outlives_whatever_it_is_asked(asked: Delivery, kind: str) -> None:
    failed, answered = carried_out(Echo(), asked, delivery("take", "next"))
    assert failed["error"]["exc_type"] == kind
    assert answered == {"result": "next", "error": None}
