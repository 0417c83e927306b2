"""`python -m bench.echo HOST` runs a service that does nothing, on a host of this platform or nameko as it comes."""

import sys
from typing import Any

HOSTS = OURS, THREADS, STOCK = "ours", "threads", "stock"


def main(host: str) -> None:
    """Serve until it is ended."""
    if host == THREADS:
        _serve_on_threads()
    else:
        _serve_on_nameko(host)


def _serve_on_threads() -> None:
    from shared.hosts.rpc.threaded_server import ThreadedRequestConsumer  # noqa: PLC0415 - not where nameko is patched
    from shared.hosts.thread_host import WORKERS  # noqa: PLC0415
    from shared.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    requests = ThreadedRequestConsumer(
        "echo", settings.amqp_uri, {"echo": _echo}, workers=WORKERS, rpc_timeout=settings.rpc_timeout
    )
    requests.pool.start()
    requests.run()


def _echo(**asked: Any) -> dict[str, Any]:
    return asked


def _serve_on_nameko(host: str) -> None:
    from shared.hosts.eventlet_patching import patch_for_eventlet  # noqa: PLC0415 - what is imported before keeps its ordinary parts

    patch_for_eventlet()
    from nameko.containers import ServiceContainer  # noqa: PLC0415 - after the patching
    from nameko.rpc import rpc  # noqa: PLC0415

    from shared.hosts.nameko_container import NamekoContainer  # noqa: PLC0415
    from shared.hosts.nameko_host import WORKERS  # noqa: PLC0415
    from shared.settings import load_settings  # noqa: PLC0415

    class Echo:
        name = "echo"

        @rpc  # type: ignore[untyped-decorator]
        def echo(self, **asked: Any) -> dict[str, Any]:
            return asked

    container = {OURS: NamekoContainer, STOCK: ServiceContainer}[host](
        Echo, {"AMQP_URI": load_settings().amqp_uri, "max_workers": WORKERS}
    )
    container.start()
    container.wait()


if __name__ == "__main__":
    main(sys.argv[1])
