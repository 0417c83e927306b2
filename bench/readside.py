"""The gateway's own tables, as they begin and as they are once everything was heard."""

from collections.abc import Sequence
from pathlib import Path

import gateway
from bench.environment import Site
from gateway.projector import BATCH, Projector
from shared import databases
from shared.messaging.events import Envelope
from shared.messaging.relay import OutboxRow

NAME = "gateway"
MIGRATIONS = Path(gateway.__file__).parent / "migrations"


def begin(site: Site) -> None:
    """Make a site's gateway database, with nothing in its tables."""
    databases.create_missing(site.url(NAME))
    engine = site.engine(NAME)
    databases.migrate(engine, MIGRATIONS)
    engine.dispose()


def fill(site: Site, told: Sequence[OutboxRow]) -> None:
    """Let a projector hear events as it would from RabbitMQ."""
    engine = site.engine(NAME)
    projector = Projector(engine)
    for first in range(0, len(told), BATCH):
        projector.receive([Envelope.decode(item.envelope) for item in told[first : first + BATCH]])
    engine.dispose()
