"""The gateway in front of services on RabbitMQ, with a database of its own on PostgreSQL."""

from collections.abc import Callable

from flask import Flask

from gateway import MIGRATIONS, routes
from gateway.app import create_app
from gateway.audit import requests as audit
from gateway.server import serve
from gateway.service_limits import LimitedCaller
from shared import tracing
from shared.connection_budget import GATEWAY_WORKER
from shared.databases import open_database, prepare
from shared.hosts.rpc.client import RpcClient
from shared.settings import Settings


def make(settings: Settings) -> tuple[Flask, Callable[[], None]]:
    """Create one worker's application with its one connection to the services, and the function that closes both."""
    tracing.configure("gateway", settings.otlp_endpoint)
    engine = open_database(settings.database("gateway"), connections=GATEWAY_WORKER)
    caller = RpcClient(settings.amqp_uri, settings.rpc_timeout)
    app = create_app(settings, LimitedCaller(caller, settings.threads), engine)

    def end() -> None:
        caller.close()
        audit.close(app)

    return app, end


def run(settings: Settings) -> None:
    """Migrate the gateway's database and serve until stopped."""
    prepare(settings, "gateway", MIGRATIONS)
    # Imported once, before the workers fork, and not by each of them.
    routes.blueprints()
    serve(lambda: make(settings), settings, "gateway", workers=settings.workers, address=settings.bind)
