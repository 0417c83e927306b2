"""nameko's container without the parts that lose or double work: the one module that uses nameko's internals.

Nothing of nameko is changed in place. Its container lets extensions share others under a class as key; this one puts
`RpcServer` where nameko looks for its RPC consumer, and refuses a service that would open nameko's queue consumer by
another way: an event handler that raises loses its event, so events are heard by `@reaction` only.
`tests/hosts/test_nameko_contract.py` fails when a new nameko no longer fits.
"""

from typing import Any

from nameko.containers import ServiceContainer
from nameko.messaging import QueueConsumer
from nameko.rpc import RpcConsumer, rpc

from shared.hosts.event_consumer import EventConsumer
from shared.hosts.providers import ExecutorProvider
from shared.hosts.purge_runner import PurgeRunner
from shared.hosts.rpc.server import RpcServer
from shared.messaging.reactions import reactions_of
from shared.service import Service, rpc_methods


def nameko_class(service_cls: type[Service]) -> type:
    """Derive the class that nameko hosts: the commands and queries are `@rpc` methods, the dependencies providers."""
    members: dict[str, Any] = {"executor": ExecutorProvider()}
    for name, method in rpc_methods(service_cls).items():
        members[name] = method if hasattr(method, "nameko_entrypoints") else rpc(method)
    return type(service_cls.__name__, (service_cls,), members)


class NamekoContainer(ServiceContainer):  # type: ignore[misc]
    """Container of one service class: `RpcServer` consumes its requests, `EventConsumer` runs its reactions."""

    def __init__(self, service_cls: type[Service], config: dict[str, Any]) -> None:
        super().__init__(nameko_class(service_cls), config)
        if QueueConsumer in self.shared_extensions:
            raise TypeError(f"{service_cls.__name__} hears or calls through nameko's queue consumer; use @reaction")
        if reactions_of(service_cls):
            # Among the entrypoints, because these are stopped first, while the dependencies still serve.
            self.entrypoints.add(EventConsumer().bind(self))
        self.entrypoints.add(PurgeRunner().bind(self))

    @property
    def interface(self) -> "NamekoContainer":
        """The interface that extensions are bound to; nameko reads it before the first of them is."""
        if RpcConsumer not in self.shared_extensions:
            self.shared_extensions[RpcConsumer] = RpcServer().bind(self)
        return self
