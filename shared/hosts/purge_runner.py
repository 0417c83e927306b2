"""Purge runner of a service on the nameko host."""

import threading
from functools import partial
from typing import Any

from nameko.extensions import Extension

from shared.hosts.providers import executor_of
from shared.hosts.purging import purge_until_stopped


class PurgeRunner(Extension):  # type: ignore[misc]
    """Runs the service's purges in a greenlet of its own."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.thread: Any = None

    def start(self) -> None:
        """Start purging, after all dependencies are set up."""
        executor = executor_of(self.container)
        purge = partial(purge_until_stopped, self.container.service_cls, executor, self.stopping)
        self.thread = self.container.spawn_managed_thread(purge)

    def stop(self) -> None:
        """Stop between two batches."""
        self.kill()
        self.thread.wait()

    def kill(self) -> None:
        self.stopping.set()
