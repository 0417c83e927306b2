"""`python -m deploy.provision` makes databases and their users on PostgreSQL, or takes over what is there."""

import argparse
import os
import sys
from pathlib import Path

import psycopg

from deploy.provision import roles
from deploy.provision.names import GATEWAY, Site
from deploy.provision.passwords import passwords
from gateway import MIGRATIONS
from services import migrations_of
from shared.databases import migrate, open_database

ADMIN = "DATABASE_ADMIN_URL"


def provision(site: Site, given: dict[str, str]) -> None:
    """Make or take over every database, migrate it as its owner, and give its user the rights to work in it."""
    with roles.connect(site.server) as session:
        roles.create_roles(session, site, given)
        for process in site.processes:
            roles.create_database(session, site, process)
    for process in site.processes:
        with roles.connect(site.admin(process)) as session:
            roles.take_over(session, site, process)
            _migrate(site, process)
            roles.grant(session, site, process)


def _migrate(site: Site, process: str) -> None:
    as_owner = {"options": f"-c role={site.owner(process)}"}
    engine = open_database(site.admin(process).update_query_dict(as_owner), connections=1)
    try:
        migrate(engine, MIGRATIONS if process == GATEWAY else migrations_of(process))
    finally:
        engine.dispose()


def main() -> int:
    """Provision the server that the environment names; 1 where it does not answer or refuses."""
    parser = argparse.ArgumentParser(
        prog="python -m deploy.provision",
        description="建立数据库及各进程的用户，可重复运行 · make the databases and their users; may be run again",
    )
    parser.add_argument(
        "--folder", type=Path, help="存放各进程连接地址的文件夹 · folder for the address of each process"
    )
    arguments = parser.parse_args()
    admin_url = os.environ.get(ADMIN, "")
    if not admin_url:
        parser.error(
            f"请把 PostgreSQL 超级用户的地址写入 {ADMIN} · set {ADMIN} to the address of PostgreSQL's superuser"
        )
    site = Site(admin_url)
    try:
        provision(site, passwords(site, os.environ, arguments.folder))
    except psycopg.Error as error:
        print(f"PostgreSQL 拒绝 · PostgreSQL refused: {error}", file=sys.stderr)
        return 1
    print(f"{len(site.processes)} 个数据库已就绪 databases are ready: {site.prefix}_*")
    return 0


if __name__ == "__main__":
    sys.exit(main())
