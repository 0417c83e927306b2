"""`python -m services.observation_visits.planner` solves planning jobs, one after another."""

import signal
import threading

from services.observation_visits.planner.job_metrics import watch_jobs
from services.observation_visits.planner.worker import NAME, Worker
from shared import metrics, tracing
from shared.connection_budget import PLANNER
from shared.databases import open_database
from shared.hosts.reaction_runner import repeat
from shared.logs import configure_logs
from shared.settings import load_server_settings

IDLE = 1.0
"""Seconds between two looks for a job."""


def main() -> None:
    """Solve planning jobs until a signal stops it; the running job is given back then."""
    configure_logs(f"{NAME}-planner")
    settings = load_server_settings()
    tracing.configure(f"{NAME}-planner", settings.otlp_endpoint)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # On a thread of its own: a signal may arrive while this one holds the event's lock.
        signal.signal(number, lambda *_: threading.Thread(target=stopping.set).start())
    engine = open_database(settings.database(NAME), connections=PLANNER)
    watch_jobs(engine)
    metrics.serve(settings.metrics_address)
    planner = Worker(engine, stopping, public_url=settings.public_url)
    repeat("planner", planner.tick, stopping, lambda: stopping.wait(IDLE))


if __name__ == "__main__":
    main()
