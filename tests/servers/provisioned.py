"""Databases of a test whose processes work as users of their own, as `python -m deploy.provision` makes them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.sql import Identifier
from sqlalchemy.engine import make_url

from deploy.provision.names import MAINTENANCE, Site
from deploy.provision.passwords import variable
from tests.tooling.trees import ROOT
from tools.servers.databases import Databases

PASSWORD = "9" * 64


@contextmanager
def provisioned(databases: Databases) -> Iterator[dict[str, str]]:
    """Provision the databases of a test, and yield the address that each process is given; the roles go again."""
    site = Site(make_url(databases.url).set(drivername="postgresql").render_as_string(hide_password=False))
    for process in site.processes:
        databases.create(process)
    try:
        provision(site)
        yield {process: site.address(process, PASSWORD) for process in (*site.processes, MAINTENANCE)}
    finally:
        forget(site)


def provision(site: Site) -> str:
    """Run the command as operations does, and return what it printed."""
    given = {variable(process): PASSWORD for process in (*site.processes, MAINTENANCE)}
    command = [sys.executable, "-m", "deploy.provision"]
    env = os.environ | given | {"DATABASE_ADMIN_URL": site.admin_url}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def forget(site: Site) -> None:
    """Give everything back to the superuser, so that the databases may serve other tests, and drop the roles."""
    roles = [role(process) for process in site.processes for role in (site.owner, site.user)]
    for process in site.processes:
        with connected(site, process) as session:
            for role in (site.owner(process), site.user(process)):
                if _exists(session, role):
                    run(session, "REASSIGN OWNED BY {} TO CURRENT_USER", role)
                    run(session, "DROP OWNED BY {}", role)
            run(session, "GRANT CONNECT, TEMPORARY ON DATABASE {} TO PUBLIC", site.database(process))
    with psycopg.connect(site.server.set(drivername="postgresql").render_as_string(False), autocommit=True) as session:
        for role in (*roles, site.user(MAINTENANCE)):
            run(session, "DROP ROLE IF EXISTS {}", role)


def connected(site: Site, process: str) -> psycopg.Connection:
    """Connect to a process's database as the superuser."""
    address = site.admin(process).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


def run(session: psycopg.Connection, statement: str, *names: str) -> None:
    session.execute(sql.SQL(statement).format(*map(Identifier, names)))


def _exists(session: psycopg.Connection, role: str) -> bool:
    return session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None
