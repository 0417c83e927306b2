"""Purge runner of a service on the nameko host: what the periods of its rules are over for, hourly."""

import threading
from functools import partial
from typing import Any

from nameko.extensions import Extension

from shared import retention
from shared.hosts.providers import executor_of
from shared.hosts.reaction_runner import repeat
from shared.service import purges_of


class PurgeRunner(Extension):  # type: ignore[misc]
    """Runs the service's purges in a thread of its own; processes side by side find what the others left."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.thread: Any = None

    def start(self) -> None:
        """Start purging, after all dependencies are set up."""
        purge = partial(retention.purge_all, executor_of(self.container), purges_of(self.container.service_cls))
        rest = partial(self.stopping.wait, retention.INTERVAL)
        name = f"purge-{self.container.service_name}"
        self.thread = self.container.spawn_managed_thread(partial(repeat, name, purge, self.stopping, rest))

    def stop(self) -> None:
        """Stop between two batches."""
        self.kill()
        self.thread.wait()

    def kill(self) -> None:
        self.stopping.set()
