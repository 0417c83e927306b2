"""`python -m deploy.embedded` runs the whole platform in one process, with its data in one folder."""

import os
import sys
from collections.abc import Callable
from functools import partial

from flask import Flask

from gateway import MIGRATIONS, retention
from gateway.app import create_app
from gateway.audit import requests as audit
from gateway.audit import service_calls
from gateway.audit.chain import Signer
from gateway.projector import SOURCES, Projector
from gateway.server import serve
from services import migrations_of, service_class, service_names
from services.observation_visits.planner.worker import NAME, Worker
from shared import tracing
from shared.databases import migrate, open_database
from shared.hosts.embedded import EmbeddedHost
from shared.logs import configure_logs
from shared.messaging.event_streams import RetryPolicy
from shared.retention import INTERVAL
from shared.settings import EMBEDDED, Settings, load_settings
from shared.unit_of_work import clock


def make_app(settings: Settings) -> tuple[Flask, Callable[[], None]]:
    """Migrate all databases, start every service, and return the gateway in front of them."""
    tracing.configure("embedded", settings.otlp_endpoint)
    for name in service_names():
        engine = open_database(settings.database(name))
        migrate(engine, migrations_of(name))
        engine.dispose()
    engine = open_database(settings.database("gateway"))
    migrate(engine, MIGRATIONS)
    host = EmbeddedHost([service_class(name) for name in service_names()], settings)
    projector = Projector(engine, retry_policy=RetryPolicy.from_settings(settings))
    host.subscribe(projector, frozenset(SOURCES))
    host.run_in_thread("projector", projector.tick)
    host.run_in_thread("audit", partial(service_calls.settle, engine, Signer(settings.secret_keys), clock))
    host.run_in_thread("purge", partial(retention.purge, engine, clock), interval=INTERVAL)
    engine_of_planner = open_database(settings.database(NAME), connections=2)
    # It solves in a process of its own; here only a thread looks for its next job, now and then.
    host.run_in_thread("planner", Worker(engine_of_planner, host.stopping, public_url=settings.public_url).tick)
    host.start()
    app = create_app(settings, host, engine)

    def end() -> None:
        host.stop()
        audit.close(app)
        engine.dispose()
        engine_of_planner.dispose()

    return app, end


def main() -> None:
    """Serve all processes' work in one until stopped."""
    level = "WARNING" if "--quiet" in sys.argv[1:] else "INFO"
    configure_logs("embedded", level=level)
    os.environ["SANJI_HOST"] = EMBEDDED
    settings = load_settings()
    serve(lambda: make_app(settings), settings, "embedded", workers=1, level=level)


if __name__ == "__main__":
    main()
