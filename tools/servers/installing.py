"""The last resorts: servers from docker compose, or Debian's packages of them."""

import os
import shutil
import subprocess
from pathlib import Path

from tools.servers.processes import ServerUnavailableError

COMPOSE_FILE = Path(__file__).parents[2] / "deploy" / "compose" / "test-servers.yml"
COMPOSE = ["docker", "compose", "--project-name", "sanji-tests", "--file", str(COMPOSE_FILE)]
PACKAGES = {
    "rabbitmq": ("rabbitmq-server",),
    "postgresql": ("postgresql",),
    "prometheus": ("prometheus",),
    "alertmanager": ("prometheus-alertmanager",),
    "nginx": ("nginx-light", "openssl"),
    "systemd": ("systemd",),
    "chromium": ("chromium", "fonts-noto-cjk"),
    "libreoffice": ("libreoffice-writer-nogui", "poppler-utils", "fonts-noto-cjk"),
}
MINUTES = 60


def compose_up(service: str) -> bool:
    """Start one server in a container and wait for its health; False where docker cannot."""
    if shutil.which("docker") is None:
        return False
    command = [*COMPOSE, "up", "--detach", "--wait", service]
    try:
        return subprocess.run(command, capture_output=True, timeout=10 * MINUTES, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def compose_down() -> None:
    """Remove the containers and what they kept."""
    subprocess.run([*COMPOSE, "down", "--volumes"], capture_output=True, timeout=2 * MINUTES, check=False)


def install(service: str) -> None:
    """Install Debian's packages of a server or a program, where that is allowed without asking."""
    allowed = _root_words()
    packages = PACKAGES[service]
    if allowed is None or shutil.which("apt-get") is None:
        raise ServerUnavailableError(f"{service} is not to be had here")
    # RUNLEVEL tells Debian's scripts not to start the server: the tests start their own.
    settings = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", "-qq"]
    for step in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            [*allowed, *settings, *step],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=15 * MINUTES,
            check=False,
        )
        if done.returncode:
            raise ServerUnavailableError(f"apt-get {step[0]} {service}: {done.stderr.strip()[-500:]}")


def _root_words() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None
