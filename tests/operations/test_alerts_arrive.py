"""Alerts arrive: a real Alertmanager, configured as `make up` does it, sends one by webhook and one by e-mail."""

import json
import os
import re
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_string, policy
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.operations.watched import ALARMS
from tests.tooling.trees import ROOT
from tools.servers.processes import await_true, end, free_port, listens, start

CONTACT = ROOT / "deploy" / "alertmanager" / "contact.sh"
RUNBOOKS = (ROOT / "docs" / "runbooks.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", RUNBOOKS, re.MULTILINE | re.DOTALL))
COMMANDS = [
    (name, line) for name, text in SECTIONS.items() for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    for line in block.splitlines()
]  # fmt: skip
AMPERSAND = "p&"
HELD: dict[str, Any] = {
    "labels": {"alertname": "OutboxNotDraining", "service": "projects", "severity": "page"},
    "annotations": ALARMS["OutboxNotDraining"]["annotations"],
}


class Sink(socketserver.StreamRequestHandler):
    """A mail server that keeps what it is given (RFC 5321)."""

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        lines: list[str] | None = None
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            if lines is not None and line != ".":
                lines.append(line)
            elif lines is not None:
                self.server.heard.append("\n".join(lines))  # type: ignore[attr-defined]
                lines = None
                self.wfile.write(b"250 kept\r\n")
            elif line.upper() == "DATA":
                lines = []
                self.wfile.write(b"354 go on\r\n")
            elif line.upper() == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 sink\r\n")


class Hook(BaseHTTPRequestHandler):
    """A webhook that keeps what it is sent."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(json.loads(body))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Keep quiet."""


@contextmanager
def served(server: Any) -> Iterator[Any]:
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def contact(file: Path, **asked: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"]} | asked
    return subprocess.run(["sh", str(CONTACT), str(file)], env=env, check=False, capture_output=True, text=True)


@contextmanager
def alertmanager_of(program: str, folder: Path, file: Path) -> Iterator[str]:
    """Run Alertmanager with a configuration whose waiting is divided by sixty, as a test has less time."""
    file.write_text(re.sub(r"group_wait: 10s", "group_wait: 1s", file.read_text()))
    port = free_port()
    command = [program, f"--config.file={file}", f"--storage.path={folder}/data", "--cluster.listen-address="]
    process = start([*command, f"--web.listen-address=127.0.0.1:{port}"], cwd=folder, log=folder / "alertmanager.log")
    try:
        await_true(lambda: listens(port), seconds=20, what="Alertmanager listens", process=process)
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process)


def fire(address: str) -> None:
    def send() -> bool:
        return requests.post(f"{address}/api/v2/alerts", json=[HELD], timeout=5).ok

    await_true(send, seconds=10, what="Alertmanager takes an alert")


def heard(server: Any, seconds: float = 20) -> Any:
    found: Callable[[], bool] = lambda: bool(server.heard)  # noqa: E731
    await_true(found, seconds=seconds, what="the alert arrives")
    return server.heard[0]


@pytest.mark.server
def test_an_alert_arrives_by_webhook_and_by_mail(alertmanager: str, tmp_path: Path) -> None:
    with (
        served(HTTPServer(("127.0.0.1", 0), Hook)) as hook,
        served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink)) as mail,
    ):
        asked = {
            "ALERT_WEBHOOK": f"http://127.0.0.1:{hook.server_address[1]}/alerts?a=1&b=2",
            "ALERT_EMAIL": "ops@example.gov.cn",
            "SMTP_SERVER": f"127.0.0.1:{mail.server_address[1]}",
            "SMTP_TLS": "false",
        }
        assert contact(tmp_path / "alertmanager.yml", **asked).returncode == 0
        with alertmanager_of(alertmanager, tmp_path, tmp_path / "alertmanager.yml") as address:
            fire(address)
            (alert,) = heard(hook)["alerts"]
            letter = message_from_string(heard(mail), policy=policy.default)
    assert (alert["status"], alert["labels"]["alertname"]) == ("firing", "OutboxNotDraining")
    assert alert["annotations"]["runbook_url"] == "docs/runbooks.md#outboxnotdraining"
    assert letter["To"] == "ops@example.gov.cn"
    assert "OutboxNotDraining" in letter["Subject"]
    assert "OutboxNotDraining" in letter.get_body(("html", "plain")).get_content()


@pytest.mark.server
@pytest.mark.parametrize(
    ("asked", "ways"),
    [
        ({}, set()),
        ({"ALERT_WEBHOOK": "https://chat.example/hook"}, {"webhook_configs"}),
        ({"ALERT_EMAIL": "a@b.cn", "SMTP_SERVER": "mail:25", "SMTP_USER": "u", "SMTP_PASSWORD": AMPERSAND},
         {"email_configs"}),
    ],
    ids=["nobody", "webhook", "mail"],
)  # fmt: skip
def test_amtool_accepts_every_contact_point(
    alertmanager: str, tmp_path: Path, asked: dict[str, str], ways: set[str]
) -> None:
    file = tmp_path / "made" / "alertmanager.yml"
    assert contact(file, **asked).returncode == 0
    checked = subprocess.run(["amtool", "check-config", str(file)], check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert set(re.findall(r"(\w+_configs):", file.read_text())) == ways
    assert ("p&" in file.read_text()) == ("SMTP_PASSWORD" in asked)
    file.write_text(file.read_text().replace("receiver: operations", "receiver: nobody"))
    assert subprocess.run(["amtool", "check-config", str(file)], check=False, capture_output=True).returncode == 1


def test_a_contact_point_that_would_break_the_file_is_refused(tmp_path: Path) -> None:
    refused = contact(tmp_path / "alertmanager.yml", ALERT_WEBHOOK='http://x/"')
    assert (refused.returncode, "ALERT_WEBHOOK" in refused.stderr) == (2, True)


def test_every_alarm_has_its_runbook_and_every_runbook_its_alarm() -> None:
    assert set(SECTIONS) == set(ALARMS)
    for name, alarm in ALARMS.items():
        assert alarm["annotations"]["runbook_url"] == f"docs/runbooks.md#{name.lower()}"
        assert "```console\n" in SECTIONS[name], name


@cache
def said_by(*words: str) -> str:
    """Return what a tool says of itself."""
    tried = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=False, capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    return tried.stdout


@pytest.mark.parametrize("line", sorted({line for _name, line in COMMANDS}))
def test_a_command_of_a_runbook_is_one_that_the_shell_and_the_tool_know(line: str) -> None:
    subprocess.run(["sh", "-n", "-c", line], check=True)
    ours = re.match(
        r"\.venv/bin/python -m (shared\.(?:parked|replay)|gateway\.(?:audit|reconcile|rebuild))(?: (\w+))?",
        line,
    )
    if ours is not None:
        words = [ours[1], *([ours[2]] if ours[1] != "shared.replay" and ours[2] else []), "--help"]
        options = set(re.findall(r"(--\w+)", line)) - {"--help"}
        assert options <= set(re.findall(r"--\w+", said_by(*words))), line
    else:
        assert line.split(maxsplit=1)[0] in {"docker", "curl", "df"}, line
