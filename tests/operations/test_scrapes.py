"""Everything that a rule, a picture or operations' page names is found where real processes are scraped."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.operations import promql
from tests.operations.watched import ASKED, BROKERS, RECORDED
from tests.tooling.trees import ROOT
from tools.platforms import EACH, Platform, distributed, running
from tools.servers.processes import ServerUnavailableError, await_true

pytestmark = [pytest.mark.slow, pytest.mark.server]
SERVICE = "observation_visits"
KINDS = {"histogram": ("_bucket", "_count", "_sum")}
SCRAPED_WITH = {"up"}
"""What Prometheus itself adds."""


@pytest.fixture
def platform(tmp_path: Path, served: dict[str, str]) -> Iterator[Platform]:
    with running(distributed(SERVICE), tmp_path, **served, SANJI_METRICS=EACH, SANJI_RPC_TIMEOUT="2") as platform:
        yield platform


def names_at(address: str) -> set[str]:
    page = requests.get(f"http://{address}/metrics", timeout=10).text
    kinds = re.findall(r"^# TYPE (\w+) (\w+)$", page, re.MULTILINE)
    named = {name + suffix for name, kind in kinds for suffix in KINDS.get(kind, ("",))}
    return named | set(re.findall(r"^(\w+)(?:\{.*\})? ", page, re.MULTILINE))


def test_every_figure_that_is_asked_for_or_explained_is_in_a_real_scrape(platform: Platform) -> None:
    # A call is measured however it ends: nobody answers this one.
    headers = dict(platform.operator().http.headers)
    assert requests.get(f"{platform.address}/api/v1/organizations", headers=headers, timeout=30).status_code == 503
    watched = [platform.watched[name] for name in platform.processes if name != "gateway"]
    addresses = [platform.metrics.removeprefix("http://"), *watched]
    missing: set[str] = set()

    def look() -> bool:
        found = set().union(*(names_at(address) for address in addresses))
        missing.clear()
        missing.update(wanted(found))
        return not missing

    try:
        await_true(look, seconds=20, what="every figure is there")
    except ServerUnavailableError:
        assert missing == set()


def wanted(found: set[str]) -> Iterator[str]:
    """Yield what is asked for and not found."""
    asked = [promql.read(expression) for expression in ASKED]
    named = {name for each in asked for name in each.metrics} - RECORDED.keys() - BROKERS - SCRAPED_WITH
    yield from named - found
    for pattern in {pattern for each in asked for pattern in each.patterns}:
        if not any(re.fullmatch(pattern, name) for name in found):
            yield pattern
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    table = page.split("| figure of a service |")[1].split("\n\n")[0]
    own = set(re.findall(r"`((?:gateway|planner|process)_\w+)`", table))
    families = {f"{SERVICE}{noun}" for noun in re.findall(r"`\u2026(_\w+)`", table)}
    for name in own | families:
        if not found & {name, f"{name}_bucket"}:
            yield name
