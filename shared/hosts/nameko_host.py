"""nameko host: one service class in one process on RabbitMQ and PostgreSQL; processes scale out side by side."""

import logging
import signal
from typing import Any

import eventlet
import structlog

from shared.errors import Unavailable
from shared.hosts.nameko_container import NamekoContainer
from shared.logs import warn_outage
from shared.service import Service
from shared.settings import Settings

WORKERS = 10
"""Requests that one process works on at a time; who finds no connection of its database free waits for one."""

log = structlog.get_logger()


class OutageFilter(logging.Filter):
    """Logging filter that replaces nameko's stack for each request during a database outage by one line a minute."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether nameko's own record is to be written."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, Unavailable):
            return True
        warn_outage(log, "request failed, service unavailable", error=str(error))
        return False


def serve(service_cls: type[Service], settings: Settings) -> None:
    """Run a service until SIGTERM or Ctrl-C, then finish and answer the requests it has accepted.

    A second signal ends it at once. Raises what ended the service, where that was not a signal.
    """
    config = {"AMQP_URI": settings.amqp_uri, "RPC_TIMEOUT": settings.rpc_timeout, "max_workers": WORKERS}
    container = NamekoContainer(service_cls, config)

    def stop(_signal: int, _frame: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        log.info("service stopping", service=container.service_name)
        eventlet.spawn_n(container.stop)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    logging.getLogger("nameko.containers").addFilter(OutageFilter())
    container.start()
    log.info("service started", service=container.service_name)
    container.wait()
    log.info("service stopped", service=container.service_name)
