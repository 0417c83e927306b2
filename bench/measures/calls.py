"""RPC by itself: threads that ask a service which does nothing, by either client and host."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from time import monotonic, perf_counter, sleep
from typing import Any

import amqp

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
    """Start the same service on both hosts, each in a virtual host of its own."""
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(sizes.clients))
        ours, stock = (_served(stack, environment.site(), host) for host in echo.HOSTS)
        client = RpcClient(ours.amqp_uri, TIMEOUT)
        stack.callback(client.close)
        proxies = ProxyCaller(stock.amqp_uri, TIMEOUT)
        stack.callback(proxies.close)
        ways = {
            "platform": lambda: _asked(pool, client.call, sizes),
            "stock nameko": lambda: _asked(pool, proxies.call, sizes),
        }
        notes = [f"{sizes.clients} threads of one process; one connection for all of them, or nameko's one for each"]
        yield Measure(
            "calls: RPC to a service that does nothing", "calls/s", ways, [Goal("platform", "stock nameko")], notes
        )


def _served(stack: ExitStack, site: Site, host: str) -> Site:
    command = [sys.executable, "-m", "bench.echo", host]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | site.settings, stdout=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.kill)
    until = monotonic() + PATIENCE
    while not _takes_requests(site):
        if monotonic() > until or process.poll() is not None:
            raise RuntimeError(f"the service on {host} does not start")
        sleep(0.1)
    return site


def _takes_requests(site: Site) -> bool:
    with closing(broker.connect(site.amqp_uri)) as connection:
        try:
            return bool(connection.channel().queue_declare("rpc-echo", passive=True).consumer_count)
        except amqp.NotFound:
            return False


def _asked(pool: Executor, call: Call, sizes: Sizes) -> float:
    begun = perf_counter()

    def ask() -> int:
        answers = 0
        while perf_counter() - begun < sizes.seconds:
            call("echo", "echo", **ASKED)
            answers += 1
        return answers

    asking = [pool.submit(ask) for _ in range(sizes.clients)]
    return sum(each.result() for each in asking) / (perf_counter() - begun)
