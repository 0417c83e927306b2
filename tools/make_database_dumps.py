"""`python -m tools.make_database_dumps TREE SERVER` dumps the databases of another commit, filled by its demo.

TREE is a checkout of that commit, SERVER the address of a PostgreSQL that may be written to, such as
postgresql://postgres@127.0.0.1:5432. With a third argument, `accounts`, they are filled by `tools/enter_accounts.py`
and go into a folder of that name. The upgrade is tested on what it writes: the organizations and the people in it are
made up.
"""

import os
import re
import secrets
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import requests
from psycopg import sql

from services import service_names
from tools.servers.processes import free_port

DUMPS = Path(__file__).parents[1] / "tests" / "operations" / "databases"
NAMES = (*service_names(), "gateway")
KEYS = {"SANJI_SECRET_KEY": "s" * 48, "SANJI_FIELD_KEY": "f" * 48}
ENTER = Path(__file__).parent / "enter_accounts.py"
READY_WITHIN, SETTLED_WITHIN = 120, 3.0
"""Seconds that the platform has to begin, and to count what was entered last."""
BUILT_WITHIN = 600
"""Seconds that the demo has for entering its year of work."""
DISTRICT = """code,name,level,parent_code,lon_gcj02,lat_gcj02
990101,示例区,district,,118.0826,24.4454
990101001,东风街道,street,990101,118.0907,24.4392
990101002,南湖街道,street,990101,118.0842,24.4516
990101003,西桥街道,street,990101,118.1012,24.4601
990101004,北坡街道,street,990101,118.0951,24.4702
990101005,新港街道,street,990101,118.1105,24.4650
990101006,长岭街道,street,990101,118.1154,24.4498
990101001001,柳荫社区居委会,community,990101001,118.0900,24.4443
990101001002,清溪社区居委会,community,990101001,118.0898,24.4435
990101001003,望山社区居委会,community,990101001,118.0854,24.4534
990101002001,临港社区居委会,community,990101002,118.0832,24.4549
990101003001,枫桥社区居委会,community,990101003,118.1021,24.4612
990101004001,松坡社区居委会,community,990101004,118.0949,24.4711
990101005001,海湾社区居委会,community,990101005,118.1101,24.4643
990101006001,茶山社区居委会,community,990101006,118.1160,24.4503
"""
"""As few as a round of visits needs: three hosts in one street, and assessors from five others."""
CLIENT_ONLY = re.compile(r"^(\\(un)?restrict .*|SET transaction_timeout .*)\n", re.MULTILINE)
"""What only psql understands, or only a newer server."""
ON_SERVER = """
import sys
sys.path.insert(0, {tree!r})
from sqlalchemy.engine import make_url
from shared.settings import Settings
server = make_url({server!r}).set(drivername="postgresql+psycopg")
Settings.database = lambda self, name: server.set(database={prefix!r} + name)
"""
"""Read by Python whenever it starts: the demo knows SQLite only."""


def main() -> None:
    """Make the dumps of both databases anew."""
    tree, server = Path(sys.argv[1]).resolve(), sys.argv[2].rstrip("/")
    kind = sys.argv[3] if len(sys.argv) > 3 else ""  # noqa: PLR2004
    fill = FILLS[kind]
    with TemporaryDirectory() as name:
        folder = Path(name)
        fill(tree, folder, {})
        _write(
            DUMPS / kind, "sqlite", {database: _stored(folder / "data" / f"{database}.sqlite3") for database in NAMES}
        )
    with TemporaryDirectory() as name, _databases(server) as prefix:
        folder = Path(name)
        site = ON_SERVER.format(tree=str(tree), server=server, prefix=prefix)
        (folder / "sitecustomize.py").write_text(site, "utf-8")
        fill(tree, folder, {"PYTHONPATH": str(folder)})
        _write(DUMPS / kind, "postgresql", {database: _dumped(f"{server}/{prefix}{database}") for database in NAMES})


def _fill_by_demo(tree: Path, folder: Path, more: dict[str, str]) -> None:
    """Run a tree's demo until everything is entered, and end it as a person does."""
    district = folder / "district.csv"
    district.write_text(DISTRICT, "utf-8")
    data = folder / "data"
    env = os.environ | KEYS | {"DATA_DIR": str(data), "PORT": str(free_port()), "DISTRICT": str(district)} | more
    demo = subprocess.Popen([sys.executable, "-m", "deploy.demo"], cwd=tree, env=env)
    until = time.monotonic() + BUILT_WITHIN
    while not (data / "demo-accounts.json").exists() or (data / "demo-unfinished").exists():
        if demo.poll() is not None or time.monotonic() > until:
            demo.kill()
            raise SystemExit("the demo has not entered its year of work")
        time.sleep(0.5)
    demo.send_signal(signal.SIGINT)
    demo.wait()


def _fill_by_accounts(tree: Path, folder: Path, more: dict[str, str]) -> None:
    """Run a tree's platform, enter accounts and what they did, and end it."""
    port = str(free_port())
    env = os.environ | KEYS | {"DATA_DIR": str(folder / "data"), "PORT": port, "SANJI_HOST": "embedded"} | more
    platform = subprocess.Popen([sys.executable, "-m", "deploy.embedded"], cwd=tree, env=env)
    try:
        address = f"http://127.0.0.1:{port}"
        _await_ready(address)
        path = os.pathsep.join(filter(None, (env.get("PYTHONPATH"), str(tree))))
        subprocess.run([sys.executable, ENTER, address], cwd=tree, env=env | {"PYTHONPATH": path}, check=True)
        time.sleep(SETTLED_WITHIN)
    finally:
        platform.send_signal(signal.SIGINT)
        platform.wait()


FILLS = {"": _fill_by_demo, "accounts": _fill_by_accounts}


def _await_ready(address: str) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        with suppress(requests.RequestException):
            if requests.get(f"{address}/readyz", timeout=30).ok:
                return
        time.sleep(0.5)
    raise SystemExit("the platform is not ready")


@contextmanager
def _databases(server: str) -> Iterator[str]:
    prefix = f"dump_{secrets.token_hex(4)}_"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as session:
        for name in NAMES:
            session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(prefix + name)))
        try:
            yield prefix
        finally:
            for name in NAMES:
                session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(prefix + name)))


def _dumped(url: str) -> str:
    """Dump a database as statements that any client of any later PostgreSQL can run."""
    command = ["pg_dump", "--no-owner", "--no-privileges", "--rows-per-insert=500", url]  # found on the path
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return CLIENT_ONLY.sub("", done.stdout)


def _stored(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        return "\n".join(connection.iterdump())


def _write(folder: Path, kind: str, dumps: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / f"{kind}.tar.xz"
    with tarfile.open(path, "w:xz", preset=9) as archive:
        for database, text in dumps.items():
            content = text.encode()
            member = tarfile.TarInfo(f"{database}.sql")
            member.size = len(content)
            archive.addfile(member, BytesIO(content))
    print(f"{path.name}  {path.stat().st_size}")


if __name__ == "__main__":
    main()
