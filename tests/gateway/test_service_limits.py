"""How many calls may wait for one service, and what the next one is told."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from gateway import service_limits
from gateway.service_limits import CallLimit, Stalled
from shared.errors import Unavailable


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_limits, "STALLED", 0.1)


@contextmanager
def waiting(limit: CallLimit, calls: int) -> Iterator[threading.Event]:
    """Let so many calls wait for an answer; set the event and each of them ends without one."""
    end, begun = threading.Event(), threading.Semaphore(0)

    def call() -> None:
        with suppress(Unavailable), limit.held():
            begun.release()
            end.wait()
            raise Unavailable("no answer")

    threads = [threading.Thread(target=call) for _ in range(calls)]
    for thread in threads:
        thread.start()
        begun.acquire()
    try:
        yield end
    finally:
        end.set()
        for thread in threads:
            thread.join()


def test_a_call_beyond_the_limit_waits_for_a_service_that_answers() -> None:
    limit = CallLimit("projects", 1)
    entered, leave = threading.Event(), threading.Event()

    def first() -> None:
        with limit.held():
            entered.set()
            leave.wait()

    thread = threading.Thread(target=first)
    thread.start()
    entered.wait()
    threading.Timer(0.03, leave.set).start()
    with limit.held():
        assert leave.is_set()
    thread.join()


def test_a_call_beyond_the_limit_of_a_silent_service_is_refused_and_the_next_at_once() -> None:
    limit = CallLimit("projects", 2)
    with waiting(limit, 2):
        with pytest.raises(Stalled), limit.held():
            pass
        begun = time.monotonic()
        for _ in range(100):
            with pytest.raises(Stalled), limit.held():
                pass
        assert time.monotonic() - begun < 0.1, "a hundred refusals take less than one wait"


def test_after_a_time_out_one_call_at_a_time_finds_out_whether_the_service_is_back() -> None:
    limit = CallLimit("projects", 4)
    with waiting(limit, 4) as end:
        time.sleep(0.15)
        end.set()
    with waiting(limit, 1), pytest.raises(Stalled), limit.held():
        pass
    with limit.held():
        pass
    with waiting(limit, 4):
        pass


def test_a_slow_call_beside_answered_ones_opens_nothing() -> None:
    limit = CallLimit("projects", 4)
    with waiting(limit, 1) as end:
        time.sleep(0.15)
        with limit.held():
            pass
        end.set()
    with waiting(limit, 4):
        pass


def test_a_refusal_of_the_service_is_an_answer() -> None:
    limit = CallLimit("projects", 1)
    with pytest.raises(KeyError), limit.held():
        raise KeyError
    assert limit.answered_at > 0
    assert not limit.begun
