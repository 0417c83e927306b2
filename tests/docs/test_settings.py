"""Every setting is explained to those who run the platform, with the default that the code has."""

import re

from deploy.provision.passwords import variable
from services import service_names
from tests.tooling.trees import ROOT

SOURCES = [ROOT / "shared" / "settings.py", ROOT / "gateway" / "__main__.py"]
NEEDED = {"SANJI_HOST"}
"""What every process needs, on any host."""
READ = re.compile(r'(?:env\.\w+|environ\.get)\(\s*"([A-Z_]+)"(?:,\s*([^()\n]+?))?\s*\)')
ROW = re.compile(r"^\| `([A-Z_]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
EXAMPLE = re.compile(r"^#?([A-Z_]+)=(.*)$", re.MULTILINE)
ONLY_FOR_COMPOSE = {
    *("SANJI_ADDRESS", "RABBITMQ_PASSWORD", "POSTGRES_PASSWORD", "GRAFANA_PASSWORD", "HTTPS_PORT", "BACKUP_KEPT"),
    *("ALERT_EMAIL", "ALERT_FROM", "ALERT_WEBHOOK", "SMTP_SERVER", "SMTP_USER", "SMTP_PASSWORD", "SMTP_TLS"),
    *(variable(process) for process in (*service_names(), "gateway", "maintenance")),
}

IN_CODE = {name: default for source in SOURCES for name, default in READ.findall(source.read_text("utf-8"))}
SECTION = (ROOT / "docs" / "operations.md").read_text("utf-8").split("\n## Settings\n")[1].split("\n## ")[0]
EXPLAINED = {name: default.strip() for name, default, _ in ROW.findall(SECTION)}


def test_the_settings_are_read_where_they_are_looked_for():
    # Whoever reads the environment elsewhere makes a setting that nobody can find.
    allowed = {*SOURCES, ROOT / "shared" / "console.py"}
    # Which libraries the settings may bring with them depends on the host, so that one is looked at before them.
    before = {ROOT / "shared" / "hosts" / "server_host.py": ["SANJI_HOST"]}
    for package in ("shared", "services", "gateway"):
        for path in (ROOT / package).rglob("*.py"):
            found = re.findall(r'environ\.get\(\s*"((?!PROMETHEUS_)[A-Z_]+)"', path.read_text("utf-8"))
            assert path in allowed or found == before.get(path, []), (path, found)
    assert len(IN_CODE) > 15


def test_every_setting_is_explained_and_nothing_else():
    assert EXPLAINED.keys() == IN_CODE.keys()


def test_every_default_is_the_one_in_the_code():
    for name, default in IN_CODE.items():
        said = EXPLAINED[name]
        if name in NEEDED:
            assert said == "none, needed", name
        elif default.startswith("keys["):
            assert said == "none, needed on RabbitMQ", name
        elif default:
            wanted = default.strip('"')
            assert said == (f"`{wanted}`" if wanted else "empty"), name
        else:
            assert said == "none, needed on RabbitMQ", name


def test_every_setting_stands_in_the_example():
    given = {name for name, _ in EXAMPLE.findall((ROOT / ".env.example").read_text("utf-8"))}
    assert given == IN_CODE.keys() | ONLY_FOR_COMPOSE
