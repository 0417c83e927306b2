"""The solver's process as its parent has it: started with a request, read message by message, stopped or killed."""

import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

from services.observation_visits.planner.protocol import Message, SolveRequest, StopRequest, encode, read

ROOT = Path(__file__).parents[3]


class SolverProcess:
    """A running solver; `receive` returns its messages one after another, None while there is none."""

    def __init__(self, request: SolveRequest) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "services.observation_visits.planner.solver_main"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            # The orienteering search's own processes belong to it and are ended with it.
            start_new_session=True,
        )
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._reader.start()
        self._write(encode(request))

    def receive(self, seconds: float) -> Message | None:
        """Return the next message, waiting for it at most so long."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            return None
        return read(line) if line.endswith(b"\n") else None

    def is_over(self) -> bool:
        """Return whether the solver has ended and all its messages have been received."""
        return not self._reader.is_alive() and self._lines.empty()

    def stop(self) -> None:
        """Request the solver to end with the best schedule so far."""
        self._write(encode(StopRequest()))

    def exit_reason(self) -> tuple[str, str]:
        """Return how the solver ended: the code of the failure, and the signal or exit code."""
        code = self.process.wait()
        # The kernel ends what takes too much memory in the same way as an impatient operator does.
        kind = "solver_killed" if -code == signal.SIGKILL else "solver_crashed"
        return kind, signal.Signals(-code).name if code < 0 else f"exit {code}"

    def kill(self) -> None:
        """End the solver and its search processes at once, if they have not ended by themselves."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _write(self, line: bytes) -> None:
        if self.process.stdin is not None:
            with suppress(BrokenPipeError):
                self.process.stdin.write(line)
                self.process.stdin.flush()

    def _read(self, output: IO[bytes] | None) -> None:
        with suppress(ValueError, OSError):
            for line in output or ():
                self._lines.put(line)
