"""Dependency provider of the nameko host: a service's executor."""

from typing import Any

from nameko.extensions import DependencyProvider

from shared.hosts.resources import close_executor, open_executor
from shared.settings import load_settings
from shared.unit_of_work import CommandExecutor


class ExecutorProvider(DependencyProvider):  # type: ignore[misc]
    """Dependency provider that injects the service's one command executor into every worker."""

    def setup(self) -> None:
        """Open the service's database, once for the process."""
        self.executor = open_executor(self.container.service_cls, load_settings())

    def get_dependency(self, _worker_ctx: Any) -> CommandExecutor:
        return self.executor

    def stop(self) -> None:
        close_executor(self.executor)


def executor_of(container: Any) -> CommandExecutor:
    """Return the executor of a container's service, once its dependencies are set up."""
    return next(provider.executor for provider in container.dependencies if isinstance(provider, ExecutorProvider))
