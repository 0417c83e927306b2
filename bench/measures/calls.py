"""RPC by itself: threads that ask a service which does nothing, by either client and host."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from time import monotonic, perf_counter, sleep
from typing import Any

import amqp
import psutil

from bench import echo
from bench.environment import Environment, Site
from bench.rounds import Goal, Measure
from bench.sizes import Sizes
from bench.stock.gateway import ProxyCaller
from shared.hosts.rpc.client import RpcClient
from shared.messaging import broker
from tools.platforms import ROOT

TIMEOUT = 10.0
PATIENCE = 30.0
"""Seconds that a service may take to start."""
ASKED = {"call": {"acting": "x" * 400, "idempotency_key": "k" * 36}, "project_id": "p" * 36, "text": "完成入户走访"}
"""About as much as a progress report asks."""

Call = Callable[..., Any]


@contextmanager
def opened(environment: Environment, sizes: Sizes) -> Iterator[Measure]:
    """Start the same service on each host, each in a virtual host of its own."""
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(sizes.clients))
        ours, threads, stock = (_Way(stack, environment.site(), host) for host in echo.HOSTS)
        for way in (ours, threads):
            client = RpcClient(way.site.amqp_uri, TIMEOUT)
            stack.callback(client.close)
            way.call = client.call
        proxies = ProxyCaller(stock.site.amqp_uri, TIMEOUT)
        stack.callback(proxies.close)
        stock.call = proxies.call
        ways = {"platform": ours, "platform on threads": threads, "stock nameko": stock}
        notes = [f"{sizes.clients} threads of one process; one connection for all of them, or nameko's one for each"]
        yield Measure(
            "calls: RPC to a service that does nothing",
            "calls/s",
            {name: partial(way.take, pool, sizes) for name, way in ways.items()},
            [Goal("platform", "stock nameko"), Goal("platform on threads", "platform")],
            notes,
            lambda: [
                f"{name}, processor time of the service for a call: {way.spent():.2f} ms" for name, way in ways.items()
            ],
        )


class _Way:
    """The service on one host, and what it takes to ask it."""

    call: Call

    def __init__(self, stack: ExitStack, site: Site, host: str) -> None:
        self.site = site
        command = [sys.executable, "-m", "bench.echo", host]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | site.settings, stdout=subprocess.DEVNULL)
        stack.callback(process.wait)
        stack.callback(process.kill)
        self.process = psutil.Process(process.pid)
        self.answers, self.seconds = 0, 0.0
        until = monotonic() + PATIENCE
        while not _takes_requests(site):
            if monotonic() > until or process.poll() is not None:
                raise RuntimeError(f"the service on {host} does not start")
            sleep(0.1)

    def take(self, pool: Executor, sizes: Sizes) -> float:
        """Ask for some seconds and return the calls a second that were answered."""
        begun, before = perf_counter(), self._processor()

        def ask() -> int:
            answers = 0
            while perf_counter() - begun < sizes.seconds:
                self.call("echo", "echo", **ASKED)
                answers += 1
            return answers

        asking = [pool.submit(ask) for _ in range(sizes.clients)]
        answers = sum(each.result() for each in asking)
        self.answers += answers
        self.seconds += self._processor() - before
        return answers / (perf_counter() - begun)

    def spent(self) -> float:
        """Return the milliseconds of processor time that the service took for a call."""
        return 1000 * self.seconds / self.answers

    def _processor(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)


def _takes_requests(site: Site) -> bool:
    with closing(broker.connect(site.amqp_uri)) as connection:
        try:
            return bool(connection.channel().queue_declare("rpc-echo", passive=True).consumer_count)
        except amqp.NotFound:
            return False
