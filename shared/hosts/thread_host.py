"""Threads host: one service class in one process on RabbitMQ and PostgreSQL, on plain threads and without nameko.

The wire is the nameko host's: the same queues, the same messages, the same errors.
"""

import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog

from shared.hosts.event_receiver import EventReceiver
from shared.hosts.hosted_service import HostedService
from shared.hosts.purging import purge_until_stopped
from shared.hosts.rpc.request_consumer import GRACE
from shared.hosts.rpc.threaded_server import ThreadedRequestConsumer
from shared.hosts.rpc.wakeup import Wakeup
from shared.service import Service, rpc_methods
from shared.settings import Settings

WORKERS = 10
"""Requests that one process works on at a time; who finds no connection of its database free waits for one."""
FAREWELL = 5.0
"""Seconds that a thread may take at least to end after the last answer."""

log = structlog.get_logger()


def serve(service_cls: type[Service], settings: Settings) -> None:
    """Run a service until SIGTERM or Ctrl-C, then finish and answer the requests it has accepted.

    A second signal ends it at once. Raises what ended the service, where that was not a signal.
    """
    ThreadHost(service_cls, settings).run()


class ThreadHost:
    """The threads of one service: its connection's, its workers', its event receiver's and its purges'."""

    def __init__(self, service_cls: type[Service], settings: Settings) -> None:
        self.hosted = HostedService(service_cls, settings)
        methods = {name: getattr(self.hosted.service, name) for name in rpc_methods(service_cls)}
        self.requests = ThreadedRequestConsumer(
            self.hosted.name, settings.amqp_uri, methods, workers=WORKERS, rpc_timeout=settings.rpc_timeout
        )
        self.receiver = EventReceiver(self.hosted.inbox, self.hosted.sources, settings)
        self.stopping = threading.Event()
        self.wakeup = Wakeup()
        self.failure: BaseException | None = None
        purge = partial(purge_until_stopped, service_cls, self.hosted.executor, self.stopping)
        steps = {"requests": self.requests.run, "purge": purge}
        if self.hosted.sources:
            steps |= {"listen": self.receiver.listen, "inbox": self.receiver.apply}
        self.threads = [
            threading.Thread(target=self._guarded, args=(step,), name=name, daemon=True) for name, step in steps.items()
        ]

    def run(self) -> None:
        """Run every thread until a signal comes or one of them fails."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._signalled)
        for thread in (*self.requests.pool.threads, *self.threads):
            thread.start()
        log.info("service started", service=self.hosted.name)
        self.wakeup.wait()
        log.info("service stopping", service=self.hosted.name)
        self._stop()
        log.info("service stopped", service=self.hosted.name)
        if self.failure is not None:
            raise self.failure

    def _signalled(self, _signal: int, _frame: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        self.wakeup.ring()

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except BaseException as error:
            log.exception("thread failed, service stopping", service=self.hosted.name)
            self.failure = error
            self.wakeup.ring()

    def _stop(self) -> None:
        until = time.monotonic() + GRACE
        self.stopping.set()
        self.receiver.stop()
        self.requests.drain()
        self.requests.pool.stop()
        for thread in self.threads:
            thread.join(max(FAREWELL, until - time.monotonic()))
        self.hosted.close()
        self.wakeup.close()
