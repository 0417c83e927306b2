"""The dependency through which a service class gets the seal of personal data: a nameko provider, for every host."""

from typing import Any

from nameko.extensions import DependencyProvider

from shared.sealing import Seal
from shared.settings import load_settings


class Seals(DependencyProvider):  # type: ignore[misc]
    """Gives every worker of a service the one seal."""

    def setup(self) -> None:
        """Derive the keys, once for the process."""
        self.seal = Seal(load_settings().field_key)

    def get_dependency(self, _worker_ctx: Any) -> Seal:
        """Return the seal."""
        return self.seal
