"""What every test may use: real servers, found or started when the first test asks for one."""

import logging
from pathlib import Path

import pytest
import structlog
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.servers import sharing

pytest_plugins = ["tests.servers.fixtures"]

PLATFORMS = (
    "tests/journeys/", "tests/faults/", "tests/operations/test_restore.py", "tests/docs/test_readme.py", "tests/bench/",
)  # fmt: skip
"""Where tests start platforms of many processes."""
RUN = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """This function will open the run in the process that began it; the workers of pytest-xdist inherit it."""
    # Left to itself structlog draws every local variable of every frame, which takes longer than most tests.
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )
    if not hasattr(config, "workerinput"):
        config.stash[RUN] = sharing.open_run()


class Turns(LoadScopeScheduling):
    """Hands whole modules to the workers, and all that start platforms of many processes to one of them.

    Two of those at once would keep a small machine from doing anything in time.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "platforms" if nodeid.startswith(PLATFORMS) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """This function will distribute the tests."""
    return Turns(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """This function will let the longest begin."""
    items.sort(key=lambda item: not item.nodeid.startswith(PLATFORMS))


def pytest_unconfigure(config: pytest.Config) -> None:
    """This function will end what the run started, when its last worker has gone."""
    if RUN in config.stash:
        sharing.close_run(config.stash[RUN])
