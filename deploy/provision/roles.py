"""Roles and rights on PostgreSQL, each statement so that it may be run again."""

from collections.abc import Iterator

import psycopg
from psycopg import sql
from psycopg.sql import Composed, Identifier
from sqlalchemy.engine import URL

from deploy.provision.names import MAINTENANCE, Site
from shared.messaging.partitions import PROVISIONED, partition_function

POWERLESS = sql.SQL("NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")
ONLY_READ = ("alembic_version", "audit_archive")
"""Tables that a process reads and its database's owner writes."""
ONLY_ADDED = ("audit",)
FOREIGN_TABLES = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relowner <> %s::regrole
    AND (c.relkind IN ('r', 'p', 'v') OR c.relkind = 'S' AND NOT EXISTS (
        SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
    ))
"""
FOREIGN_FUNCTIONS = """
SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proowner <> %s::regrole
"""


def connect(address: URL) -> psycopg.Connection:
    """Connect as the superuser; each statement takes effect at once."""
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, connect_timeout=10)


def create_roles(session: psycopg.Connection, site: Site, passwords: dict[str, str]) -> None:
    """Create the owners, the users and the one who maintains, none of whom may create anything on the server."""
    for process in site.processes:
        _create(session, site.owner(process), sql.SQL("NOLOGIN"))
    for process, password in passwords.items():
        _create(session, site.user(process), sql.SQL("LOGIN"))
        # Hashed here: a server that logs statements never sees it.
        hashed = session.pgconn.encrypt_password(password.encode(), site.user(process).encode(), b"scram-sha-256")
        _run(session, "ALTER ROLE {} PASSWORD {}", Identifier(site.user(process)), sql.Literal(hashed.decode()))


def create_database(session: psycopg.Connection, site: Site, process: str) -> None:
    """Create a process's database where there is none, and admit to it nobody but its owner and its user."""
    name, owner = Identifier(site.database(process)), Identifier(site.owner(process))
    maintenance = Identifier(site.user(MAINTENANCE))
    found = "SELECT 1 FROM pg_database WHERE datname = %s"
    if session.execute(found, [site.database(process)]).fetchone() is None:
        _run(session, "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'", name, owner)
    _run(session, "ALTER DATABASE {} OWNER TO {}", name, owner)
    _run(session, "REVOKE ALL ON DATABASE {} FROM PUBLIC", name)
    _run(session, "GRANT CONNECT ON DATABASE {} TO {}", name, Identifier(site.user(process)))
    _run(session, "GRANT {} TO {}", owner, maintenance)
    _run(session, "ALTER ROLE {} IN DATABASE {} SET role = {}", maintenance, name, owner)


def take_over(session: psycopg.Connection, site: Site, process: str) -> None:
    """Make the owner own what is in a database, and let new tables be worked in from their first moment."""
    owner, user = Identifier(site.owner(process)), Identifier(site.user(process))
    _run(session, "ALTER SCHEMA public OWNER TO {}", owner)
    _run(session, "REVOKE ALL ON SCHEMA public FROM PUBLIC, {}", user)
    _run(session, "GRANT USAGE ON SCHEMA public TO {}", user)
    for statement in _owned(session, site.owner(process)):
        session.execute(statement)
    for kind, rights in (("TABLES", "SELECT, INSERT, UPDATE, DELETE"), ("SEQUENCES", "USAGE, SELECT")):
        _run(
            session,
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {{}} IN SCHEMA public GRANT {rights} ON {kind} TO {{}}",
            owner, user,
        )  # fmt: skip


def grant(session: psycopg.Connection, site: Site, process: str) -> None:
    """Give a process's user the rights to work, and to nothing that the owner alone may do, all at once."""
    user = Identifier(site.user(process))
    with session.transaction():
        _run(session, "SET LOCAL ROLE {}", Identifier(site.owner(process)))
        _run(session, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}", user)
        _run(session, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}", user)
        _run(session, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", user)
        for tables, refused in ((ONLY_READ, "INSERT, UPDATE, DELETE"), (ONLY_ADDED, "UPDATE, DELETE")):
            for table in tables:
                if session.execute("SELECT to_regclass(%s)", [f"public.{table}"]).fetchone() != (None,):
                    _run(session, f"REVOKE {refused} ON {{}} FROM {{}}", Identifier(table), user)
        made = partition_function("public", options="SECURITY DEFINER SET search_path = public, pg_temp")
        session.execute(made.encode())
        session.execute(f"REVOKE ALL ON FUNCTION {PROVISIONED} FROM PUBLIC".encode())
        _run(session, f"GRANT EXECUTE ON FUNCTION {PROVISIONED} TO {{}}", user)


def _create(session: psycopg.Connection, role: str, login: sql.SQL) -> None:
    exists = session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    deed = sql.SQL("ALTER" if exists else "CREATE")
    session.execute(sql.SQL("{} ROLE {} {} {}").format(deed, Identifier(role), login, POWERLESS))


def _owned(session: psycopg.Connection, owner: str) -> Iterator[Composed]:
    quoted = Identifier(owner).as_string(session)
    for (table,) in session.execute(FOREIGN_TABLES, [quoted]).fetchall():
        yield sql.SQL("ALTER TABLE public.{} OWNER TO {}").format(Identifier(table), Identifier(owner))
    for (function,) in session.execute(FOREIGN_FUNCTIONS, [quoted]).fetchall():
        # The server wrote the name and its types, quoted where they have to be.
        yield sql.SQL("ALTER ROUTINE {} OWNER TO {}").format(sql.SQL(function), Identifier(owner))


def _run(session: psycopg.Connection, statement: str, *names: sql.Composable) -> None:
    session.execute(sql.SQL(statement).format(*names))
