"""Every file of an installation, with its content and who may read it; what is there is what is removed again."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from deploy.systemd import schedules, units
from deploy.systemd.processes import HERE, ROOT, Own, Process, occasional, processes

UNITS = Path("etc/systemd/system")
NGINX = Path("etc/nginx")
PROMETHEUS = Path("etc/prometheus")
SYSUSERS = Path("usr/lib/sysusers.d/sanji.conf")
BROKER = Path("etc/rabbitmq/conf.d/20-sanji.conf")
SECRET, PLAIN, COMMAND = 0o600, 0o644, 0o755
OTHERS = {"rabbitmq": "15692", "alertmanager": "9093"}
"""What Prometheus asks besides our processes, with its port."""


class File(NamedTuple):
    """A file below the root of a machine."""

    path: Path
    text: str
    mode: int = PLAIN


def files(own: Own) -> Iterator[File]:
    """Yield every file for an installation's settings; SettingMissingError."""
    lasting = processes()
    yield File(SYSUSERS, f'u sanji - "三级 Sanji" {units.HOME} /usr/sbin/nologin\n')
    yield File(UNITS / units.TARGET, units.target())
    for process in lasting:
        yield File(UNITS / f"{units.unit_name(process)}.service", units.unit(process))
    # Another machine's databases are that machine's to back up.
    for name, text in () if own("DATABASE_URL") else schedules.units(own):
        yield File(UNITS / name, text)
    for process in (*lasting, occasional("tools"), occasional("provision")):
        # The superuser's address is for the one who installs, and in no file.
        settings = {name: value for name, value in process.settings(own).items() if name != "DATABASE_ADMIN_URL"}
        yield File(_settings_of(process), environment_file(settings), SECRET)
    yield File(Path("usr/local/sbin/sanji-tool"), _text("systemd/tool.sh"), COMMAND)
    yield File(NGINX / "conf.d" / "sanji.conf", _text("nginx/sanji.conf"))
    for name in ("gateways.conf", "listen.conf"):
        yield File(NGINX / "sanji" / name, _text(f"nginx/one_machine/{name}"))
    yield File(PROMETHEUS / "prometheus.yml", watched(lasting))
    yield File(PROMETHEUS / "rules.yml", _text("prometheus/rules.yml"))
    yield File(BROKER, broker())


def environment_file(settings: Mapping[str, str]) -> str:
    """Return settings as lines that systemd and the shell read alike; ValueError for what would end a quotation."""
    for name, value in settings.items():
        if "'" in value or "\n" in value:
            raise ValueError(f"{name} 不能含单引号和换行 · {name} must contain neither ' nor a line break")
    return "".join(f"{name}='{value}'\n" for name, value in settings.items())


def watched(lasting: list[Process]) -> str:
    """Return Prometheus's configuration with this machine's addresses in the place of the containers'."""
    places = {f"{process.name}:9100": f"{HERE}:{process.metrics_port}" for process in lasting}
    places |= {f"{name}:{port}": f"{HERE}:{port}" for name, port in OTHERS.items()}
    return re.sub(r'"([\w-]+:\d+)"', lambda found: f'"{places[found[1]]}"', _text("prometheus/prometheus.yml"))


def broker() -> str:
    """Return RabbitMQ's settings; the type of its queues is the virtual host's, which older versions know too."""
    lines = _text("compose/rabbitmq.conf").splitlines(keepends=True)
    return "".join(line for line in lines if "queue" not in line)


def _settings_of(process: Process) -> Path:
    return Path(units.SETTINGS.lstrip("/")) / "processes" / f"{process.name}.env"


def _text(name: str) -> str:
    return (ROOT / "deploy" / name).read_text("utf-8")
