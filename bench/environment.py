"""Where a measurement happens: virtual hosts and databases of its own, made for it and gone after it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.engine import URL, make_url

from shared.databases import open_database
from tools.servers import vhosts
from tools.servers.databases import Databases
from tools.servers.finding import Found, close_kept, find_postgresql, find_rabbitmq

KEYS = {"SANJI_SECRET_KEY": "s" * 48, "SANJI_FIELD_KEY": "f" * 48}
"""Nothing secret is kept here."""


@dataclass(frozen=True)
class Site:
    """One platform's virtual host and databases, and the settings its processes find them by."""

    amqp_uri: str
    database_url: str

    @property
    def vhost(self) -> str:
        """The name of the virtual host, which no other site has."""
        return self.amqp_uri.rpartition("/")[2]

    @property
    def settings(self) -> dict[str, str]:
        """The environment of this platform's processes; they may ask and be asked as often as they can."""
        found = {"SANJI_HOST": "rabbitmq", "AMQP_URI": self.amqp_uri, "DATABASE_URL": self.database_url}
        often = dict.fromkeys(("SANJI_REQUESTS_A_MINUTE", "SANJI_SIGN_INS_A_MINUTE"), "100000000")
        return KEYS | found | often | {"SANJI_ACCESS_SECONDS": "7200"}

    def url(self, name: str) -> URL:
        """Return the address of one of the site's databases."""
        prefix = make_url(self.database_url)
        return prefix.set(database=f"{prefix.database}_{name}")

    def engine(self, name: str) -> Engine:
        """Open one of the site's databases; whoever opens it disposes of it."""
        return open_database(self.url(name), connections=4)


class Environment:
    """Servers on which sites are made; they hold nothing afterwards that they did not hold before."""

    def __init__(self, stack: ExitStack, rabbitmq: Found, postgresql: Found) -> None:
        self.stack = stack
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sanji-bench-")))
        self.broker = rabbitmq.broker
        self.server = postgresql.uri
        if self.broker.via == "none":
            raise SystemExit("AMQP_URI: its user may make no virtual host there, and measuring needs some of its own.")

    def site(self) -> Site:
        """Make an empty virtual host and a name for databases, of which none is there yet."""
        made = self.stack.enter_context(Databases(self.server))
        return Site(self.stack.enter_context(vhosts.temporary(self.broker)), made.url)

    def copy(self, source: Site, target: Site, name: str) -> None:
        """Make a database of one site as it stands in another, where nobody is using it."""
        names = [sql.Identifier(str(site.url(name).database)) for site in (target, source)]
        with psycopg.connect(self._admin, autocommit=True) as session:
            session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(names[0]))
            session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))

    @property
    def _admin(self) -> str:
        return make_url(self.server).set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def prepared() -> Iterator[Environment]:
    """Find servers, or start some, and clear up after the block whatever becomes of it."""
    with ExitStack() as stack:
        stack.callback(close_kept)
        yield Environment(stack, find_rabbitmq(), find_postgresql())


@contextmanager
def environment_variables(settings: dict[str, str]) -> Iterator[None]:
    """Let this process itself find a site by its settings as long as the block runs."""
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
