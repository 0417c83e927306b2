"""Dependency provider of a service's database: an ordinary nameko provider, used by every host."""

from typing import Any

from nameko.extensions import DependencyProvider

from shared.databases import open_database
from shared.messaging import metrics
from shared.messaging.reactions import sources_of
from shared.settings import load_settings
from shared.unit_of_work import CommandExecutor


class ExecutorProvider(DependencyProvider):  # type: ignore[misc]
    """Dependency provider that injects the service's one command executor into every worker."""

    def setup(self) -> None:
        """Open the service's database, once for the process."""
        settings = load_settings()
        name = self.container.service_name
        engine = open_database(settings.database(name))
        receives = sources_of(self.container.service_cls)
        self.executor = CommandExecutor(
            name, engine, settings.secret_key, receives=receives, public_url=settings.public_url
        )
        metrics.watch(name, engine)

    def get_dependency(self, _worker_ctx: Any) -> CommandExecutor:
        return self.executor

    def stop(self) -> None:
        """Close the connection pool."""
        metrics.forget(self.executor.name)
        self.executor.engine.dispose()
