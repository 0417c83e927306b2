"""What a service says of a request that failed is what nameko would say, though no host needs nameko for it."""

from collections.abc import Iterator

import nameko.exceptions
import pytest

from shared.errors import Invalid, Unavailable
from shared.hosts.rpc import server_messages
from shared.hosts.rpc.server_messages import answer_body, describe
from shared.messaging.json_codec import loads
from tests.hosts.deliveries import delivery

KINDS = ("MalformedRequest", "MethodNotFound", "IncorrectSignature")


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
