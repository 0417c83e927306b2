"""What every test may use: real servers, found or started when the first test asks for one; and what refusals say."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests import refusal_texts
from tests.console import submissions
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
SEEN = {"refusals": refusal_texts.RAISED, "forms": submissions.SUBMITTED}
"""What the tests of a process have brought about, which all of them together are asked for."""
TOGETHER: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "refusals that no test has raised": ("tests", refusal_texts.never_raised),
    "forms of the console that no journey has submitted": ("tests/console", submissions.never_submitted),
}
"""By what it is called: the tests that do all of it together, and what says what they have left undone."""


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
    """Collect from a worker of pytest-xdist what its tests have raised and submitted."""
    for name, seen in SEEN.items():
        seen.update(getattr(node, "workeroutput", {}).get(name, ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run of all tests in which a refusal was raised by none of them, or a form submitted by none."""
    config = session.config
    if hasattr(config, "workerinput"):
        config.workeroutput |= {name: sorted(seen) for name, seen in SEEN.items()}
    elif session.exitstatus == pytest.ExitCode.OK and _left(config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """State which refusals no test has raised and which forms none has submitted, after a run of all tests."""
    for title, left in _left(config).items():
        terminalreporter.section(title, red=True)
        terminalreporter.line("\n".join(left))


def _left(config: pytest.Config) -> dict[str, list[str]]:
    """Return what the tests that ran were to do together and have not done, by its title."""
    found = {title: never() for title, (folder, never) in TOGETHER.items() if _is_whole(config, folder)}
    return {title: left for title, left in found.items() if left}


def _is_whole(config: pytest.Config, folder: str) -> bool:
    """Return whether a run is of all tests, or of all in a folder."""
    option = config.option
    marked = option.markexpr not in {"", "not long"}
    chosen = option.keyword or marked or option.ignore or option.ignore_glob or option.deselect
    return not chosen and (config.args_source == pytest.Config.ArgsSource.TESTPATHS or config.args == [folder])
