"""A backup is restored into an empty system and reconciled there, and one that is not whole is found."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from deploy.provision.names import Site
from gateway import maintenance_runs
from shared import databases
from shared.settings import server_database
from tests.servers.fixtures import SERVED, private_cluster
from tests.servers.provisioned import PASSWORD, provision
from tests.tooling.trees import ROOT
from tools.servers.postgresql import PrivatePostgreSQL
from tools.servers.processes import as_user, free_port, scratch

pytestmark = [pytest.mark.server, pytest.mark.slow]
SCRIPTS = ROOT / "deploy" / "backup"
POSTGRES = "postgres" if os.geteuid() == 0 else None


class Machine:
    """A server with provisioned databases, a folder for its backups, and the settings of its tools."""

    def __init__(self, server: PrivatePostgreSQL, folder: Path) -> None:
        self.folder = scratch("sanji-backups-", POSTGRES)
        site = Site(server.url)
        provision(site)
        self.gateway = databases.open_database(server_database(server.url, "gateway"), connections=1)
        tools = SERVED | {"AMQP_URI": "amqp://127.0.0.1:1//", "DATABASE_URL": site.address("maintenance", PASSWORD)}
        (folder / "tools.env").write_text("".join(f"{name}='{value}'\n" for name, value in tools.items()))
        words = [*as_user(POSTGRES), "env", f"PATH={os.environ['PATH']}"]
        self.env = {
            "PATH": os.environ["PATH"], "PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGUSER": "postgres",
            "DRILL_PORT": str(free_port()), "TOOL_SETTINGS": str(folder / "tools.env"), "PYTHON": sys.executable,
            "AS_POSTGRES": " ".join(words), "BACKUP_KEPT": "2",
        }  # fmt: skip

    def run(self, script: str, *words: str, by_postgres: bool = False) -> subprocess.CompletedProcess[str]:
        command = [*(as_user(POSTGRES) if by_postgres else []), "sh", str(SCRIPTS / script), *words]
        return subprocess.run(command, cwd=ROOT, env=self.env, check=False, capture_output=True, text=True, timeout=120)

    def back_up(self) -> Path:
        done = self.run("backup.sh", str(self.folder), by_postgres=True)
        assert done.returncode == 0, done.stderr
        return max(self.backups())

    def backups(self) -> list[Path]:
        return sorted(self.folder.glob("sanji-*.tar.gz"))

    def drill(self) -> subprocess.CompletedProcess[str]:
        return self.run("drill.sh", str(self.folder))

    def noted(self) -> set[str]:
        with databases.reading(self.gateway) as session:
            return {row.task for row in session.execute(maintenance_runs.maintenance_run.select())}

    def say(self, statement: str) -> None:
        plain = self.gateway.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as session:
            session.execute(statement.encode())


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with private_cluster() as server:
        made = Machine(server.await_ready(), tmp_path_factory.mktemp("machine"))
        try:
            yield made
        finally:
            made.gateway.dispose()
            subprocess.run(["rm", "-rf", str(made.folder)], check=True)


def test_a_backup_is_restored_reconciled_and_noted(machine: Machine) -> None:
    machine.back_up()
    assert machine.noted() == {"backup"}
    done = machine.drill()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "差异 0 处" in done.stdout
    assert machine.noted() == {"backup", "restore_drill"}


def test_what_is_not_whole_is_neither_restored_nor_noted(machine: Machine) -> None:
    machine.say("DELETE FROM maintenance_run")
    machine.say("INSERT INTO projected VALUES (1, '2026-03-02', 1, 'x')")
    machine.say("INSERT INTO figure VALUES ('d', 'o', 'people_served', '2026', 1, 1)")
    for day in ("2020-01-01T00-00-00Z", "2020-01-02T00-00-00Z"):
        (machine.folder / f"sanji-{day}.tar.gz").touch()
    (machine.folder / "sanji-2020-01-04T00-00-00Z.part").mkdir()
    first = max(machine.backups())
    newest = machine.back_up()
    assert machine.backups() == [first, newest], "the newest are kept"
    assert not list(machine.folder.glob("*.part"))
    done = machine.drill()
    assert (done.returncode, "差异 1 处" in done.stdout) == (1, True), done.stdout + done.stderr
    newest.write_bytes(newest.read_bytes()[:-1000])
    assert machine.drill().returncode != 0
    assert machine.noted() == {"backup"}
    machine.say("DELETE FROM figure")


def test_a_changed_file_of_a_backup_is_found(machine: Machine, tmp_path: Path) -> None:
    newest = machine.backups()[0]
    packed, data = tmp_path / "changed", tmp_path / "data"
    packed.mkdir()
    subprocess.run(["tar", "-xzf", newest, "-C", packed], check=True)
    changed = max((packed / "base").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
    content = bytearray(changed.read_bytes())
    content[100] ^= 1
    changed.write_bytes(content)
    again = tmp_path / "changed.tar.gz"
    subprocess.run(["tar", "--use-compress-program=gzip -1", "-cf", again, "-C", packed, "."], check=True)
    done = machine.run("restore.sh", str(again), str(data))
    assert done.returncode != 0
    assert changed.name in done.stderr


def test_a_backup_is_never_unpacked_over_what_is_there(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "base").touch()
    done = machine.run("restore.sh", str(machine.folder), str(tmp_path))
    assert (done.returncode, "is not empty" in done.stderr) == (1, True)


def test_ages_are_infinite_until_something_was_done_and_are_watched_from_then_on(machine: Machine) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    machine.say("DELETE FROM maintenance_run")
    maintenance_runs.refresh(machine.gateway, lambda: now)
    assert {gauge._value.get() for gauge in maintenance_runs.AGES.values()} == {maintenance_runs.NEVER}
    for differences in (3, 4):
        maintenance_runs.note(machine.gateway, "reconciliation", now - timedelta(hours=2), differences)
    maintenance_runs.refresh(machine.gateway, lambda: now)
    assert maintenance_runs.AGES["reconciliation"]._value.get() == 7200
    assert maintenance_runs.DIFFERING._value.get() == 4
