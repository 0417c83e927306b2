"""What `make install` writes is accepted by the tool each file is for, fits the compose file, and goes away again."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from deploy.systemd.files import environment_file
from deploy.systemd.processes import processes
from tests.tooling.trees import ROOT

OURS = {
    name: container
    for name, container in yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"].items()
    if container["image"] == "sanji:local" and "profiles" not in container
}
TIMED = [f"sanji-{name}.{kind}" for name in ("backup", "restore-drill") for kind in ("service", "timer")]
EXPOSURE = 20
"""What a unit may do by systemd's own measure, of 100."""
SHELL = ("sh", "dirname", "id")
SERVERS = {"AMQP_URI": "amqp://u:p@mq.example:5672/v", "DATABASE_URL": "postgresql://db.example:5433/sanji"}


def typed(script: str, root: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a script of the installation into a folder, never on this machine."""
    env = {"PATH": os.environ["PATH"], "RUN": sys.executable, "DESTDIR": str(root)} | settings
    command = ["sh", str(ROOT / "deploy" / "systemd" / script)]
    return subprocess.run(command, env=env, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("root")
    done = typed("install.sh", root)
    assert done.returncode == 0, done.stderr
    return root


def lines(path: Path) -> dict[str, str]:
    """Return the settings of a file as the shell reads them."""
    read = f"set -a; . {path}; env -0"
    told = subprocess.run(["sh", "-c", read], env={}, check=True, capture_output=True, text=True).stdout
    return dict(line.split("=", 1) for line in told.split("\0") if line)


@pytest.mark.parametrize("script", ["install.sh", "uninstall.sh"])
def test_without_systemd_nothing_is_changed(tmp_path: Path, script: str) -> None:
    # Nothing but these three is on the path: where systemd does run, it could not change anything either.
    for tool in SHELL:
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    told = typed(script, tmp_path, PATH=str(tmp_path), DESTDIR="")
    assert told.returncode != 0
    if not Path("/run/systemd/system").is_dir():
        assert "systemd are needed" in told.stderr


def verified(systemd: str, root: Path, *units: str) -> subprocess.CompletedProcess[str]:
    command = [systemd, "verify", f"--root={root}", "--man=no", *units]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.mark.server
def test_systemd_accepts_every_unit(installed: Path, systemd: str, tmp_path: Path) -> None:
    root = shutil.copytree(installed, tmp_path / "root")
    for run in (root / "opt/sanji/.venv/bin/python", root / "bin/sh"):
        run.parent.mkdir(parents=True)
        run.touch(mode=0o755)
    (root / "lib/systemd/system").mkdir(parents=True)
    for target in Path("/lib/systemd/system").glob("*.target"):
        shutil.copy(target, root / "lib/systemd/system")
    units = sorted((root / "etc/systemd/system").iterdir())
    assert len(units) == len(OURS) + 1 + len(TIMED)
    told = verified(systemd, root, *(str(unit) for unit in units))
    assert (told.returncode, told.stderr) == (0, "")
    slipped = next(unit for unit in units if unit.suffix == ".service")
    slipped.write_text(slipped.read_text().replace("MemoryMax=", "MemoryMost="))
    assert "MemoryMost" in verified(systemd, root, str(slipped)).stderr


@pytest.mark.server
def test_a_unit_may_do_little(installed: Path, systemd: str) -> None:
    asked = [systemd, "security", "--offline=true", f"--root={installed}", f"--threshold={EXPOSURE}"]
    unit = "sanji-gateway.service"
    told = subprocess.run([*asked, unit], check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout[-2000:] + told.stderr


@pytest.mark.server
def test_nginx_accepts_what_is_installed(installed: Path, nginx: str, tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ access_log off; include {installed}/etc/nginx/conf.d/*.conf; }}"
    )
    (tmp_path / "sanji").symlink_to(installed / "etc/nginx/sanji")
    tried = [nginx, "-t", "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "log")]
    told = subprocess.run(tried, check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr


@pytest.mark.server
def test_prometheus_and_alertmanager_accept_what_is_installed(
    installed: Path, promtool: str, alertmanager: str
) -> None:
    folder = installed / "etc/prometheus"
    assert alertmanager
    for command in ([promtool, "check", "config", "prometheus.yml"], ["amtool", "check-config", "alertmanager.yml"]):
        told = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
        assert told.returncode == 0, told.stdout + told.stderr


def test_a_process_has_the_command_the_limits_and_the_settings_of_its_container(installed: Path) -> None:
    ports = set()
    for name, container in OURS.items():
        unit = (installed / f"etc/systemd/system/sanji-{name}.service").read_text()
        said = dict(re.findall(r"^(\w+)=(.*)$", unit, re.MULTILINE))
        assert said["ExecStart"].split()[1:] == container["command"][1:]
        assert said["MemoryMax"] == container["mem_limit"].upper()
        assert said["CPUQuota"] == f"{round(container['cpus'] * 100)}%"
        assert said["TasksMax"] == str(container["pids_limit"])
        file = installed / f"etc/sanji/processes/{name}.env"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        given = lines(file)
        assert given.keys() == container["environment"].keys() | ({"PWD"} & given.keys())
        ports.add(given["SANJI_METRICS"])
        assert "${" not in file.read_text()
        assert not re.search(r"@(?!127\.0\.0\.1)", file.read_text())
    assert len(ports) == len(OURS)


def test_the_gateways_are_where_nginx_looks_for_them(installed: Path) -> None:
    known = re.findall(r"server (\S+)", (installed / "etc/nginx/sanji/gateways.conf").read_text())
    here = [lines(installed / f"etc/sanji/processes/{name}.env") for name in ("gateway", "gateway-2")]
    assert [f"{each['SANJI_BIND']}:{each['PORT']}" for each in here] == known
    assert {each["SANJI_TRUSTED_PROXIES"] for each in here} == {"127.0.0.1/32"}


def test_prometheus_asks_where_the_processes_answer(installed: Path) -> None:
    watch = yaml.safe_load((installed / "etc/prometheus/prometheus.yml").read_text())
    asked = {target for job in watch["scrape_configs"] for each in job["static_configs"] for target in each["targets"]}
    answering = {lines(path)["SANJI_METRICS"] for path in _processes(installed)}
    assert asked == answering | {"127.0.0.1:15692"}


def _processes(installed: Path) -> list[Path]:
    return [installed / f"etc/sanji/processes/{process.name}.env" for process in processes()]


def test_the_superuser_is_in_no_file(installed: Path) -> None:
    files = list((installed / "etc/sanji/processes").iterdir())
    assert not [path.name for path in files if "DATABASE_ADMIN_URL" in path.read_text()]
    assert any("DATABASE_PASSWORD_GATEWAY" in path.read_text() for path in files)


def test_servers_of_other_machines_stand_in_every_process(tmp_path: Path) -> None:
    settings = tmp_path / "etc/sanji/sanji.env"
    settings.parent.mkdir(parents=True)
    settings.write_text("".join(f"{name}={value}\n" for name, value in SERVERS.items()))
    assert typed("install.sh", tmp_path).returncode == 0
    assert not [name for name in TIMED if (tmp_path / "etc/systemd/system" / name).exists()], "not ours to back up"
    for path in _processes(tmp_path):
        given = lines(path)
        assert given["AMQP_URI"] == SERVERS["AMQP_URI"]
        assert re.fullmatch(r"postgresql://sanji_\w+:\w+@db\.example:5433/sanji", given["DATABASE_URL"])


def test_a_newer_version_keeps_settings_and_certificate_and_removing_it_leaves_the_settings_alone(
    tmp_path: Path,
) -> None:
    assert typed("install.sh", tmp_path).returncode == 0
    kept = {name: (tmp_path / name).read_text() for name in ("etc/sanji/sanji.env", "etc/nginx/sanji/tls/key.pem")}
    assert typed("install.sh", tmp_path).returncode == 0
    assert {name: (tmp_path / name).read_text() for name in kept} == kept
    done = typed("uninstall.sh", tmp_path)
    assert done.returncode == 0, done.stderr
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()] == [
        "etc/sanji/sanji.env"
    ]


@pytest.mark.parametrize("value", ["it's", "two\nlines"])
def test_a_setting_that_would_end_its_quotation_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="SANJI_MAP_ATTRIBUTION"):
        environment_file({"SANJI_MAP_ATTRIBUTION": value})


def test_the_shell_reads_a_setting_as_it_was_meant(tmp_path: Path) -> None:
    meant = {"SANJI_OPENID_PROVIDERS": '[{"name": "a b", "secret": "$HOME \\\\ `x`"}]'}
    (tmp_path / "one.env").write_text(environment_file(meant))
    assert lines(tmp_path / "one.env")["SANJI_OPENID_PROVIDERS"] == meant["SANJI_OPENID_PROVIDERS"]
