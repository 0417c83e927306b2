"""One service in a process of its own, without a gateway before it, and the processor time that it has taken."""

import os
import subprocess
import sys
from contextlib import ExitStack, closing
from time import monotonic, sleep

import amqp
import psutil

from bench.environment import Site
from shared.messaging import broker
from tools.platforms import ROOT

PATIENCE = 90.0
"""Seconds that a service may take to start: one with a database makes it first."""


class ServiceProcess:
    """A module that runs a service, until the stack is closed; it takes requests once this is made."""

    def __init__(self, stack: ExitStack, site: Site, service: str, *command: str, **settings: str) -> None:
        self.site = site
        arguments = [sys.executable, "-m", *command]
        env = os.environ | site.settings | settings
        process = subprocess.Popen(arguments, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(process.wait)
        stack.callback(process.kill)
        self.process = psutil.Process(process.pid)
        until = monotonic() + PATIENCE
        while not self._takes_requests(service):
            if monotonic() > until or process.poll() is not None:
                raise RuntimeError(f"{' '.join(command)} does not start")
            sleep(0.1)

    def taken(self) -> float:
        """Return the seconds of processor time so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def _takes_requests(self, service: str) -> bool:
        with closing(broker.connect(self.site.amqp_uri)) as connection:
            try:
                return bool(connection.channel().queue_declare(f"rpc-{service}", passive=True).consumer_count)
            except amqp.NotFound:
                return False
