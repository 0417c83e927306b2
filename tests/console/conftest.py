"""One filled district and one browser for all tests of the console."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.console import browsing, submissions
from tests.console.browsing import Visitor
from tests.console.on_servers import served_on_servers
from tests.console.served import Served, served, username_of
from tests.gateway.full_district.snapshot import planted_folder
from tests.servers.fixtures import unavailable
from tools.servers import installing
from tools.servers.processes import ServerUnavailableError

HOSTS = ("embedded", pytest.param("rabbitmq", marks=[pytest.mark.server, pytest.mark.long]))
JOURNEYS = ("test_journeys_", "test_guide")
submissions.record()
PATIENCE = 60_000
"""Milliseconds that a page of many processes may take on a busy machine."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a browser or a district as slow; the letter that pages show is signed after they were read."""
    items.sort(key=lambda item: item.nodeid.startswith("tests/console/test_journeys_letters"))
    for item in items:
        if {"console", "browser", "visitors"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let the journeys go through the console on each host; all else looks at it on the embedded one."""
    travels = metafunc.module.__name__.rpartition(".")[2].startswith(JOURNEYS)
    for name in {"console", "own_district"} & set(metafunc.fixturenames):
        metafunc.parametrize(name, HOSTS if travels else HOSTS[:1], indirect=True)


@contextmanager
def console_on(request: pytest.FixtureRequest, factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a district on the host that is the fixture's parameter: one process, or many on real servers."""
    planted, folder = planted_folder(factory), factory.mktemp("console")
    if request.param == "embedded":
        with served(planted, folder / "data") as found:
            yield found
        return
    with served_on_servers(planted, folder, request.getfixturevalue("rabbitmq_server")) as found:
        expect.set_options(timeout=PATIENCE)
        yield found
        expect.set_options(timeout=None)


@pytest.fixture(scope="package")
def console(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a district with every kind of record, at an address. Who changes something makes what it changes."""
    with console_on(request, tmp_path_factory) as found:
        yield found


@pytest.fixture(scope="module")
def own_district(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a district of the guide's own: whoever does all tasks uses up what other tests look for."""
    with console_on(request, tmp_path_factory) as found:
        yield found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Yield Debian's Chromium, installed where there is none."""
    if browsing.chromium() is None:
        try:
            installing.install("chromium")
        except ServerUnavailableError as refusal:
            unavailable(refusal)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browsing.chromium(), args=["--no-sandbox"])
        yield started
        started.close()


KEPT: dict[str, dict[str, Any]] = {}
"""By address, the cookies of who is signed in."""


class Visitors:
    """Makes browsers, and looks at the end of a test that none of them was told off."""

    def __init__(self, served: Served, browser: Browser) -> None:
        self.served, self.browser = served, browser
        self.made: list[Visitor] = []
        self.kept = KEPT.setdefault(served.address, {})

    def anybody(self, **options: Any) -> Visitor:
        """Return somebody who is not signed in."""
        self.made.append(Visitor.with_browser(self.served, self.browser, **options))
        return self.made[-1]

    def of(self, role: str, **options: Any) -> Visitor:
        """Return who has a role and is signed in, since whichever test was first; nobody signs out of it."""
        if role not in self.kept:
            first = self.anybody().sign_in(username_of(role))
            self.kept[role] = first.context.storage_state()
        return self.anybody(storage_state=self.kept[role], **options)


@pytest.fixture
def visitors(console: Served, browser: Browser) -> Iterator[Visitors]:
    """Yield a maker of browsers; whatever a browser complains of fails the test."""
    made = Visitors(console, browser)
    yield made
    faults = [fault for each in made.made for fault in each.faults]
    for each in made.made:
        each.context.close()
    assert faults == []
