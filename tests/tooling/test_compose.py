"""The compose files, image and alerts fit the product, checked without a container engine.

`compose-spec.json` is the compose-spec project's own schema (Apache-2.0), unchanged.
"""

import importlib.util
import json
import re
import shlex
import shutil
import stat
import subprocess
import sys

import jsonschema
import pytest
import yaml

from deploy.provision.passwords import variable
from gateway.accounts import __main__ as accounts
from services import service_class, service_names
from shared.rights import ADMINISTRATORS
from shared.service import needs_cipher
from tests.tooling.trees import ROOT

SCHEMA = json.loads((ROOT / "tests" / "tooling" / "compose-spec.json").read_text())
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS = COMPOSE["services"]
OCCASIONAL = {name for name, container in CONTAINERS.items() if "profiles" in container}
"""What `docker compose up` does not start."""
IMAGED = {name: container for name, container in CONTAINERS.items() if container["image"] == "sanji:local"}
OURS = {name: container for name, container in IMAGED.items() if name not in OCCASIONAL}
SETTING = re.compile(r"^(#?)([A-Z_]+)=(.*)$", re.MULTILINE)
EXAMPLE = {name: value for off, name, value in SETTING.findall((ROOT / ".env.example").read_text()) if not off}
CHANGEABLE = {name: value for off, name, value in SETTING.findall((ROOT / ".env.example").read_text()) if off}
FIXED = {"SANJI_HOST", "DATA_DIR", "AMQP_URI", "DATABASE_URL", "DATABASE_OWNER_URL", "SANJI_METRICS", "SANJI_BIND"}
"""What the compose file says itself; in the example for those who go without containers."""
DEMO = {"SANJI_DEMO_ACCOUNTS"}
"""What only the demonstration sets."""


@pytest.mark.parametrize("file", ["docker-compose.yml", "deploy/compose/test-servers.yml"])
def test_a_compose_file_keeps_the_specification(file):
    # Named here, because the schema writes its own draft's address in a way that no library knows.
    jsonschema.Draft7Validator(SCHEMA).validate(yaml.safe_load((ROOT / file).read_text()))


def test_a_compose_file_with_a_slip_would_be_found():
    slipped = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    slipped["services"]["gateway"]["depend_on"] = ["rabbitmq"]
    assert not jsonschema.Draft7Validator(SCHEMA).is_valid(slipped)


def test_one_container_builds_the_image_and_the_others_take_it():
    assert [name for name, container in CONTAINERS.items() if "build" in container] == ["organizations"]
    assert {container["pull_policy"] for container in IMAGED.values()} == {"never"}


def test_every_service_has_its_process_and_its_relay():
    commands = {tuple(container["command"]) for container in OURS.values()}
    wanted = {("python", "-m", "services", name) for name in service_names()}
    wanted |= {("python", "-m", "services.relay", name) for name in service_names()}
    alone = ("services.observation_visits.planner", "gateway.projector", "gateway")
    wanted |= {("python", "-m", name) for name in alone} | {("python", "-m", "gateway.reconcile", "--daily")}
    assert commands == wanted


@pytest.mark.parametrize("module", sorted({container["command"][2] for container in OURS.values()}))
def test_what_a_container_runs_can_be_run(module):
    spec = importlib.util.find_spec(module)
    assert spec is not None
    if spec.submodule_search_locations:
        assert importlib.util.find_spec(f"{module}.__main__") is not None


@pytest.mark.parametrize("name", sorted(CONTAINERS.keys() - OCCASIONAL))
def test_every_container_is_watched_and_comes_back(name):
    assert CONTAINERS[name]["restart"] == "unless-stopped"
    assert CONTAINERS[name]["healthcheck"]["test"][0] == "CMD"


KEYS = {"SANJI_SECRET_KEY", "SANJI_CALL_KEY", "SANJI_EVENT_KEY", "SANJI_FIELD_KEY"}


def keys_of(command):
    """Return the keys that a process needs, by what it does."""
    module, *names = command[2:]
    if module == "services":
        ciphers = {"SANJI_FIELD_KEY"} if needs_cipher(service_class(names[0])) else set()
        return {"SANJI_CALL_KEY", "SANJI_EVENT_KEY"} | ciphers
    return {
        "services.relay": {"SANJI_EVENT_KEY"},
        "gateway.projector": {"SANJI_EVENT_KEY", "SANJI_SECRET_KEY"},
        "services.observation_visits.planner": set(),
        "gateway.reconcile": set(),
        "gateway": KEYS,
    }[module]


@pytest.mark.parametrize("name", OURS)
def test_a_process_is_given_the_keys_and_the_database_that_it_needs_and_no_other(name):
    container = OURS[name]
    given = container["environment"]
    assert KEYS & given.keys() == keys_of(container["command"])
    own = "gateway" if name in {"gateway", "gateway-2", "projector"} else name.removesuffix("-relay").replace("-", "_")
    own = {"planner": "observation_visits", "reconciler": "maintenance"}.get(name, own)
    user = f"sanji_{own}:${{DATABASE_PASSWORD_{own.upper()}:?run make up, or see .env.example}}"
    assert given["DATABASE_URL"] == f"postgresql://{user}@postgres:5432/sanji"
    assert not {variable for variable in given if variable.endswith("_PASSWORD") or "DATABASE_PASSWORD" in variable}


def test_the_superuser_is_known_to_the_command_that_provisions_alone():
    knowing = {name for name, container in CONTAINERS.items() if "POSTGRES_PASSWORD" in str(container)}
    assert knowing == {"provision", "postgres"}
    assert CONTAINERS["provision"]["command"] == ["python", "-m", "deploy.provision"]
    asked = {variable(process) for process in (*service_names(), "gateway", "maintenance")}
    assert asked == CONTAINERS["provision"]["environment"].keys() - {"DATABASE_ADMIN_URL"}


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_has_limits_of_memory_processor_and_processes(name):
    container = CONTAINERS[name]
    assert re.fullmatch(r"\d+[mg]", container["mem_limit"])
    assert 0 < container["cpus"] <= 2
    assert 0 < container["pids_limit"] <= 1024


def test_every_image_is_named_by_its_exact_version():
    test_servers = yaml.safe_load((ROOT / "deploy" / "compose" / "test-servers.yml").read_text())["services"]
    images = {container["image"] for each in (CONTAINERS, test_servers) for container in each.values()}
    dockerfile = (ROOT / "deploy" / "images" / "Dockerfile").read_text()
    images |= set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE))
    for image in images - {"sanji:local"}:
        version = image.partition(":")[2].lstrip("v").partition("-")[0]
        assert len(version.split(".")) == (2 if image.startswith("postgres:") else 3), image


def test_nothing_is_reachable_from_other_machines_unless_it_is_said():
    ports = [port for container in CONTAINERS.values() for port in container.get("ports", [])]
    assert ports
    assert all(port.startswith(("127.0.0.1:", "${SANJI_ADDRESS:-127.0.0.1}:")) for port in ports)


def test_what_compose_asks_for_is_what_the_example_explains():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    contact = (ROOT / "deploy" / "alertmanager" / "contact.sh").read_text()
    asked |= set(re.search(r"for name in (.*); do", contact)[1].split())
    assert asked == EXAMPLE.keys() | CHANGEABLE.keys() - FIXED - DEMO


def test_what_compose_takes_for_granted_is_what_the_code_takes_for_granted():
    assumed = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", (ROOT / "docker-compose.yml").read_text()))
    in_code = re.findall(r'env\.\w+\("(\w+)", ([\d_.]+)\)', (ROOT / "shared" / "settings.py").read_text())
    texts = {name for name, value in CHANGEABLE.items() if not value} | {"SANJI_UNSIGNED_EVENTS"}
    (kept,) = re.findall(r"\$\{BACKUP_KEPT:-(\d+)\}", (ROOT / "deploy" / "backup" / "backup.sh").read_text())
    in_code.append(("BACKUP_KEPT", kept))
    assert len(in_code) >= len(CHANGEABLE.keys() - FIXED - texts - {"SANJI_PUBLIC_DOCUMENTS"})
    for name, value in in_code:
        assert float(assumed[name]) == float(value), name
        assert float((EXAMPLE | CHANGEABLE)[name]) == float(value), name


def test_every_setting_given_to_a_container_is_one_that_is_read():
    given = {name for container in OURS.values() for name in container["environment"]}
    assert given <= settings_read() | KEYS


def settings_read():
    asked = re.compile(r'(?:env\.\w+|environ\.get)\("(\w+)"')
    places = [ROOT / "shared" / "settings.py", ROOT / "gateway" / "__main__.py"]
    return {name for place in places for name in asked.findall(place.read_text())}


def test_no_container_runs_as_root_or_may_become_it():
    image = (ROOT / "deploy" / "images" / "Dockerfile").read_text().splitlines()
    assert image[-2] == "USER sanji"
    without_root = {"prometheus", "alertmanager", "grafana"}  # their images name a user of their own
    for name, container in CONTAINERS.items():
        assert container["cap_drop"] == ["ALL"], name
        assert container["security_opt"] == ["no-new-privileges:true"], name
        own = "postgres" if container["image"].startswith("postgres:") else name
        assert name in IMAGED.keys() | without_root or container["user"] == own, name


def test_a_container_writes_only_where_it_must():
    # RabbitMQ's own start script writes beside its settings.
    writing = {name for name, container in CONTAINERS.items() if not container.get("read_only")}
    assert writing == {"rabbitmq"}


def test_the_gateway_can_be_reached_through_its_port():
    gateway = CONTAINERS["gateway"]
    assert gateway["environment"]["SANJI_BIND"] == "0.0.0.0"
    assert gateway["ports"][0].endswith(f":{gateway['environment']['PORT']}")


def test_no_secret_stands_in_the_compose_file():
    secrets = {name for name, value in EXAMPLE.items() if value == "change-me"}
    text = (ROOT / "docker-compose.yml").read_text()
    for name in secrets:
        assert set(re.findall(rf"\$\{{{name}([^}}]*)\}}", text)) == {":?run make up, or see .env.example"}
    assert set(re.findall(r"://sanji:([^@]*)@", text)) <= {
        "${RABBITMQ_PASSWORD:?run make up, or see .env.example}",
        "${POSTGRES_PASSWORD:?run make up, or see .env.example}",
    }


MADE = {
    "./deploy/nginx/tls/certificate.pem", "./deploy/nginx/tls/key.pem", "./deploy/alertmanager/made/alertmanager.yml"
}  # fmt: skip
"""What `make up` makes."""


def test_what_is_mounted_is_there():
    mounted = [volume.split(":") for container in CONTAINERS.values() for volume in container.get("volumes", [])]
    for source, *rest in mounted:
        if source in MADE:
            assert rest[-1] == "ro", source
        elif source.startswith("."):
            assert (ROOT / source).exists(), source
            assert rest[-1] == "ro", source
        else:
            assert source in COMPOSE["volumes"], source


def test_the_image_holds_what_its_processes_import():
    lines = (ROOT / "deploy" / "images" / "Dockerfile").read_text().splitlines()
    copied = {line.split()[1] for line in lines if line.startswith("COPY") and "--from" not in line}
    assert {"visit_solver", "shared", "services", "gateway"} <= copied
    assert all((ROOT / name).exists() for line in lines if line.startswith("COPY ") for name in _sources(line))
    ignored = (ROOT / "deploy" / "images" / "Dockerfile.dockerignore").read_text()
    assert all(f"!{name}" in ignored for name in copied if name.isidentifier())


def _sources(line):
    words = line.split()[1:-1]
    return [] if words[0].startswith("--from") else words


def test_prometheus_asks_every_process():
    watch = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text())
    targets = {
        target.split(":")[0]
        for job in watch["scrape_configs"]
        for jobs in job["static_configs"]
        for target in jobs["targets"]
    }
    assert targets == {*OURS, "rabbitmq"}


@pytest.mark.server
def test_prometheus_own_check_passes(promtool):
    folder = ROOT / "deploy" / "prometheus"
    subprocess.run([promtool, "check", "config", "prometheus.yml"], cwd=folder, check=True, capture_output=True)


DOCKER = """#!/bin/sh
echo "docker $*" >&2
case "$*" in
    'compose exec'*) [ -e account ] && { echo '账号 operator 已存在 · exists already'; exit 2; }
        : >account; echo '密码 password first-password' ;;
    'compose port'*) echo 127.0.0.1:8000 ;;
esac
"""


@pytest.fixture
def clone(tmp_path):
    (tmp_path / "deploy").mkdir()
    for name in ("compose", "nginx", "alertmanager", "setup"):
        shutil.copytree(
            ROOT / "deploy" / name, tmp_path / "deploy" / name, ignore=shutil.ignore_patterns("tls", "made")
        )
    shutil.copy(ROOT / ".env.example", tmp_path)
    return tmp_path


def up(clone, docker):
    tools = clone / "bin"
    tools.mkdir(exist_ok=True)
    for tool in ("sh", "dirname", "od", "tr", "cat", "echo", "mv", "grep", "mkdir", "chmod", "openssl", "sed"):
        (tools / tool).unlink(missing_ok=True)
        (tools / tool).symlink_to(shutil.which(tool))
    if docker:
        (tools / "docker").write_text(docker)
        (tools / "docker").chmod(0o755)
    return subprocess.run(
        ["sh", "deploy/compose/up.sh"], cwd=clone, env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )


def test_without_docker_make_up_says_what_is_needed_and_changes_nothing(clone):
    told = up(clone, docker=None)
    assert told.returncode == 1
    assert "需要 Docker" in told.stderr
    assert "Docker with its compose plugin is needed" in told.stderr
    assert not (clone / ".env").exists()


def test_make_up_starts_everything_waits_for_it_and_shows_the_first_account_once(clone):
    first = up(clone, DOCKER)
    assert first.returncode == 0, first.stderr
    asked = [line for line in first.stderr.splitlines() if line.split()[2] in {"build", "run", "up"}]
    assert asked == [
        "docker compose build organizations",
        "docker compose run --rm provision",
        "docker compose up --no-build --detach --wait",
    ]
    assert "first-password" in first.stdout
    assert "http://127.0.0.1:8000/api/v1/docs" in first.stdout
    again = up(clone, DOCKER)
    assert again.returncode == 0, again.stderr
    assert "password" not in again.stdout


def test_make_up_fails_when_the_system_does_not_become_healthy(clone):
    told = up(clone, '#!/bin/sh\n[ "$2" = version ]\n')
    assert told.returncode == 1
    assert "http" not in told.stdout


def test_make_up_shows_why_the_first_account_could_not_be_made(clone):
    told = up(clone, DOCKER.replace(": >account; echo", "echo 'no database'; exit 3; echo"))
    assert told.returncode == 1
    assert "no database" in told.stderr


def test_make_up_makes_the_accounts_of_administrators_as_the_command_line_takes_them(monkeypatch, capsys):
    script = (ROOT / "deploy" / "setup" / "administrators.sh").read_text()
    assert re.search(r"for role in (.*); do", script)[1].split() == list(ADMINISTRATORS)
    assert " python -m gateway.accounts\n" in (ROOT / "deploy" / "compose" / "up.sh").read_text()
    said = re.search(r'\("\$@" (.*?) 2>&1', script)[1]
    words = [word.replace("$role", "auditor") for word in shlex.split(said)]
    monkeypatch.setattr(sys, "argv", ["accounts", *words, "--no-such-option"])
    with pytest.raises(SystemExit):
        accounts.main()
    assert "unrecognized arguments: --no-such-option" in capsys.readouterr().err


def made(clone):
    assert stat.S_IMODE((clone / ".env").stat().st_mode) == 0o600
    return {name: value for off, name, value in SETTING.findall((clone / ".env").read_text()) if not off}


def test_make_up_makes_secrets_once_that_only_their_owner_can_read(clone):
    up(clone, DOCKER)
    settings = made(clone)
    assert set(settings) == set(EXAMPLE)
    secrets = [settings[name] for name, value in EXAMPLE.items() if value == "change-me"]
    assert len(set(secrets)) == len(secrets) == len(service_names()) + 9
    assert all(re.fullmatch("[0-9a-f]{64}", secret) for secret in secrets)
    up(clone, DOCKER)
    assert made(clone) == settings


def test_make_up_adds_the_secret_that_an_older_env_has_not_got(clone):
    (clone / ".env").write_text("SANJI_SECRET_KEY=kept\nPORT=8080")
    (clone / ".env").chmod(0o600)
    up(clone, DOCKER)
    settings = made(clone)
    assert settings["SANJI_SECRET_KEY"] == "kept"
    assert settings["PORT"] == "8080"
    assert re.fullmatch("[0-9a-f]{64}", settings["GRAFANA_PASSWORD"])
