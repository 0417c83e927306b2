"""Each process works as a database user that can do its work and nothing else; one command makes and takes over."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from deploy.provision.names import MAINTENANCE, Site
from gateway import MIGRATIONS
from gateway.audit import chain
from gateway.audit.chain import Signer
from gateway.audit.model import AuditEntry
from services import migrations_of
from shared import databases as opened
from shared.messaging.partitions import create_partitions
from shared.settings import server_database
from tests.servers import provisioned as tests_of
from tests.servers.fixtures import SERVED
from tests.tooling.trees import ROOT

pytestmark = [pytest.mark.server, pytest.mark.slow]

SIGNER = Signer(["s" * 48])
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ROW = {
    "at": LONG_AGO, "account_id": "a", "account_name": "张三", "method": "POST", "route": "/", "path": "/",
    "status": 201,
    "organization_id": None, "personal": False, "correlation_id": "c", "address": "", "detail": None,
    "person_id": "a", "calls": None,
}  # fmt: skip
STATE = """
SELECT 'role ' || rolname, concat_ws(',', rolsuper, rolcreatedb, rolcreaterole, rolcanlogin, rolbypassrls)
FROM pg_roles WHERE starts_with(rolname, %(prefix)s)
UNION ALL SELECT 'database ' || datname, concat_ws(' ', datdba::regrole, datacl)
FROM pg_database WHERE starts_with(datname, %(prefix)s)
UNION ALL SELECT 'relation ' || relname, concat_ws(' ', relowner::regrole, relacl) FROM pg_class
WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT 'default ' || defaclobjtype::text, defaclacl::text FROM pg_default_acl
UNION ALL SELECT 'member ' || member::regrole, roleid::regrole::text FROM pg_auth_members
WHERE starts_with(member::regrole::text, %(prefix)s)
UNION ALL SELECT 'schema', concat_ws(' ', nspowner::regrole, nspacl) FROM pg_namespace WHERE nspname = 'public'
"""


def appended(engine, *numbers, at=LONG_AGO):
    with opened.transaction(engine) as session:
        chain.append(session, SIGNER, [ROW | {"district_id": "d", "id": str(number), "at": at} for number in numbers])


@pytest.fixture(scope="module")
def site(module_databases):
    plain = make_url(module_databases.url).set(drivername="postgresql").render_as_string(hide_password=False)
    return Site(plain)


@pytest.fixture(scope="module")
def addresses(site, module_databases):
    """Yield the users' addresses of an installation that ran as one user before, with a trail, and was taken over."""
    engine = opened.open_database(make_url(module_databases.create("gateway")), connections=1)
    opened.migrate(engine, MIGRATIONS)
    appended(engine, 1, 2)
    engine.dispose()
    for process in set(site.processes) - {"gateway"}:
        module_databases.create(process)
    try:
        tests_of.provision(site)
        yield {process: site.address(process, tests_of.PASSWORD) for process in (*site.processes, MAINTENANCE)}
    finally:
        tests_of.forget(site)


def working(addresses, user, process=None):
    """Open a process's database as a user."""
    return opened.open_database(server_database(addresses[user], process or user), connections=1)


def refused(engine, statement):
    """Return the SQLSTATE with which a statement is refused, '' where it is not."""
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(statement)
    except Exception as error:  # noqa: BLE001 - whatever it is, its state is compared
        return getattr(getattr(error, "orig", None), "sqlstate", None) or repr(error)
    finally:
        engine.dispose()
    return ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET account_name = '李四'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "DROP TRIGGER audit_only_added ON audit",
        "ALTER TABLE audit DISABLE TRIGGER audit_only_added",
        "SET session_replication_role = replica",
        "DROP TABLE audit",
        "CREATE OR REPLACE FUNCTION audit_closed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "DELETE FROM audit_archive",
        "INSERT INTO audit_archive VALUES ('d', 9, 'h', 's', 'f', 'h', now())",
        "UPDATE alembic_version SET version_num = 'gateway_0001'",
        "CREATE TABLE mine (id int)",
        "CREATE DATABASE mine",
        "CREATE ROLE mine SUPERUSER",
        "SET ROLE {prefix}_gateway_owner",
        "SELECT pg_read_file('PG_VERSION')",
    ],
)
def test_what_the_gateway_s_user_may_not_do_is_refused_by_the_database(site, addresses, statement):
    assert refused(working(addresses, "gateway"), statement.format(prefix=site.prefix)) == "42501"


@pytest.mark.parametrize("statement", ["CREATE DATABASE mine", "CREATE ROLE mine", "SET ROLE {prefix}_maintenance"])
def test_a_service_s_user_creates_nothing_on_the_server(site, addresses, statement):
    assert refused(working(addresses, "projects"), statement.format(prefix=site.prefix)) == "42501"


@pytest.mark.parametrize(
    ("user", "process"), [("projects", "gateway"), ("gateway", "organizations"), ("activities", "projects")]
)
def test_nobody_connects_to_the_database_of_another(addresses, user, process):
    assert "permission denied for database" in refused(working(addresses, user, process), "SELECT 1")


def test_the_gateway_s_user_adds_to_the_trail_and_reads_it(addresses):
    engine = working(addresses, "gateway")
    appended(engine, 3, at=datetime.now(UTC))
    with opened.reading(engine) as session:
        end, faults = chain.verify(session, SIGNER, "d")
    assert (end.number >= 3, faults) == (True, [])
    engine.dispose()


def run(addresses, user, *command, **more):
    env = os.environ | SERVED | {"DATABASE_URL": addresses[user]} | more
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


def test_the_owner_verifies_and_archives_and_the_process_only_verifies(addresses, tmp_path):
    engine = working(addresses, "gateway")
    appended(engine, 4, at=datetime.now(UTC))
    words = ("archive", "--before", "2020-06-01", "--folder", str(tmp_path))
    assert run(addresses, "gateway", "gateway.audit", "verify").returncode == 0
    denied = run(addresses, "gateway", "gateway.audit", *words)
    assert (denied.returncode, "Traceback" in denied.stderr) == (1, False)
    assert "DATABASE_OWNER_URL" in denied.stderr
    done = run(addresses, "gateway", "gateway.audit", *words, DATABASE_OWNER_URL=addresses[MAINTENANCE])
    assert done.returncode == 0, done.stderr
    with opened.reading(engine) as session:
        assert session.scalars(select(AuditEntry.number).order_by(AuditEntry.number)).first() == 3
    assert run(addresses, MAINTENANCE, "gateway.audit", "verify").returncode == 0
    engine.dispose()


def test_a_relay_makes_the_months_of_its_outbox_without_a_right_to_create(addresses):
    engine = working(addresses, "projects")
    assert create_partitions(engine, date(2031, 11, 5)) == ["outbox_2031_11", "outbox_2031_12", "outbox_2032_01"]
    assert create_partitions(engine, date(2031, 11, 6)) == []
    assert refused(engine, "SELECT * FROM outbox_2031_11") == ""


def test_run_again_the_command_changes_nothing(site, addresses):
    def state():
        found = []
        for process in site.processes:
            with tests_of.connected(site, process) as session:
                found.append(sorted(session.execute(STATE, {"prefix": site.prefix}).fetchall()))
        return found

    before = state()
    tests_of.provision(site)
    assert state() == before


def test_everything_belongs_to_a_role_that_nobody_signs_in_as(site, addresses):
    for process in site.processes:
        with tests_of.connected(site, process) as session:
            owners = {
                name for (name,) in session.execute("SELECT tableowner FROM pg_tables WHERE schemaname = 'public'")
            }
            login = session.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [site.owner(process)])
            assert (owners, login.fetchone()) == ({site.owner(process)}, (False,)), process


def test_a_process_whose_schema_is_old_says_what_to_run_and_the_owner_s_address_lets_it_migrate(site, addresses):
    def newest(session):
        return session.execute("SELECT version_num FROM alembic_version").fetchone()[0]

    with tests_of.connected(site, "gateway") as session:
        now = newest(session)
        tests_of.run(session, "CREATE TABLE kept AS SELECT * FROM alembic_version")
        session.execute("UPDATE alembic_version SET version_num = 'gateway_0001'")
        try:
            told = run(addresses, "gateway", "gateway", AMQP_URI="amqp://127.0.0.1:1//")
            assert (told.returncode, "python -m deploy.provision" in told.stderr) == (1, True), told.stderr
            assert "Traceback" not in told.stderr
        finally:
            session.execute("UPDATE alembic_version SET version_num = (SELECT version_num FROM kept)")
            session.execute("DROP TABLE kept")
        assert newest(session) == now


def test_the_maintainer_s_address_migrates_as_the_owner(site, addresses):
    engine = working(addresses, MAINTENANCE, "projects")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE made_later (id int)")
    opened.migrate(engine, migrations_of("projects"))
    engine.dispose()
    later = working(addresses, "projects")
    assert refused(later, "INSERT INTO made_later VALUES (1)") == ""
    with tests_of.connected(site, "projects") as session:
        owner = session.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'made_later'").fetchone()
        session.execute("DROP TABLE made_later")
    assert owner == (site.owner("projects"),)


def test_a_missing_database_is_made_with_addresses_that_only_their_reader_can_read(
    site, addresses, module_databases, tmp_path
):
    with psycopg.connect(module_databases.admin, autocommit=True) as session:
        tests_of.run(session, "DROP DATABASE {} WITH (FORCE)", site.database("supervision"))
    folder = tmp_path / "addresses"
    command = [sys.executable, "-m", "deploy.provision", "--folder", str(folder)]
    env = os.environ | {"DATABASE_ADMIN_URL": site.admin_url}
    for _ in range(2):
        subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
    kept = sorted(folder.iterdir())
    assert [path.stem for path in kept] == sorted([*site.processes, MAINTENANCE])
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    made = {path.stem: path.read_text().strip().removeprefix("DATABASE_URL=") for path in kept}
    assert refused(working(made, "supervision"), "SELECT * FROM outbox") == ""


def test_without_the_superuser_s_address_the_command_says_what_it_needs(tmp_path):
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_ADMIN_URL"}
    command = [sys.executable, "-m", "deploy.provision"]
    told = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    assert (told.returncode, "DATABASE_ADMIN_URL" in told.stderr) == (2, True)
    env["DATABASE_ADMIN_URL"] = "postgresql://nobody@127.0.0.1:1/sanji"
    command += ["--folder", str(tmp_path)]
    told = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    assert (told.returncode, "Traceback" in told.stderr) == (1, False), told.stderr
