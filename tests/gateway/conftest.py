"""A town for all tests that only look, and houses for those that change something."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from services import service_names
from shared.unit_of_work import clock
from tests.gateway.estate import Estate
from tests.gateway.estates.once import planted
from tests.gateway.house import House, house
from tests.gateway.town import Town, build

UNHURRIED = {"requests_a_minute": 1_000_000, "sign_ins_a_minute": 1_000_000}
PLENTY = UNHURRIED | {"access_seconds": 86_400}
"""Whoever signs in may ask as often, and for as long, as the tests of a slow machine take."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is asked of the town or an estate as slow: they take longer than most tests."""
    for item in items:
        if {"town", "estate"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


class Clock:
    """Tells the time, and how far a test has moved it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return clock() + self.ahead


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Two districts with records in one of them. Who changes something here makes the record it changes."""
    with house(tmp_path_factory.mktemp("town"), *service_names(), **PLENTY) as opened:
        yield build(opened)


@pytest.fixture(scope="module")
def moved() -> Clock:
    """Return the clock of `gatehouse`."""
    return Clock()


@pytest.fixture(scope="module")
def gatehouse(tmp_path_factory: pytest.TempPathFactory, moved: Clock) -> Iterator[House]:
    """Yield the gateway alone, without services, on a clock that a test moves."""
    folder: Path = tmp_path_factory.mktemp("gatehouse")
    with house(folder, clock=moved, **UNHURRIED) as opened:
        yield opened


@pytest.fixture(scope="package")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """Yield a district with every kind of record in every state, for tests that only look."""
    with planted(tmp_path_factory, tmp_path_factory.mktemp("estate") / "data") as found:
        yield found
