"""Metrics of planning jobs: how many wait and run, and how long the oldest has waited."""

from datetime import UTC, datetime
from functools import partial

from prometheus_client import Gauge
from sqlalchemy import Engine, func, select

from services.observation_visits.model.jobs import RUNNING, WAITING, PlanningJob
from shared import databases
from shared.messaging import metrics

JOBS = Gauge("planner_waiting_jobs", "Planning jobs that wait")
RUNS = Gauge("planner_running_jobs", "Planning jobs that are being solved")
AGE = Gauge("planner_waiting_seconds", "Age of the oldest planning job that waits")


def watch_jobs(engine: Engine) -> None:
    """Read the jobs, the pool and the disk into gauges at every scrape."""
    metrics.REFRESHED.append(partial(refresh, engine))


def refresh(engine: Engine) -> None:
    """Read the jobs as they are now."""
    query = select(PlanningJob.state, func.count(), func.min(PlanningJob.asked_at)).group_by(PlanningJob.state)
    with databases.reading(engine) as session:
        found = {state: (count, oldest) for state, count, oldest in session.execute(query)}
    waiting, oldest = found.get(WAITING, (0, None))
    JOBS.set(waiting)
    RUNS.set(found.get(RUNNING, (0, None))[0])
    AGE.set((datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0)
    metrics.refresh_pool("observation_visits", engine)
