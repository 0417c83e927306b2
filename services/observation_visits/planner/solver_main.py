"""`python -m services.observation_visits.planner.solver_main` reads a request and writes messages, a JSON line each.

A process of its own, so that a solver that crashes, runs out of memory or is killed takes nothing else with it. It ends
when its input does: whoever asked is gone.
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
    Going,
    Kept,
    Order,
    failed,
    line,
)
from services.observation_visits.planner.protocol import heard_by_solver as heard
from shared.logs import configure_logs
from visit_solver import explain, plan
from visit_solver.problem import InfeasiblePins
from visit_solver.search_control import Watch

RESERVE = 0.3
"""Seconds before the end in which the schedule is put together and told."""

log = structlog.get_logger()


def main() -> None:
    """Solve what its input orders and tell the schedule, or why there is none."""
    configure_logs("observation_visits-solver")
    told = _own_output()
    asked = Lines(sys.stdin.fileno())
    order = heard(asked.next())
    if not isinstance(order, Order):
        raise SystemExit("an order was expected")
    talking = threading.Lock()

    def tell(message: FromSolver) -> None:
        with talking:
            _write(told, line(message))

    watch = Watch(
        max(0.1, order.ends_at - time.time() - RESERVE),
        heard=lambda report: tell(Going(report)),
        kept=lambda schedule: tell(Kept(schedule)),
        effort=order.problem.effort,
    )
    threading.Thread(target=_listen, args=(asked, watch), daemon=True).start()
    tell(_solved(order, watch))


def _solved(order: Order, watch: Watch) -> Done | Explained | Failed:
    try:
        if order.schedule is not None:
            return Explained(explain(order.problem, order.schedule, watch.left()))
        return Done(plan(order.problem, watch))
    except InfeasiblePins:
        return failed("pins_impossible")
    except Exception:
        log.exception("solver failed")
        return failed("solver_failed")


def _own_output() -> int:
    """Redirect what libraries print to the log, and return a descriptor of the output for the messages."""
    told = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return told


def _write(told: int, said: bytes) -> None:
    try:
        while said:
            said = said[os.write(told, said) :]
    except BrokenPipeError:
        _leave()


class Lines:
    """The lines of a file descriptor, read without a buffer of the interpreter's.

    A thread that waits in one of those holds its lock, and an interpreter that shuts down meanwhile ends with a fatal
    error for want of it.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._read = bytearray()

    def next(self) -> bytes:
        """Wait for the next line; it is empty once there are no more."""
        while b"\n" not in self._read:
            more = os.read(self._descriptor, 1 << 16)
            if not more:
                return b""
            self._read += more
        said, _, rest = self._read.partition(b"\n")
        self._read = rest
        return bytes(said)


def _listen(asked: Lines, watch: Watch) -> None:
    while asked.next():
        watch.stop()
    _leave()


def _leave() -> NoReturn:
    """Nobody waits for the answer any more, and nothing here has to be put away."""
    os._exit(1)


if __name__ == "__main__":
    main()
