"""The worker's loop: take a job, run its solver, renew its lease, report progress, and store what came of it.

While no job waits, what earlier schedules do not place is explained further, by a solver as well.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
import structlog
from msgspec.structs import replace
from prometheus_client import Counter
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from services.observation_visits.commands.planning_jobs import note_progress, release_job, take_job, take_unexplained
from services.observation_visits.commands.round_planning import explain_job, fail_job, finish_job, give_back_job
from services.observation_visits.model.jobs import Figures, PlanningJob
from services.observation_visits.planner.protocol import (
    Done,
    Explained,
    Failed,
    Incumbent,
    Progress,
    SolveRequest,
    failed,
)
from services.observation_visits.planner.solver_process import SolverProcess
from shared import databases, tracing
from shared.messaging import outbox
from shared.messaging.events import PUBLIC_URL
from shared.messaging.metrics import ServiceMetric
from shared.rights import system
from shared.struct_types import prepared
from shared.unit_of_work import UnitOfWork, clock
from visit_solver.problem import Problem
from visit_solver.schedule import CANCELLED, Schedule, Unplaced

NAME = "observation_visits"
HEARTBEAT = 1.0
"""Seconds between two reports to the database, in which the lease is renewed and a cancel is noticed."""
POLL = 0.1
"""Seconds that the loop waits for the solver at a time."""
GRACE = 0.5
"""Seconds after its end in which a solver may still answer; then its incumbent is taken."""
EXPLAIN_POLL = 5.0
"""Seconds between two looks for something to explain, while there is nothing."""
EXPLAIN_PASS, EXPLAIN_GRACE = 10.0, 5.0
"""Seconds of one pass of explaining, during which a new job waits, and those that it may take beyond them."""
CANCEL_GRACE = 3.0
"""Seconds in which a solver that is to stop may put its best together."""

JOBS = ServiceMetric(Counter, "planning_jobs_total", "Planning jobs, by what became of them", ("outcome",))
SECONDS = ServiceMetric(
    Counter, "planning_seconds_total", "Seconds spent on planning jobs, by what became of them", ("outcome",)
)

log = structlog.get_logger()


class Worker:
    """Solves one job after another; once `stopping` is set, the running one is given back."""

    def __init__(
        self,
        engine: Engine,
        stopping: threading.Event,
        *,
        clock: Callable[[], datetime] = clock,
        public_url: str = PUBLIC_URL,
    ) -> None:
        self.engine = engine
        self.public_url = public_url
        self.stopping = stopping
        self.clock = clock
        self.next_explain_at = 0.0
        for family in (JOBS, SECONDS):
            family.labels(NAME, "done").inc(0)  # a figure that is not there yet cannot be seen to grow

    def tick(self) -> int:
        """Take a job and carry it out; return 0 where none waits."""
        job = self.execute(take_job)
        if job is None:
            return self._explain()
        self.next_explain_at = 0.0
        began = time.monotonic()
        with tracing.span("solve planning job", job.traceparent) as traceparent:
            outcome = _Attempt(self, job, traceparent).run()
        JOBS.labels(NAME, outcome).inc()
        SECONDS.labels(NAME, outcome).inc(time.monotonic() - began)
        log.info("planning job finished", job=job.id, attempt=job.attempts, outcome=outcome)
        return 1

    def _explain(self) -> int:
        """Explain further what a schedule does not place, while no job waits."""
        if time.monotonic() < self.next_explain_at:
            return 0
        job = self.execute(take_unexplained)
        if job is None:
            self.next_explain_at = time.monotonic() + EXPLAIN_POLL
            return 0
        unplaced = _explain(job, self.stopping)
        ids = {"district_id": job.district_id, "job_id": job.id}
        self.execute(explain_job, **ids, passed=job.passes, unplaced=unplaced)
        return 1

    def execute(self, command: Callable[..., Any], *, traceparent: str = "", **params: Any) -> Any:
        """Execute a command in one transaction, its events with it."""
        with databases.transaction(self.engine) as session:
            work = UnitOfWork(session, system(NAME), self.clock())
            answer = command(work, **params)
            session.flush()
            context = {"correlationid": "", "traceparent": traceparent, "public_url": self.public_url}
            outbox.append(session, work.events, now=work.now, new_id=work.new_id, context=context)
            return answer


class _Attempt:
    """One attempt at one job, from its begin to what became of it."""

    def __init__(self, worker: Worker, job: PlanningJob, traceparent: str) -> None:
        self.worker = worker
        self.job = job
        self.traceparent = traceparent
        self.problem = msgspec.json.decode(job.problem, type=prepared(Problem))
        self.ends = time.time() + self.problem.seconds
        self.percent = 0
        self.incumbent: Schedule | None = None
        self.cancelled = False
        self.last_heartbeat = time.monotonic()

    def run(self) -> str:
        """Return what became of the attempt, in one word for the metrics."""
        solver = SolverProcess(SolveRequest(self.problem, self.ends))
        try:
            while True:
                message = solver.receive(POLL)
                if isinstance(message, Progress):
                    self.percent = message.percent
                elif isinstance(message, Incumbent):
                    self.incumbent = message.schedule
                elif isinstance(message, Done):
                    return self._finish(message.schedule)
                elif isinstance(message, Failed):
                    return self._fail(message)
                elif solver.is_over():
                    return self._died(*solver.exit_reason())
                if self.worker.stopping.is_set():
                    return self._release()
                if time.time() > self.ends + GRACE:
                    return self._overrun()
                if not self._heartbeat(solver):
                    return "lost"
        finally:
            solver.kill()

    def _heartbeat(self, solver: SolverProcess) -> bool:
        """Renew the lease now and then; false where another worker holds the job by now."""
        if time.monotonic() - self.last_heartbeat < HEARTBEAT:
            return True
        self.last_heartbeat = time.monotonic()
        try:
            answer = self._execute(
                note_progress,
                percent=max(self.percent, self._time_gone()),
                # Reported is the incumbent: whatever happens to the solver, its result is no worse.
                figures=None if self.incumbent is None else Figures.of(self.incumbent),
            )
        except DBAPIError as error:
            # The solver goes on; the lease outlasts a database that is away for a moment.
            log.warning("progress write failed, retrying", job=self.job.id, error=repr(error))
            return True
        if answer["cancel"] and answer["held"] and not self.cancelled:
            self.cancelled = True
            self.ends = min(self.ends, time.time() + CANCEL_GRACE)
            solver.stop()
        return bool(answer["held"])

    def _time_gone(self) -> int:
        """Percent of the time, for a solver that is too busy to report it."""
        return max(0, min(99, round(100 - 100 * (self.ends - time.time()) / self.problem.seconds)))

    def _execute(self, command: Callable[..., Any], **params: Any) -> Any:
        named = {"district_id": self.job.district_id, "job_id": self.job.id, "attempt": self.job.attempts}
        return self.worker.execute(command, traceparent=self.traceparent, **named, **params)

    def _finish(self, schedule: Schedule) -> str:
        held = self._execute(finish_job, schedule=schedule)
        return ("cancelled" if schedule.status == CANCELLED else "done") if held else "lost"

    def _overrun(self) -> str:
        """End the job with the solver's last incumbent, since it did not end in time."""
        if self.incumbent is None:
            return self._fail(failed("out_of_time", seconds=self.problem.seconds))
        status = CANCELLED if self.cancelled and self.incumbent.gap else self.incumbent.status
        return self._finish(replace(self.incumbent, status=status, seconds=self.problem.seconds))

    def _fail(self, failed: Failed) -> str:
        held = self._execute(fail_job, code=failed.code, zh=failed.zh, en=failed.en)
        return "failed" if held else "lost"

    def _release(self) -> str:
        return "given_back" if self._execute(release_job) else "lost"

    def _died(self, code: str, how: str) -> str:
        log.warning("solver died", job=self.job.id, attempt=self.job.attempts, how=how)
        return self._give_back(code, how)

    def _give_back(self, code: str, how: str) -> str:
        failure = failed(code, how=how, attempts=self.job.attempts)
        state = self._execute(give_back_job, code=failure.code, zh=failure.zh, en=failure.en)
        return "failed" if state == "failed" else "given_back"


def _explain(job: PlanningJob, stopping: threading.Event) -> tuple[Unplaced, ...] | None:
    """Explain what a job's result does not place, as far as one pass comes; None where it came to nothing."""
    problem = msgspec.json.decode(job.problem, type=prepared(Problem))
    schedule = msgspec.json.decode(job.result or "", type=prepared(Schedule))
    ends = time.time() + EXPLAIN_PASS
    solver = SolverProcess(SolveRequest(problem, ends, schedule))
    try:
        while not stopping.is_set() and time.time() < ends + EXPLAIN_GRACE:
            message = solver.receive(POLL)
            if isinstance(message, Explained):
                return message.unplaced
            if message is None and solver.is_over():
                break
        return None
    finally:
        solver.kill()
