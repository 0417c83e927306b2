"""`python -m services.relay NAME` moves what a service committed to RabbitMQ; a second one waits to take over."""

import argparse
import ast
import signal
import threading

from services import FOLDER, service_names
from shared import metrics, tracing
from shared.logs import configure_logs
from shared.messaging.broker import inbox_of
from shared.messaging.process import run_relay
from shared.settings import load_server_settings

GATEWAY = "gateway"
"""It consumes the events of every service, and is none."""


def listeners_of(name: str) -> list[str]:
    """Return the queues that must exist before the first event of a service is published."""
    hearing = [other for other in service_names() if name in sources_named(other)]
    return [inbox_of(listener) for listener in (*hearing, GATEWAY)]


def sources_named(name: str) -> set[str]:
    """Return the services whose events a service consumes, by the events that its reactions import.

    They are read, not run: importing every service would double a relay's start and its memory.
    """
    reactions = ast.parse((FOLDER / name / "reactions.py").read_text("utf-8"))
    imported = [node.module or "" for node in ast.walk(reactions) if isinstance(node, ast.ImportFrom)]
    modules = [module.split(".")[2] for module in imported if module.startswith("shared.events.")]
    # The events of one service may stand in several modules: `activities`, `activities_halls`.
    return {name for name in service_names() for module in modules if f"{module}_".startswith(f"{name}_")}


def main() -> None:
    """Relay the events of the service that the command line names until stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m services.relay", description="转发一个服务的事件 · relay its events"
    )
    parser.add_argument("service", choices=service_names(), metavar="NAME", help=" | ".join(service_names()))
    name = parser.parse_args().service
    configure_logs(f"{name}-relay")
    settings = load_server_settings()
    tracing.configure(f"{name}-relay", settings.otlp_endpoint)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # On a thread of its own: a signal may arrive while this one holds the event's lock.
        signal.signal(number, lambda *_: threading.Thread(target=stopping.set).start())
    metrics.serve(settings.metrics_address)
    run_relay(name, settings, stopping, inboxes=listeners_of(name))


if __name__ == "__main__":
    main()
