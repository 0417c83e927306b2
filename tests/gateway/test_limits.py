"""How often one may ask: each account for itself, sign-ins by their address; what operations read is not counted."""

import re
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from gateway.problems import Problem
from gateway.rate_limits import WINDOW, RateLimit
from gateway.trusted_proxies import real_address
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


def test_renewing_a_session_is_counted_apart_from_signing_in(strict: AppHarness) -> None:
    place = {"environ_base": {"REMOTE_ADDR": "10.0.0.3"}}
    credentials = {"username": ""}
    assert [anybody(strict.app, "POST", "/auth/token", credentials, **place).status_code for _ in range(3)][-1] == 429
    renewed = anybody(strict.app, "POST", "/auth/refresh", {"refresh_token": "x" * 60}, **place)
    assert renewed.status_code == 401
    assert renewed.headers["RateLimit-Policy"] == '"renewals";q=120;w=60'


def test_whoever_shows_no_token_that_is_good_is_counted_by_address(strict: AppHarness) -> None:
    strict.app.extensions["sanji"].strangers.most = 2
    place = {"environ_base": {"REMOTE_ADDR": "10.0.0.4"}, "headers": {"Authorization": "Bearer sanji_guessed"}}
    asked = [anybody(strict.app, "GET", "/accounts/me", **place).status_code for _ in range(3)]
    assert asked == [401, 401, 429]


PROXIES = (ip_network("10.9.0.0/16"), ip_network("127.0.0.1"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "real"),
    [
        ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "192.0.2.7, 10.9.3.1", "192.0.2.7"),
        ("127.0.0.1", "1.1.1.1, 192.0.2.7, 10.9.3.1", "192.0.2.7"),
        ("192.0.2.8", "1.1.1.1", "192.0.2.8"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nobody", "127.0.0.1"),
        ("10.9.0.1", "2001:db8::7", "2001:db8::7"),
    ],
)
def test_only_a_trusted_proxy_says_where_a_request_comes_from(peer: str, forwarded: str, real: str) -> None:
    assert real_address(peer, forwarded, PROXIES) == real


def test_sign_ins_behind_a_proxy_are_counted_by_the_real_address(tmp_path: Path) -> None:
    with app_harness(tmp_path, sign_ins_a_minute=1, trusted_proxies=PROXIES) as harness:
        body = {"username": ""}

        def sign_in(peer: str, forwarded: str) -> int:
            said = {"headers": {"X-Forwarded-For": forwarded}, "environ_base": {"REMOTE_ADDR": peer}}
            return anybody(harness.app, "POST", "/auth/token", body, **said).status_code

        assert [sign_in("127.0.0.1", f"192.0.2.{last}") for last in (1, 2)] == [422, 422]
        assert [sign_in("192.0.2.9", f"192.0.2.{last}") for last in (3, 4)] == [422, 429]
