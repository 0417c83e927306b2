"""What a service's methods work with: its executor over its database, with the cipher of personal data."""

import structlog
from sqlalchemy import Engine

from shared.databases import open_database
from shared.encrypted_columns import clear, encrypt_rows
from shared.field_encryption import FieldCipher
from shared.messaging import metrics
from shared.messaging.reactions import sources_of
from shared.service import Service, encrypted_tables, needs_cipher
from shared.settings import Settings
from shared.unit_of_work import CommandExecutor

log = structlog.get_logger()


def open_executor(service_cls: type[Service], settings: Settings) -> CommandExecutor:
    """Open a service's database and watch its metrics; `close_executor` ends both."""
    name, receives = service_cls.name, sources_of(service_cls)
    engine = open_database(settings.database(name))
    metrics.watch(name, engine)
    key, *former = settings.call_keys
    return CommandExecutor(
        name,
        engine,
        key,
        former_keys=tuple(former),
        receives=receives,
        public_url=settings.public_url,
        cipher=_open_cipher(service_cls, engine, settings),
    )


def close_executor(executor: CommandExecutor) -> None:
    """Close the connection pool of an executor."""
    metrics.forget(executor.name)
    executor.engine.dispose()


def _open_cipher(service_cls: type[Service], engine: Engine, settings: Settings) -> FieldCipher | None:
    """Derive the keys of the field encryption, and encrypt what stands in clear from before its column was."""
    if not needs_cipher(service_cls):
        return None
    cipher = FieldCipher(settings.field_key)
    for table in encrypted_tables(service_cls):
        for done in encrypt_rows(engine, table, cipher, clear(table)):
            log.info("clear rows encrypted", service=service_cls.name, table=table.name, rows=done)
    return cipher
