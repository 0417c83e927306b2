"""Bodies that nobody should send: too large, of another kind, ambiguous, too deep; each is refused in words."""

import io
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.rights import EVERYTHING, SYSTEM_ADMIN, Grant
from tests.gateway.app_harness import AppHarness, Person

JSON = "application/json"
HUGE = 50_000_000
OPENING = b'"name": "a", "level": "district", "effective_on": "2024-01-01"'


class Watched(io.RawIOBase):
    """A body of any size that counts what is read of it."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.read_so_far = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), self.left)
        buffer[:count] = b"x" * count
        self.left -= count
        self.read_so_far += count
        return count


@pytest.fixture(scope="module")
def person(gateway_alone: AppHarness) -> Person:
    return gateway_alone.person(Grant(SYSTEM_ADMIN, EVERYTHING))


def send(person: Person, content: bytes, content_type: str = JSON) -> TestResponse:
    """Post raw bytes."""
    headers = {"Idempotency-Key": "key"}
    return person.ask("POST", "/organizations", headers, data=content, content_type=content_type)


@pytest.mark.parametrize("content_type", [JSON, "multipart/form-data; boundary=b"])
@pytest.mark.parametrize("path", ["/organizations", "/organizations/imports", "/nowhere", "/auth/token"])
def test_fifty_megabytes_are_refused_before_a_byte_is_read(person: Person, path: str, content_type: str) -> None:
    body = Watched(HUGE)
    answer = person.ask(
        "POST", path, {"Idempotency-Key": "key"},
        content_type=content_type, environ_overrides={"wsgi.input": body, "CONTENT_LENGTH": str(HUGE)},
    )  # fmt: skip
    assert (answer.status_code, answer.json["type"]) == (413, "urn:sanji:problem:body_too_large")
    assert ("4096" if path == "/auth/token" else "10000000") in answer.json["detail"]
    assert body.read_so_far == 0


@pytest.mark.parametrize("path", ["/organizations", "/organizations/imports"])
def test_a_body_that_does_not_say_how_long_it_is_is_read_no_further_than_the_limit(person: Person, path: str) -> None:
    body = Watched(HUGE)
    kind = JSON if path == "/organizations" else "multipart/form-data; boundary=b"
    answer = person.ask(
        "POST", path, {"Idempotency-Key": "key", "Transfer-Encoding": "chunked"},
        content_type=kind, environ_overrides={"wsgi.input": body, "wsgi.input_terminated": True},
    )  # fmt: skip
    assert answer.status_code == 413
    assert body.read_so_far <= person.app.extensions["sanji"].settings.body_limit + 2**20


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data", ""]
)
def test_another_kind_of_body_is_refused(person: Person, content_type: str) -> None:
    answer = send(person, b"{" + OPENING + b"}", content_type)
    assert (answer.status_code, answer.json["type"]) == (415, "urn:sanji:problem:content_type_unsupported")
    assert JSON in answer.json["detail"]


def test_json_in_the_place_of_a_file_is_refused(person: Person) -> None:
    answer = person.post("/organizations/imports", {"effective_on": "2024-01-01"})
    assert (answer.status_code, answer.json["type"]) == (415, "urn:sanji:problem:content_type_unsupported")


NOT_JSON = {
    "cut off": b'{"name": "a',
    "no text": b"\xff\xfe\x00",
    "latin 1": '{"name": "é"}'.encode("latin-1"),
    "two documents": b"{} {}",
    "a name twice": b"{" + OPENING + b', "name": "b"}',
    "a name twice, deeper": b'{"a": [{"b": 1, "b": 2}]}',
    "a name twice, once escaped": b"{" + OPENING + b', "\\u006eame": "b"}',
    "not a number": b"{" + OPENING + b', "lon_gcj02": NaN}',
    "infinity": b"{" + OPENING + b', "lon_gcj02": -Infinity}',
    "half a character": b'{"name": "\\ud800"}',
    "half a character as a name": b'{"\\udfff": 1}',
    "a hundred thousand deep": b"[" * 100_000 + b"]" * 100_000,
    "deep, and fields": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a number of ten thousand digits": b'{"expected_version": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("how", NOT_JSON)
def test_what_is_no_clear_json_is_refused_as_a_whole(person: Person, how: str) -> None:
    answer = send(person, NOT_JSON[how])
    assert (answer.status_code, answer.json["type"]) == (400, "urn:sanji:problem:http_400")


@pytest.mark.parametrize("content", [b"[]", b"null", b"1", b'"text"', b"true", b"[[[1]]]"])
def test_json_that_is_no_object_is_refused(person: Person, content: bytes) -> None:
    answer = send(person, content)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "type_invalid")


def test_a_number_beyond_all_bounds_is_refused_at_its_field(person: Person) -> None:
    answer = send(person, b"{" + OPENING + b', "lon_gcj02": 1e999}')
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "lon_gcj02")


def test_every_field_that_is_wrong_is_named_at_once(person: Person) -> None:
    asked = {"name": "", "level": "planet", "effective_on": "tomorrow", "nmae": "a", "parent_id": "a b"}
    answer = person.post("/organizations", asked)
    assert answer.status_code == 422
    found = {each["field"]: each["code"] for each in answer.json["errors"]}
    assert found == {
        "name": "text_empty", "level": "choice_unknown", "effective_on": "date_invalid", "nmae": "field_unknown",
        "parent_id": "id_malformed",
    }  # fmt: skip


def test_what_is_wrong_deep_in_a_body_is_named_by_its_path(person: Person) -> None:
    grants = [{"role": "auditor", "organization_id": "*"}, {"role": "king", "organization_id": "*"}]
    asked = {"username": "zhangsan", "name": "张三", "organization_id": "*", "grants": grants}
    answer = person.post("/accounts", asked)
    assert [each["field"] for each in answer.json["errors"]] == ["grants.1.role"]


def test_a_misspelt_parameter_is_refused(person: Person) -> None:
    answer = person.get("/accounts?organisation_id=d")
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "field_unknown")


def test_an_answer_lists_ten_errors_and_says_how_many_more_there_are(person: Person) -> None:
    answer = person.post("/organizations", {f"unknown{number}": 1 for number in range(30)} | {"x" * 5_000: 1})
    assert answer.status_code == 422
    assert len(answer.json["errors"]) == 10
    assert answer.json["more_errors"] >= 21
    assert f"另有 {answer.json['more_errors']} 项" in answer.json["detail"]
    assert len(answer.get_data()) < 4_000
