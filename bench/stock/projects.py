"""Takes progress reports as a nameko service usually does: the rules in one transaction, and after it the event.

What is missing is what the platform adds: the outbox, and the answer that is kept under its key.
"""

from typing import Any

import msgspec
from nameko.events import EventDispatcher
from nameko.extensions import DependencyProvider
from nameko.rpc import rpc

from services.projects.commands.progress import report_progress
from shared.databases import open_database, transaction
from shared.rights import Actor
from shared.settings import load_settings
from shared.unit_of_work import UnitOfWork, clock
from shared.views import to_view


class Database(DependencyProvider):  # type: ignore[misc]
    """Gives every worker the service's one pool, and the key that identities are signed with."""

    def setup(self) -> None:
        """Open the database, once for the process."""
        settings = load_settings()
        self.opened = open_database(settings.database(self.container.service_name)), settings.secret_key

    def get_dependency(self, _worker_ctx: Any) -> Any:
        """Return the pool and the key."""
        return self.opened


class StockProjects:
    """The one command that is measured."""

    name = "projects"
    database = Database()
    dispatch = EventDispatcher()

    @rpc  # type: ignore[untyped-decorator]
    def report_progress(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        engine, key = self.database
        acting = Actor.verify(call["acting"], [key], "projects", "report_progress")
        with transaction(engine) as session:
            work = UnitOfWork(session, acting, clock())
            shown = to_view(report_progress(work, **asked), work)
        for event in work.events:
            self.dispatch(event.name, msgspec.to_builtins(event))
        return {"answer": shown, "positions": []}
