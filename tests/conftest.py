"""What every test may use: real servers, found or started when the first test asks for one."""

from pathlib import Path

import pytest
import structlog

from tests.servers import sharing

pytest_plugins = ["tests.servers.fixtures"]

RUN = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """This function will open the run in the process that began it; the workers of pytest-xdist inherit it."""
    # Left to itself structlog draws every local variable of every frame, which takes longer than most tests.
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])
    if not hasattr(config, "workerinput"):
        config.stash[RUN] = sharing.open_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """This function will end what the run started, when its last worker has gone."""
    if RUN in config.stash:
        sharing.close_run(config.stash[RUN])
