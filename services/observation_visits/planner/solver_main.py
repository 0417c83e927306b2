"""`python -m services.observation_visits.planner.solver_main` reads a request and writes messages, a JSON line each.

A process of its own, so that a solver that crashes, runs out of memory or is killed takes nothing else with it. It ends
when its input does: nobody waits for the answer any more.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import NoReturn

import structlog

from services.observation_visits.planner.protocol import (
    Done,
    Explained,
    Failed,
    Incumbent,
    Message,
    Progress,
    SolveRequest,
    encode,
    failed,
    read,
)
from shared.logs import configure_logs
from visit_solver import explain, solve
from visit_solver.problem import InfeasiblePins
from visit_solver.search_control import SearchControl

RESERVE = 0.3
"""Seconds before the end in which the schedule is put together and written."""

log = structlog.get_logger()


def main() -> None:
    """Solve what the input requests, and write the schedule or why there is none."""
    configure_logs("observation_visits-solver")
    # What libraries print goes to the log, and the messages to the output.
    output = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    lines = read_lines(sys.stdin.fileno())
    request = read(next(lines, b""))
    if not isinstance(request, SolveRequest):
        raise SystemExit("a request to solve was expected")
    writing = threading.Lock()

    def send(message: Message) -> None:
        line = encode(message)
        with writing:
            try:
                while line:
                    line = line[os.write(output, line) :]
            except BrokenPipeError:
                _exit()

    control = SearchControl(
        max(0.1, request.ends_at - time.time() - RESERVE),
        on_progress=lambda percent: send(Progress(percent)),
        on_incumbent=lambda schedule: send(Incumbent(schedule)),
        effort=request.problem.effort,
    )
    threading.Thread(target=_stop_on_request, args=(lines, control), daemon=True).start()
    send(_answer(request, control))


def _answer(request: SolveRequest, control: SearchControl) -> Done | Explained | Failed:
    try:
        if request.schedule is not None:
            return Explained(explain(request.problem, request.schedule, control.seconds_left()))
        return Done(solve(request.problem, control))
    except InfeasiblePins:
        return failed("pins_impossible")
    except Exception:
        log.exception("solver failed")
        return failed("solver_failed")


def read_lines(descriptor: int) -> Iterator[bytes]:
    """Yield the lines of a file descriptor, read without a buffer of the interpreter's.

    A thread that waits in one of those holds its lock, and an interpreter that shuts down meanwhile ends with a fatal
    error for want of it.
    """
    buffer = bytearray()
    while more := os.read(descriptor, 1 << 16):
        buffer += more
        while b"\n" in buffer:
            line, _, buffer = buffer.partition(b"\n")
            yield bytes(line)


def _stop_on_request(lines: Iterator[bytes], control: SearchControl) -> None:
    for _ in lines:
        control.stop()
    _exit()


def _exit() -> NoReturn:
    """End at once: nobody waits for the answer any more, and nothing here has to be put away."""
    os._exit(1)


if __name__ == "__main__":
    main()
