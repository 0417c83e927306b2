"""What a service's methods work with: its executor over its database, and the cipher of personal data."""

from shared.databases import open_database
from shared.field_encryption import FieldCipher
from shared.messaging import metrics
from shared.messaging.reactions import sources_of
from shared.service import Service
from shared.settings import Settings
from shared.unit_of_work import CommandExecutor


def open_executor(service_cls: type[Service], settings: Settings) -> CommandExecutor:
    """Open a service's database and watch its metrics; `close_executor` ends both."""
    name, receives = service_cls.name, sources_of(service_cls)
    engine = open_database(settings.database(name))
    metrics.watch(name, engine)
    return CommandExecutor(name, engine, settings.secret_key, receives=receives, public_url=settings.public_url)


def close_executor(executor: CommandExecutor) -> None:
    """Close the connection pool of an executor."""
    metrics.forget(executor.name)
    executor.engine.dispose()


def open_cipher(settings: Settings) -> FieldCipher:
    """Derive the keys of the field encryption, once for the process."""
    return FieldCipher(settings.field_key)
