"""How often one may ask: each account for itself, sign-ins by their address; what operations read is not counted."""

import re
from collections.abc import Iterator

import pytest

from gateway.problems import Problem
from gateway.rate_limits import WINDOW, RateLimit
from shared.rights import COMMUNITY, Grant
from tests.gateway.app_harness import AppHarness, anybody, app_harness
from tests.scenarios.in_process import timeline


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppHarness]:
    """Yield an application that answers three requests a minute, and two sign-ins."""
    with app_harness(
        tmp_path_factory.mktemp("strict"),
        requests_a_minute=3,
        sign_ins_a_minute=2,
        public_documents=True,
        metrics_address="127.0.0.1:9100",
    ) as opened:
        opened.open_organizations("d", timeline("d", "district", None))
        # Minutes of the test's own, so that none ends while it runs.
        for limit in ("requests", "sign_ins"):
            getattr(opened.app.extensions["sanji"], limit).now = lambda: 600.25
        yield opened


def test_one_account_too_fast_is_told_when_to_come_back_and_others_go_on(strict: AppHarness) -> None:
    fast, slow = (strict.person(Grant(COMMUNITY, "d"), district_id="d") for _ in range(2))
    answers = [fast.get("/accounts/me") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert [re.findall(r"r=(\d+)", answer.headers["RateLimit"]) for answer in answers] == [
        ["2"],
        ["1"],
        ["0"],
        ["0"],
        ["0"],
    ]
    refused = answers[-1]
    assert refused.json["type"] == "urn:sanji:problem:too_many_requests"
    assert refused.headers["Retry-After"] == "60"
    assert refused.headers["RateLimit-Policy"] == '"requests";q=3;w=60'
    assert slow.get("/accounts/me").status_code == 200


def test_a_request_that_is_refused_counts_like_any_other(strict: AppHarness) -> None:
    person = strict.person(Grant(COMMUNITY, "d"), district_id="d")
    statuses = [person.get(path).status_code for path in ("/audit", "/accounts?x=1", "/accounts", "/accounts/me")]
    assert statuses == [403, 422, 403, 429]


def test_sign_ins_are_counted_by_address(strict: AppHarness) -> None:
    def sign_in(address: str) -> int:
        body = {"username": "", "password": "no name, so that no password has to be looked at"}
        place = {"REMOTE_ADDR": address}
        return anybody(strict.app, "POST", "/auth/token", body, environ_base=place).status_code

    assert [sign_in("10.0.0.1") for _ in range(3)] == [422, 422, 429]
    assert sign_in("10.0.0.2") == 422


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/api/v1/openapi.json", "/api/v1/docs"])
def test_what_operations_and_readers_of_the_reference_ask_is_not_counted(strict: AppHarness, path: str) -> None:
    client = strict.app.test_client()
    base = "http://localhost:9100" if path == "/metrics" else None
    assert {client.get(path, base_url=base).status_code for _ in range(5)} == {200}


def test_a_new_minute_forgives() -> None:
    moments = [10.0]
    limit = RateLimit("x", 1, now=lambda: moments[0])
    assert limit.count("a")["RateLimit"] == '"x";r=0;t=50'
    with pytest.raises(Problem):
        limit.count("a")
    moments[0] = float(WINDOW)
    assert limit.count("a")["RateLimit"] == '"x";r=0;t=60'


def test_a_word_that_is_no_method_makes_no_series_of_its_own(strict: AppHarness) -> None:
    for number in range(3):
        strict.app.test_client().open("/healthz", method=f"NONE{number}")
    page = strict.app.test_client().get("/metrics", base_url="http://localhost:9100").text
    assert 'method="other"' in page
    assert "NONE" not in page
