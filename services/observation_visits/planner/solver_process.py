"""A solver in a process of its own, as the one who started it sees it: what it says, whether it lives, how it ended."""

import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

from services.observation_visits.planner.protocol import FromSolver, Order, Stop, heard_from_solver, line

ROOT = Path(__file__).parents[3]


class Solver:
    """Starts with an order; `hear` gives its messages one after another, None while it has nothing to say."""

    def __init__(self, order: Order) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "services.observation_visits.planner.solver_main"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            # The tour planner's searchers belong to it and are ended with it.
            start_new_session=True,
        )
        self._said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._reader.start()
        self._say(line(order))

    def hear(self, seconds: float) -> FromSolver | None:
        """Return the next message, waiting for it at most so long."""
        try:
            said = self._said.get(timeout=seconds)
        except queue.Empty:
            return None
        return heard_from_solver(said) if said.endswith(b"\n") else None

    def over(self) -> bool:
        """Return whether the solver has ended and everything it said has been heard."""
        return not self._reader.is_alive() and self._said.empty()

    def stop(self) -> None:
        """Ask the solver to come to an end with what it has."""
        self._say(line(Stop()))

    def how(self) -> tuple[str, str]:
        """Return how the solver ended: the code of the reason, and the signal or exit code."""
        code = self.process.wait()
        # The kernel ends what takes too much memory in the same way as an impatient operator does.
        kind = "solver_killed" if -code == signal.SIGKILL else "solver_crashed"
        return kind, signal.Signals(-code).name if code < 0 else f"exit {code}"

    def end(self) -> None:
        """End the solver and its searchers at once, if they have not ended by themselves."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _say(self, said: bytes) -> None:
        if self.process.stdin is not None:
            with suppress(BrokenPipeError):
                self.process.stdin.write(said)
                self.process.stdin.flush()

    def _read(self, output: IO[bytes] | None) -> None:
        with suppress(ValueError, OSError):
            for said in output or ():
                self._said.put(said)
