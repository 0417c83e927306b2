"""The planner's loop: takes a job, has it solved, keeps its lease and its progress, and writes down what came of it."""

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

from services.observation_visits import commands
from services.observation_visits.model.jobs import Figures, PlanningJob
from services.observation_visits.planner.explaining import explained
from services.observation_visits.planner.protocol import Done, Failed, Going, Kept, Order, failed
from services.observation_visits.planner.solver_process import Solver
from shared import databases
from shared.kinds import known
from shared.messaging import outbox
from shared.messaging.events import PUBLIC_URL
from shared.messaging.metrics import Family
from shared.rights import system
from shared.work import Work, clock
from visit_solver.problem import Problem
from visit_solver.schedule import CANCELLED, Schedule
from visit_solver.search_control import Report

NAME = "observation_visits"
BEAT = 1.0
"""Seconds between two reports to the database, in which the lease is renewed and a cancel is heard."""
LISTENING = 0.1
"""Seconds that the loop waits for the solver at a time."""
GRACE = 0.5
"""Seconds after its end that a solver may still speak; then what it has put aside is taken."""
REST = 5.0
"""Seconds between two looks for something to explain, while there is nothing."""
CANCELLING = 3.0
"""Seconds in which a solver that is to stop may put its best together."""

JOBS = Family(Counter, "planning_jobs_total", "Planning jobs, by what became of them", ("outcome",))
SECONDS = Family(
    Counter, "planning_seconds_total", "Seconds spent on planning jobs, by what became of them", ("outcome",)
)

log = structlog.get_logger()


class Planner:
    """Solves one job after another; `stopping` gives the running one back and ends."""

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
        self.looks_again = 0.0

    def tick(self) -> int:
        """Take a job and see it through; it gives 0 where none waits."""
        job = self.carry_out(commands.take_job)
        if job is None:
            return self._explain()
        self.looks_again = 0.0
        began = time.monotonic()
        outcome = _Run(self, job).run()
        JOBS.labels(NAME, outcome).inc()
        SECONDS.labels(NAME, outcome).inc(time.monotonic() - began)
        log.info("planning job finished", job=job.id, attempt=job.attempts, outcome=outcome)
        return 1

    def _explain(self) -> int:
        """While no job waits, what schedules do not place is explained further."""
        if time.monotonic() < self.looks_again:
            return 0
        job = self.carry_out(commands.take_unexplained)
        if job is None:
            self.looks_again = time.monotonic() + REST
            return 0
        unplaced = explained(job, self.stopping)
        ids = {"district_id": job.district_id, "job_id": job.id}
        self.carry_out(commands.explain_job, **ids, passed=job.passes, unplaced=unplaced)
        return 1

    def carry_out(self, command: Callable[..., Any], **asked: Any) -> Any:
        """Carry out a command in one transaction; what it tells goes out with it."""
        with databases.transaction(self.engine) as session:
            work = Work(session, system(NAME), self.clock())
            answer = command(work, **asked)
            session.flush()
            context = {"correlationid": "", "traceparent": "", "public_url": self.public_url}
            outbox.record(session, work.told, now=work.now, new_id=work.new_id, context=context)
            return answer


class _Run:
    """One attempt at one job, from its begin to what became of it."""

    def __init__(self, planner: Planner, job: PlanningJob) -> None:
        self.planner = planner
        self.job = job
        self.problem = msgspec.json.decode(job.problem, type=known(Problem))
        self.ends = time.time() + self.problem.seconds
        self.report = Report(percent=0)
        self.kept: Schedule | None = None
        self.cancelled = False
        self.beaten = time.monotonic()

    def run(self) -> str:
        """Return what became of the attempt, in one word for the metrics."""
        solver = Solver(Order(self.problem, self.ends))
        try:
            return self._attend(solver)
        finally:
            solver.end()

    def _attend(self, solver: Solver) -> str:
        while True:
            message = solver.hear(LISTENING)
            if isinstance(message, Going):
                self.report = message.report
            elif isinstance(message, Kept):
                self.kept = message.schedule
            elif isinstance(message, Done):
                return self._finish(message.schedule)
            elif isinstance(message, Failed):
                return self._fail(message)
            elif solver.over():
                return self._died(*solver.how())
            if self.planner.stopping.is_set():
                return self._release()
            if time.time() > self.ends + GRACE:
                return self._overrun()
            if not self._beat(solver):
                return "lost"

    def _beat(self, solver: Solver) -> bool:
        """Renews the lease now and then; false where somebody else has the job by now."""
        if time.monotonic() - self.beaten < BEAT:
            return True
        self.beaten = time.monotonic()
        try:
            told = self._asked(
                commands.note_progress,
                percent=max(self.report.percent, self._time_gone()),
                # Told is what is kept: whatever happens to the solver, its result is no worse.
                figures=None if self.kept is None else Figures.of(self.kept),
            )
        except DBAPIError as error:
            # The solver goes on; the lease outlasts a database that is away for a moment.
            log.warning("progress report failed, retrying", job=self.job.id, error=repr(error))
            return True
        if told["cancel"] and told["held"] and not self.cancelled:
            self.cancelled = True
            self.ends = min(self.ends, time.time() + CANCELLING)
            solver.stop()
        return bool(told["held"])

    def _time_gone(self) -> int:
        """Percent of the time, for a solver that is too busy to say so itself."""
        return max(0, min(99, round(100 - 100 * (self.ends - time.time()) / self.problem.seconds)))

    def _asked(self, command: Callable[..., Any], **asked: Any) -> Any:
        job = self.job
        return self.planner.carry_out(
            command, district_id=job.district_id, job_id=job.id, attempt=job.attempts, **asked
        )

    def _finish(self, schedule: Schedule) -> str:
        held = self._asked(commands.finish_job, schedule=schedule)
        return ("cancelled" if schedule.status == CANCELLED else "done") if held else "lost"

    def _overrun(self) -> str:
        """End the job with the solver's last incumbent, since it did not end in time."""
        if self.kept is None:
            return self._fail(failed("out_of_time", seconds=self.problem.seconds))
        status = CANCELLED if self.cancelled and self.kept.gap else self.kept.status
        return self._finish(replace(self.kept, status=status, seconds=self.problem.seconds))

    def _fail(self, failed: Failed) -> str:
        held = self._asked(commands.fail_job, code=failed.code, zh=failed.zh, en=failed.en)
        return "failed" if held else "lost"

    def _release(self) -> str:
        return "given_back" if self._asked(commands.release_job) else "lost"

    def _died(self, code: str, how: str) -> str:
        log.warning("solver process died", job=self.job.id, attempt=self.job.attempts, how=how)
        return self._give_back(code, how)

    def _give_back(self, code: str, how: str) -> str:
        why = failed(code, how=how, attempts=self.job.attempts)
        state = self._asked(commands.give_back_job, code=why.code, zh=why.zh, en=why.en)
        return "failed" if state == "failed" else "given_back"
