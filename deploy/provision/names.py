"""Names of databases and users: who owns a database, who works in it, who maintains all of them."""

from dataclasses import dataclass

from sqlalchemy.engine import URL, make_url

from services import service_names
from shared.settings import database_prefix, server_database

GATEWAY = "gateway"
MAINTENANCE = "maintenance"


@dataclass(frozen=True)
class Site:
    """The server of an installation, as its superuser reaches it, and what everything on it is called."""

    admin_url: str

    @property
    def prefix(self) -> str:
        return database_prefix(make_url(self.admin_url))

    @property
    def processes(self) -> list[str]:
        """The services and the gateway: each has a database."""
        return [*service_names(), GATEWAY]

    def database(self, process: str) -> str:
        return f"{self.prefix}_{process}"

    def owner(self, process: str) -> str:
        """Return the role that owns a database and everything in it; nobody signs in as it."""
        return f"{self.prefix}_{process}_owner"

    def user(self, process: str) -> str:
        """Return the user that a process works as, or the one who maintains."""
        return f"{self.prefix}_{process}"

    def admin(self, process: str) -> URL:
        """Return the superuser's address of a process's database."""
        return server_database(self.admin_url, process)

    @property
    def server(self) -> URL:
        """The superuser's address of the database that every server has."""
        return self.admin(GATEWAY).set(database="postgres")

    def address(self, process: str, password: str) -> str:
        """Return the DATABASE_URL of a user; the database named in it is the prefix of all."""
        server = make_url(self.admin_url).set(drivername="postgresql", database=self.prefix)
        return server.set(username=self.user(process), password=password).render_as_string(hide_password=False)
