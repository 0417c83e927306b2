"""Purging of what the periods of a service's rules are over for, hourly, until its host stops."""

import threading
from functools import partial

from shared import retention
from shared.hosts.reaction_runner import repeat
from shared.service import Service, purges_of
from shared.unit_of_work import CommandExecutor


def purge_until_stopped(service_cls: type[Service], executor: CommandExecutor, stopping: threading.Event) -> None:
    """Run a service's purges, for a thread or a greenlet of its own; processes side by side find what others left."""
    purge = partial(retention.purge_all, executor, purges_of(service_cls))
    repeat(f"purge-{executor.name}", purge, stopping, partial(stopping.wait, retention.INTERVAL))
