"""Whatever goes wrong is told the same way: a stable type, words in the language of who asks, the fields, a number."""

from typing import Any

import pytest
from sqlalchemy.exc import InterfaceError

from shared.errors import Unavailable
from tests.gateway.api_scenario import ApiScenario
from tests.gateway.app_harness import Person, anybody
from tests.gateway.documented import assert_problem
from tests.gateway.operations import Operation, operations

GUARDED = [each for each in operations() if not each.policy.public]


def test_an_address_that_nobody_serves_is_a_problem(api: ApiScenario) -> None:
    for path in ("/nothing", "/projects/x/y/z", "/levels/planet/x/overview", "/docs/../../etc/passwd"):
        answer = anybody(api.harness.app, "GET", path)
        assert answer.status_code == 404
        assert_problem(answer)
        assert answer.json["instance"] == f"/api/v1{path}"
    assert_problem(api.harness.app.test_client().get("/nothing"))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_a_method_that_an_address_does_not_have_names_those_it_has(api: ApiScenario, method: str) -> None:
    answer = api.people["district"].ask(method, "/projects")
    assert answer.status_code == 405
    assert_problem(answer)
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("operation", GUARDED, ids=str)
def test_every_route_asks_who_is_not_signed_in_to_do_so(api: ApiScenario, operation: Operation) -> None:
    answer = anybody(api.harness.app, operation.method, operation.path(api.ids))
    assert answer.status_code == 401
    assert_problem(answer)
    assert answer.json["type"] == "urn:sanji:problem:sign_in_needed"


@pytest.mark.parametrize(
    ("wanted", "tongue"),
    [
        (None, "zh"),
        ("", "zh"),
        ("*", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-CN, en;q=0.5", "zh"),
        ("en-US, zh-CN;q=0.5", "en"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("fr", "zh"),
        ("fr, en;q=0.1", "en"),
        ("en;q=0", "zh"),
        (";;;q=,=", "zh"),
    ],
)
def test_refusals_are_chinese_unless_english_is_preferred(api: ApiScenario, wanted: str | None, tongue: str) -> None:
    headers = {} if wanted is None else {"Accept-Language": wanted}
    answer = api.people["district"].get("/projects?year=abc", headers=headers)
    assert answer.headers["Content-Language"] == tongue
    assert "Accept-Language" in answer.headers["Vary"]
    assert answer.json["title"] == {"zh": "内容不符合要求", "en": "Not acceptable as it is"}[tongue]
    said = {each["field"]: each["detail"] for each in answer.json["errors"]}
    assert said["year"] == {"zh": "应为整数。", "en": "Not a valid integer."}[tongue]
    assert said["organization_id"] == {"zh": "请填写此项。", "en": "Missing data for required field."}[tongue]


def test_a_service_speaks_the_reader_s_language_too(api: ApiScenario) -> None:
    path = f"/projects/{api.ids['project_id']}/approvals"
    chinese = api.people["district"].post(path, {"decision": "pass"})
    english = api.people["district"].post(path, {"decision": "pass"}, headers={"Accept-Language": "en"})
    assert chinese.status_code == english.status_code == 409
    assert chinese.json["type"] == english.json["type"]
    assert english.json["detail"].isascii()
    assert not chinese.json["detail"].isascii()


class Broken:
    """A way to the services that is cut."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def call(self, _service: str, _method: str, **_asked: Any) -> Any:
        raise self.error


@pytest.fixture
def cut(api: ApiScenario, request: pytest.FixtureRequest) -> Any:
    """Yield the scenario's district staff, while services answer with an error of the test's choice."""
    parts = api.harness.app.extensions["sanji"]
    whole = parts.caller
    object.__setattr__(parts, "caller", Broken(request.param))
    yield api.people["district"]
    object.__setattr__(parts, "caller", whole)


AWAY = [
    Unavailable("no answer in time"),
    InterfaceError("SELECT", None, Exception("gone"), connection_invalidated=True),
]


@pytest.mark.parametrize("cut", AWAY, ids=["service", "database"], indirect=True)
def test_a_service_that_is_away_is_said_to_be_and_may_be_asked_again(api: ApiScenario, cut: Person) -> None:
    answer = cut.get(f"/projects/{api.ids['project_id']}")
    assert (answer.status_code, answer.json["type"]) == (503, "urn:sanji:problem:service_unavailable")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("cut", [ZeroDivisionError("secret detail")], indirect=True)
def test_a_fault_of_ours_tells_nothing_but_its_number(api: ApiScenario, cut: Person) -> None:
    path = f"/api/v1/projects/{api.ids['project_id']}"
    answer = api.harness.app.test_client().get(path, headers={"Authorization": f"Bearer {cut.token}"})
    assert answer.status_code == 500
    assert_problem(answer)
    assert answer.headers["X-Correlation-ID"]
    assert "secret" not in answer.text
    assert "Zero" not in answer.text


@pytest.mark.parametrize("operation", operations(), ids=str)
def test_every_answer_forbids_to_guess_frame_or_run_it(api: ApiScenario, operation: Operation) -> None:
    address = operation.address(api.ids)
    headers = api.harness.app.test_client().open(address, method=operation.method).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
