"""RPC by itself: threads that ask a service which does nothing, by either client and host."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from time import perf_counter
from typing import Any

from bench import echo
from bench.environment import Environment, Site
from bench.rounds import Goal, Measure
from bench.service_process import ServiceProcess
from bench.sizes import Sizes
from bench.stock.gateway import ProxyCaller
from shared.hosts.rpc.client import RpcClient

TIMEOUT = 10.0
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
            client = RpcClient(way.service.site.amqp_uri, TIMEOUT)
            stack.callback(client.close)
            way.call = client.call
        proxies = ProxyCaller(stock.service.site.amqp_uri, TIMEOUT)
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
        self.service = ServiceProcess(stack, site, "echo", "bench.echo", host)
        self.answers, self.seconds = 0, 0.0

    def take(self, pool: Executor, sizes: Sizes) -> float:
        """Ask for some seconds and return the calls a second that were answered."""
        begun, before = perf_counter(), self.service.taken()

        def ask() -> int:
            answers = 0
            while perf_counter() - begun < sizes.seconds:
                self.call("echo", "echo", **ASKED)
                answers += 1
            return answers

        asking = [pool.submit(ask) for _ in range(sizes.clients)]
        answers = sum(each.result() for each in asking)
        self.answers += answers
        self.seconds += self.service.taken() - before
        return answers / (perf_counter() - begun)

    def spent(self) -> float:
        """Return the milliseconds of processor time that the service took for a call."""
        return 1000 * self.seconds / self.answers
