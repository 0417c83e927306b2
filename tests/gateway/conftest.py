"""Scenarios for all tests that only look, and an application for those that change something."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services import service_names
from shared.rights import EVERYTHING, SECURITY_ADMIN, SYSTEM_ADMIN, Grant
from tests.gateway.api_scenario import ApiScenario, build
from tests.gateway.app_harness import AppHarness, MovableClock, app_harness
from tests.gateway.full_district.scenario import FullDistrict
from tests.gateway.full_district.snapshot import copied, planted_folder
from tests.gateway.sign_in_scenario import SignInScenario
from tests.scenarios.in_process import timeline

UNHURRIED = {"requests_a_minute": 1_000_000, "sign_ins_a_minute": 1_000_000, "strangers_a_minute": 1_000_000}
PLENTY = UNHURRIED | {"access_seconds": 86_400, "session_seconds": 10**8}
"""Whoever signs in may ask as often, and for as long, as the tests of a slow machine take."""
FOR_LONG = PLENTY | {"access_seconds": 10**8}
"""And acts on whichever day the clock is turned to."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is asked of a scenario of all services as slow: they take longer than most tests."""
    for item in items:
        if {"api", "full_district"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiScenario]:
    """Two districts with records in one of them. Who changes something here makes the record it changes."""
    with app_harness(tmp_path_factory.mktemp("api"), *service_names(), **PLENTY) as opened:
        yield build(opened)


@pytest.fixture(scope="module")
def moved() -> MovableClock:
    """Return the clock of `gateway_alone`."""
    return MovableClock()


@pytest.fixture(scope="module")
def gateway_alone(tmp_path_factory: pytest.TempPathFactory, moved: MovableClock) -> Iterator[AppHarness]:
    """Yield the gateway alone, without services, on a clock that a test moves."""
    folder: Path = tmp_path_factory.mktemp("gateway")
    with app_harness(folder, clock=moved, **UNHURRIED) as opened:
        yield opened


@pytest.fixture(scope="module")
def scenario(gateway_alone: AppHarness) -> SignInScenario:
    """Return people who sign in to a community of one district."""
    gateway_alone.open_organizations("d", timeline("d", "district", None), timeline("c", "community", "d"))
    return SignInScenario(
        gateway_alone,
        gateway_alone.person(Grant(SYSTEM_ADMIN, EVERYTHING)),
        gateway_alone.person(Grant(SECURITY_ADMIN, EVERYTHING)),
    )


@pytest.fixture(scope="package")
def full_district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FullDistrict]:
    """Yield a district with every kind of record in every state, for tests that only look."""
    with copied(planted_folder(tmp_path_factory), tmp_path_factory.mktemp("full-district") / "data") as found:
        yield found
