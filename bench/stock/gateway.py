"""`python -m bench.stock.gateway` is the gateway, but each of its threads asks by a `ClusterRpcProxy` of its own."""

import threading
from collections.abc import Callable, Collection
from typing import Any

from flask import Flask
from nameko.standalone.rpc import ClusterRpcProxy

from bench.readside import MIGRATIONS, NAME
from gateway.app import create_app
from gateway.server import serve
from shared.databases import create_missing, migrate, open_database
from shared.logs import configure_logs
from shared.settings import Settings, load_settings


class ProxyCaller:
    """Asks services by nameko's own client, which is not to be shared between threads."""

    def __init__(self, amqp_uri: str, timeout: float) -> None:
        self.config = {"AMQP_URI": amqp_uri}
        self.timeout = timeout
        self.own = threading.local()
        self.open: list[ClusterRpcProxy] = []

    def call(self, service: str, method: str, **asked: Any) -> Any:
        """Ask a service; after a failure the proxy is thrown away: an answer may follow."""
        proxy = self._proxy()
        try:
            return getattr(proxy[service], method)(**asked)
        except BaseException:
            self.open.remove(self.own.cluster)
            self.own.cluster.stop()
            del self.own.cluster, self.own.proxy
            raise

    def silent(self, _services: Collection[str]) -> frozenset[str]:
        """Name no service: nameko's own client cannot tell which ones answer."""
        return frozenset()

    def close(self) -> None:
        """Close the connections of all threads, which ask no more."""
        while self.open:
            self.open.pop().stop()

    def _proxy(self) -> Any:
        if not hasattr(self.own, "proxy"):
            cluster = ClusterRpcProxy(self.config, timeout=self.timeout)
            self.own.cluster, self.own.proxy = cluster, cluster.start()
            self.open.append(cluster)
        return self.own.proxy


def make(settings: Settings) -> tuple[Flask, Callable[[], None]]:
    """Make one worker's application."""
    engine = open_database(settings.database(NAME), connections=settings.threads)
    caller = ProxyCaller(settings.amqp_uri, settings.rpc_timeout)
    return create_app(settings, caller, engine), caller.close


def main() -> None:
    """Serve until it is told to stop."""
    configure_logs("stock-gateway")
    settings = load_settings()
    create_missing(settings.database(NAME))
    engine = open_database(settings.database(NAME), connections=1)
    migrate(engine, MIGRATIONS)
    engine.dispose()
    serve(lambda: make(settings), settings, "stock-gateway", workers=settings.workers)


if __name__ == "__main__":
    main()
