"""Dependency providers of the nameko host: a service's executor, and the cipher of personal data."""

from typing import Any

from nameko.extensions import DependencyProvider

from shared.field_encryption import FieldCipher
from shared.hosts.resources import close_executor, open_cipher, open_executor
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


class CipherProvider(DependencyProvider):  # type: ignore[misc]
    """Dependency provider that injects the one cipher into every worker."""

    def setup(self) -> None:
        """Derive the keys, once for the process."""
        self.cipher = open_cipher(load_settings())

    def get_dependency(self, _worker_ctx: Any) -> FieldCipher:
        return self.cipher
