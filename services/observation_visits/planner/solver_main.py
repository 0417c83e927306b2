"""`python -m services.observation_visits.planner.solver_main` reads a request and writes messages, a JSON line each.

A process of its own, so that a solver that crashes, runs out of memory or is killed takes nothing else with it. It ends
when its input does: nobody waits for the answer any more.
"""

import os
import sys
import threading
import time
from typing import NoReturn

import structlog

from services.observation_visits.planner.protocol import (
    Done,
    Explained,
    Failed,
    FromSolver,
    Incumbent,
    Progress,
    SolveRequest,
    encode,
    failed,
    read_request,
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
    output = _own_output()
    lines = LineReader(sys.stdin.fileno())
    request = read_request(lines.next())
    if not isinstance(request, SolveRequest):
        raise SystemExit("a request to solve was expected")
    writing = threading.Lock()

    def send(message: FromSolver) -> None:
        with writing:
            _write(output, encode(message))

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


def _own_output() -> int:
    """Redirect what libraries print to the log, and return a descriptor of the output for the messages."""
    output = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output


def _write(output: int, line: bytes) -> None:
    try:
        while line:
            line = line[os.write(output, line) :]
    except BrokenPipeError:
        _exit()


class LineReader:
    """The lines of a file descriptor, read without a buffer of the interpreter's.

    A thread that waits in one of those holds its lock, and an interpreter that shuts down meanwhile ends with a fatal
    error for want of it.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._buffer = bytearray()

    def next(self) -> bytes:
        """Wait for the next line; it is empty once there are no more."""
        while b"\n" not in self._buffer:
            more = os.read(self._descriptor, 1 << 16)
            if not more:
                return b""
            self._buffer += more
        line, _, self._buffer = self._buffer.partition(b"\n")
        return bytes(line)


def _stop_on_request(lines: LineReader, control: SearchControl) -> None:
    while lines.next():
        control.stop()
    _exit()


def _exit() -> NoReturn:
    """End at once: nobody waits for the answer any more, and nothing here has to be put away."""
    os._exit(1)


if __name__ == "__main__":
    main()
