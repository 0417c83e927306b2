"""Dependency provider of the cipher for personal data: a nameko provider, for every host."""

from typing import Any

from nameko.extensions import DependencyProvider

from shared.sealing import Seal
from shared.settings import load_settings


class Seals(DependencyProvider):  # type: ignore[misc]
    """Dependency provider that injects the one cipher into every worker."""

    def setup(self) -> None:
        """Derive the keys, once for the process."""
        self.seal = Seal(load_settings().field_key)

    def get_dependency(self, _worker_ctx: Any) -> Seal:
        return self.seal
