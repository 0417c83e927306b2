"""What a schedule does not place is explained further while no job waits, by a solver in a process of its own."""

import threading
import time

import msgspec

from services.observation_visits.model.jobs import PlanningJob
from services.observation_visits.planner.protocol import Explained, Order
from services.observation_visits.planner.solver_process import Solver
from shared.kinds import known
from visit_solver.problem import Problem
from visit_solver.schedule import Schedule, Unplaced

PASS = 10.0
"""Seconds of one pass: a job that comes meanwhile waits no longer than that."""
LATE = 5.0
"""Seconds that the last thing tried may take beyond them."""
LISTENING = 0.1


def explained(job: PlanningJob, stopping: threading.Event) -> tuple[Unplaced, ...] | None:
    """Explain what a job's result does not place, as far as one pass comes; None where it came to nothing."""
    problem = msgspec.json.decode(job.problem, type=known(Problem))
    schedule = msgspec.json.decode(job.result or "", type=known(Schedule))
    ends = time.time() + PASS
    solver = Solver(Order(problem, ends, schedule))
    try:
        while not stopping.is_set() and time.time() < ends + LATE:
            message = solver.hear(LISTENING)
            if isinstance(message, Explained):
                return message.unplaced
            if message is None and solver.over():
                break
        return None
    finally:
        solver.end()
