"""A service that is stopped, not dead: its callers wait, and nobody else does."""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import pytest
import requests

from deploy.demo.client import Client
from tools.platforms import Platform, distributed, running

pytestmark = [pytest.mark.slow, pytest.mark.server]
CALLERS = 48
TIMEOUT = 6
SETTINGS = {"SANJI_RPC_TIMEOUT": str(TIMEOUT), "SANJI_REQUESTS_A_MINUTE": "1000000"}


@pytest.fixture
def platform(tmp_path: Path, served: dict[str, str]) -> Iterator[Platform]:
    with running(distributed("organizations", "projects"), tmp_path, **served, **SETTINGS) as platform:
        yield platform


class Callers:
    """Threads that ask the same again and again, each waiting for its answer; what they were answered is counted."""

    def __init__(self, ask: Callable[[], requests.Response]) -> None:
        self.ask = ask
        self.answers: Counter[int] = Counter()
        self.first_timeout = threading.Event()
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._run) for _ in range(CALLERS)]

    def _run(self) -> None:
        while not self.stopping.is_set():
            begun = time.monotonic()
            self.answers[self.ask().status_code] += 1
            if time.monotonic() - begun >= TIMEOUT:
                self.first_timeout.set()

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()


def reading(client: Client, path: str) -> Callable[[], requests.Response]:
    headers = {"Authorization": str(client.http.headers["Authorization"])}
    return lambda: requests.get(f"{client.address}{path}", headers=headers, timeout=60)


def test_health_and_other_services_answer_while_one_is_stopped(platform: Platform) -> None:
    operator = platform.operator()
    stopped, other, health = (
        reading(operator, path) for path in ("/api/v1/projects/none", "/api/v1/organizations?limit=1", "/healthz")
    )
    assert stopped().status_code == 404
    process = platform.processes["services projects"]
    process.send_signal(signal.SIGSTOP)
    try:
        with Callers(stopped) as callers:
            during = Counter()
            while not callers.first_timeout.is_set():
                during["health"] += health().ok
                during["other"] += other().ok
            # Thirty-two threads used to be held until the first of them gave up: not one of these was answered before.
            assert min(during.values()) >= 5, during
            assert callers.first_timeout.wait(0)
        assert set(callers.answers) == {503}
        assert callers.answers[503] > CALLERS, "whoever comes while it does not answer is refused at once"
        begun = time.monotonic()
        again = stopped()
        assert again.status_code == 503
        assert again.headers["Retry-After"]
        assert time.monotonic() - begun < TIMEOUT + 5
    finally:
        process.send_signal(signal.SIGCONT)
    until = time.monotonic() + 60
    while (answer := stopped()).status_code != 404:
        assert time.monotonic() < until, answer.text
        time.sleep(0.2)
