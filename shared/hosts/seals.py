"""Dependency provider of the cipher for personal data: a nameko provider, for every host."""

from typing import Any

from nameko.extensions import DependencyProvider

from shared.field_encryption import FieldCipher
from shared.settings import load_settings


class CipherProvider(DependencyProvider):  # type: ignore[misc]
    """Dependency provider that injects the one cipher into every worker."""

    def setup(self) -> None:
        """Derive the keys, once for the process."""
        self.cipher = FieldCipher(load_settings().field_key)

    def get_dependency(self, _worker_ctx: Any) -> FieldCipher:
        return self.cipher
