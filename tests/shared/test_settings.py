"""What the settings make where nothing was there: a folder for keys and databases that nobody else can look into."""

import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from services import service_names
from shared import connection_budget
from shared.openid_settings import openid_providers
from shared.settings import load_server_settings, load_settings, load_tool_settings
from tools.platforms import DISTRIBUTED, ROOT


def test_a_new_data_folder_is_its_owners_alone(tmp_path, monkeypatch):
    folder = tmp_path / "of a user" / "data"
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("SANJI_HOST", "embedded")
    for name in ("SANJI_SECRET_KEY", "SANJI_FIELD_KEY"):
        monkeypatch.delenv(name, raising=False)

    load_settings()

    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "keys.json").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_was_there_keeps_its_mode(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SANJI_HOST", "embedded")
    for name in ("SANJI_SECRET_KEY", "SANJI_FIELD_KEY"):
        monkeypatch.delenv(name, raising=False)
    tmp_path.chmod(0o750)

    load_settings()

    assert tmp_path.stat().st_mode & 0o777 == 0o750


WRONG = (("PORT", "99999"), ("PORT", "abc"), ("PORT", "0"), ("PORT", ""), ("SANJI_WORKERS", "two"))


@pytest.mark.parametrize(("name", "value"), [*WRONG, ("SANJI_OTLP_ENDPOINT", "127.0.0.1:4318")])
def test_a_setting_that_is_none_is_named_in_a_sentence(name, value, tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SANJI_HOST", "embedded")
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match=name):
        load_settings()


OTHER_HOSTS = ("embedded", "nameko")
ONE_OF_EACH = sorted({command[0]: command for command in DISTRIBUTED}.values())


@pytest.mark.parametrize(
    ("command", "host"),
    [
        *((command, "") for command in ONE_OF_EACH),
        *((("services", "projects"), host) for host in ("embedded", "nameko")),
    ],
)
@pytest.mark.slow
def test_a_server_process_refuses_to_start_on_any_host_but_rabbitmq_and_threads(command, host, tmp_path):
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SANJI_HOST": host}
    ended = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert "SANJI_HOST" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.glob("*.sqlite3"))


@pytest.mark.parametrize("host", ["rabbitmq", "threads"])
def test_a_server_process_is_told_where_its_servers_are_on_either_host(host, monkeypatch):
    for name, value in {"SANJI_HOST": host, "DATABASE_URL": "postgresql://sanji@10.0.0.1/sanji"}.items():
        monkeypatch.setenv(name, value)
    settings = load_server_settings()
    assert settings.is_on_servers
    assert settings.database("projects").render_as_string() == "postgresql+psycopg://sanji@10.0.0.1/sanji_projects"


def test_a_tool_without_a_host_works_on_the_embedded_one_and_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("SANJI_HOST", raising=False)
    assert load_tool_settings().host == "embedded"
    assert capsys.readouterr().err == f"主机 host: embedded  {tmp_path}\n"


def test_a_tool_names_the_server_and_no_password(monkeypatch, capsys):
    monkeypatch.setenv("SANJI_HOST", "rabbitmq")
    monkeypatch.setenv("DATABASE_URL", "postgresql://sanji:secret@10.0.0.1:5432/sanji")
    for name in ("SANJI_SECRET_KEY", "SANJI_FIELD_KEY"):
        monkeypatch.setenv(name, "k" * 32)
    load_tool_settings()
    assert capsys.readouterr().err == "主机 host: rabbitmq  postgresql://sanji:***@10.0.0.1:5432/sanji\n"


def test_a_whole_deployment_fits_into_debians_postgresql():
    assert len(service_names()) == connection_budget.SERVICES
    assert connection_budget.needed_connections(2) <= 97


@pytest.mark.server
def test_a_server_that_admits_too_few_connections_is_refused_with_both_numbers(databases):
    engine = create_engine(databases.create(), poolclass=NullPool)
    with engine.connect() as connection:
        admitted = connection.execute(connection_budget.ADMITTED).scalar_one()
        with pytest.raises(SystemExit, match=rf"{admitted} 个连接.*至多需要 1\d{{3,}} 个.*max_connections"):
            connection_budget.require_connections(connection, 100)


PROVIDER = {
    "name": "district", "label": "区统一身份认证", "issuer": "https://sso.example", "client_id": "sanji",
    "client_secret": "s", "redirect_uri": "https://sanji.example/callback",
}  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "http://sso.example"},
        {"issuer": "http://127.0.0.1.example"},
        {"redirect_uri": "http://sanji.example/callback"},
        {"claim": "email"},
        {"claim": "preferred_username"},
        {"secret": "misspelt"},
    ],
)
def test_a_provider_by_which_nobody_signs_in_safely_is_refused(changed: dict[str, str]) -> None:
    (good,) = openid_providers(json.dumps([PROVIDER]))
    assert good.claim == "sub"
    with pytest.raises(ValueError, match="SANJI_OPENID_PROVIDERS"):
        openid_providers(json.dumps([PROVIDER | changed]))


def test_two_providers_have_not_one_issuer() -> None:
    with pytest.raises(ValueError, match="one issuer"):
        openid_providers(json.dumps([PROVIDER, PROVIDER | {"name": "street", "claim": "number"}]))
    assert openid_providers(" ") == ()
