"""What somebody who is not signed in may read: neither the reference nor the metrics, unless operations says so."""

import re

import pytest

from gateway.openapi_docs import VERSION
from tests.gateway.app_harness import app_harness

DOCUMENTS = ("/docs", "/openapi.json", "/docs/start.js", f"/docs/{VERSION}/swagger-ui.css")
METRICS = "http://localhost:9100"


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    with app_harness(tmp_path_factory.mktemp("closed"), metrics_address="0.0.0.0:9100") as opened:
        yield opened


@pytest.mark.parametrize("path", DOCUMENTS)
def test_the_reference_is_for_those_who_are_signed_in(closed, path):
    assert closed.app.test_client().get(f"/api/v1{path}").status_code == 401
    assert closed.person().get(path).status_code == 200


def test_the_public_address_serves_no_metrics_whatever_a_header_says(closed):
    for headers in ({}, {"X-Forwarded-Port": "9100"}):
        assert closed.app.test_client().get("/metrics", headers=headers).status_code == 404


def test_the_size_of_the_trail_is_among_the_metrics(closed):
    def figure(name):
        page = closed.app.test_client().get("/metrics", base_url=METRICS).text
        return float(re.search(rf"^gateway_audit_{name} (\S+)$", page, re.MULTILINE)[1])

    before = figure("rows")
    for _ in range(3):
        closed.person().ask("PATCH", "/accounts/nobody", {"If-Match": '"1"', "X": "y"}, json={})
    assert figure("rows") == before + 3
    assert figure("bytes") > 0
    assert figure("limit_bytes") == 10_000_000_000
    assert 0 < figure("oldest_seconds") < 60


@pytest.mark.parametrize(("path", "status"), [("/metrics", 200), ("/healthz", 200), ("/readyz", 404)])
def test_the_metrics_address_serves_nothing_else(closed, path, status):
    assert closed.app.test_client().get(path, base_url=METRICS).status_code == status
