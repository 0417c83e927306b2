"""Supervisor of several processes of one service on one machine: a dead one is restarted with backoff."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

LOOK = 0.1
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before a process that died is replaced; longer each time it dies young."""
YOUNG = 10.0
STOP_TIMEOUT = 45.0
"""Seconds after which a process that was told to stop is killed."""

log = structlog.get_logger()


@dataclass
class SupervisedProcess:
    """One supervised process, and when it is due to be replaced."""

    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = SHORTEST_PAUSE


@dataclass
class ProcessSupervisor:
    """Runs and restarts so many processes of one command until it is stopped."""

    command: Sequence[str]
    workers: int
    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    stopping: bool = False

    def run(self) -> int:
        """Supervise until all processes have ended; return 0 when each exited with 0, else 1."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        places = [SupervisedProcess() for _ in range(self.workers)]
        while not self.stopping:
            for place in places:
                self._tend(place)
            time.sleep(LOOK)
        return self._end([place.process for place in places if place.process is not None])

    def _stop(self, _signal: int, _frame: object) -> None:
        self.stopping = True

    def _tend(self, place: SupervisedProcess) -> None:
        now = time.monotonic()
        if place.process is not None and place.process.poll() is not None:
            place.pause = min(LONGEST_PAUSE, 2 * place.pause) if now - place.started < YOUNG else SHORTEST_PAUSE
            log.error("process exited, restarting", exit_code=place.process.returncode, seconds=place.pause)
            place.process, place.due = None, now + place.pause
        if place.process is None and now >= place.due:
            # In a group of its own, so that a Ctrl-C reaches it once, from here.
            place.process = subprocess.Popen(self.command, env=self.env, start_new_session=True)  # noqa: S603 - ours
            place.started = now

    def _end(self, processes: Sequence[subprocess.Popen[bytes]]) -> int:
        for process in processes:
            process.terminate()
        until = time.monotonic() + STOP_TIMEOUT
        codes = []
        for process in processes:
            try:
                codes.append(process.wait(max(0.0, until - time.monotonic())))
            except subprocess.TimeoutExpired:
                log.warning("process did not stop, killing it", pid=process.pid)
                process.kill()
                codes.append(process.wait())
        return 1 if any(codes) else 0
