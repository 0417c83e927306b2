"""`python -m gateway` serves the API on RabbitMQ and PostgreSQL."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from gateway.app import create_app
from gateway.server import serve
from shared.connection_budget import GATEWAY_WORKER
from shared.databases import create_missing, migrate, open_database
from shared.hosts.rpc_client import RpcClient
from shared.logs import configure_logs
from shared.settings import Settings, load_server_settings

MIGRATIONS = Path(__file__).parent / "migrations"


def make(settings: Settings) -> tuple[Flask, Callable[[], None]]:
    """This function will make one worker's application, with its one connection to the services."""
    engine = open_database(settings.database("gateway"), connections=GATEWAY_WORKER)
    caller = RpcClient(settings.amqp_uri, settings.rpc_timeout)
    return create_app(settings, caller, engine), caller.close


def main() -> None:
    """This function will bring the gateway's database up to date and serve until it is told to stop."""
    configure_logs("gateway")
    settings = load_server_settings()
    create_missing(settings.database("gateway"), gateway_workers=settings.workers)
    engine = open_database(settings.database("gateway"), connections=1)
    migrate(engine, MIGRATIONS)
    engine.dispose()
    serve(lambda: make(settings), settings, workers=settings.workers, address=settings.bind)


if __name__ == "__main__":
    main()
