"""Two services that write down every event they hear: one on our seam, one as nameko's own documentation would have it.

`python -m tests.faults.recorder ours` and `… stock`: both hear the same events, in the same run.
"""

import sys
from typing import Any

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine

from shared.hosts.eventlet_patching import patch_for_eventlet
from shared.hosts.server_host import chosen_host

OURS, STOCK = "recorder", "stock"
tables = MetaData()
seen = Table(
    "seen",
    tables,
    Column("place", Integer, primary_key=True, autoincrement=True),
    Column("organization_id", String(64), nullable=False),
    Column("what", String(100), nullable=False),
)


def ours() -> None:
    """Run the recorder that hears by `@reaction`."""
    serve = chosen_host()
    from shared import databases  # noqa: PLC0415 - what nameko needs green is so only now
    from shared.events.organizations import OrganizationRenamed  # noqa: PLC0415
    from shared.events.projects import ProgressReported  # noqa: PLC0415
    from shared.messaging.reactions import reaction  # noqa: PLC0415
    from shared.service import Service  # noqa: PLC0415
    from shared.settings import load_settings  # noqa: PLC0415
    from tests.messaging.sample_services import MIGRATIONS  # noqa: PLC0415

    class Recorder(Service):
        name = OURS

        @reaction(ProgressReported)
        def write_down_on_progress_reported(self, work: Any, event: ProgressReported) -> None:
            work.session.execute(seen.insert(), {"organization_id": event.partition_key, "what": event.report_id})

        @reaction(OrganizationRenamed)
        def write_down_on_organization_renamed(self, work: Any, event: OrganizationRenamed) -> None:
            name = event.changed[0].versions[-1].name
            work.session.execute(seen.insert(), {"organization_id": event.partition_key, "what": name})

    settings = load_settings()
    databases.prepare(settings, OURS, MIGRATIONS)
    tables.create_all(create_engine(settings.database(OURS)))
    serve(Recorder, settings)


def stock() -> None:
    """Run the recorder that hears by nameko's own event handler and knows nothing of this project."""
    patch_for_eventlet()
    from nameko.cli.run import run  # noqa: PLC0415 - only what is imported now is green
    from nameko.events import event_handler  # noqa: PLC0415

    from shared.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    engine: Engine = create_engine(settings.database(STOCK), pool_size=10)
    tables.create_all(engine)

    class Stock:
        name = STOCK

        @event_handler("projects", "progress_reported")
        def write_down(self, payload: dict[str, Any]) -> None:
            with engine.begin() as connection:
                row = {"organization_id": payload["partitionkey"], "what": payload["data"]["report_id"]}
                connection.execute(seen.insert(), row)

    run([Stock], {"AMQP_URI": settings.amqp_uri})


if __name__ == "__main__":
    {"ours": ours, "stock": stock}[sys.argv[1]]()
