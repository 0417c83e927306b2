"""What every test may use: real servers, found or started when the first test asks for one; and what refusals say."""

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests import refusal_texts
from tests.servers import pool, sharing

pytest_plugins = ["tests.servers.fixtures", "tests.scenarios.fixtures"]

PLATFORMS = (
    "tests/faults/", "tests/operations/test_restore.py", "tests/operations/test_key_rotation.py",
    "tests/docs/test_readme.py", "tests/bench/",
    "tests/journeys/test_a_visit", "tests/journeys/test_demo", "tests/journeys/",
)  # fmt: skip
"""Where tests start platforms of many processes, in their order: last those that share one, which is never idle so."""
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # noqa: S108 - pytest makes folders there that only their owner reads
"""Where tests have their folders if it has room: for a disk, SQLite waits 1.5 ms at each commit; no kill needs one."""
RUN = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Open the run in the process that began it; the workers of pytest-xdist inherit it."""
    # Left to itself structlog draws every local variable of every frame, which takes longer than most tests.
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )
    refusal_texts.record()
    if not hasattr(config, "workerinput"):
        config.stash[RUN] = sharing.open_run()
        if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


class Turns(LoadScopeScheduling):
    """Hands whole modules to the workers, and all that start platforms of many processes to one of them.

    Two of those at once would keep a small machine from doing anything in time.
    """

    def _split_scope(self, nodeid: str) -> str:
        starts_one = nodeid.startswith(PLATFORMS) or nodeid.endswith("rabbitmq]")
        return "platforms" if starts_one else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return Turns(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest begin."""
    items.sort(key=lambda item: [not item.nodeid.startswith(place) for place in PLATFORMS])


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what the run started, when its last worker has gone."""
    if RUN in config.stash:
        pool.drop_free(config.stash[RUN])
        sharing.close_run(config.stash[RUN])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Look at every refusal that a test has raised: no code, no escape, nothing left unfilled."""
    refusal_texts.RECENT.clear()
    yield
    assert refusal_texts.faults() == []


def pytest_testnodedown(node: Any) -> None:
    """Collect from a worker of pytest-xdist which refusals its tests have raised."""
    refusal_texts.RAISED.update(getattr(node, "workeroutput", {}).get("refusals", ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run of all tests in which a refusal of a catalogue was raised by none of them."""
    config = session.config
    if hasattr(config, "workerinput"):
        config.workeroutput["refusals"] = sorted(refusal_texts.RAISED)
    elif _is_whole(config) and session.exitstatus == pytest.ExitCode.OK and refusal_texts.never_raised():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """State which refusals no test has raised, after a run of all tests."""
    if _is_whole(config) and refusal_texts.never_raised():
        terminalreporter.section("refusals that no test has raised", red=True)
        terminalreporter.line("\n".join(refusal_texts.never_raised()))


def _is_whole(config: pytest.Config) -> bool:
    option = config.option
    marked = option.markexpr not in {"", "not long"}
    chosen = option.keyword or marked or option.ignore or option.ignore_glob or option.deselect
    return config.args_source == pytest.Config.ArgsSource.TESTPATHS and not chosen
