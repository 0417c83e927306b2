"""The three looks: pip-audit on the lock, bandit on the code, detect-secrets on every file under version control."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CODE = ("visit_solver", "shared", "services", "gateway", "deploy", "tools", "bench")
UNREAD = frozenset({"uv.lock", "tools/audit/justified.yaml"})
"""Hashes, which are checked when something is installed, and lines of other files, which are looked at there."""
WAIT = 300
"""Seconds for which the advisory service may keep silent."""


@dataclass(frozen=True, order=True)
class Finding:
    """What a look found: in which file (or package), by which rule, on which line."""

    place: str
    rule: str
    text: str
    number: int = 0


def advisories(root: Path) -> tuple[list[Finding], list[str]]:
    """Ask for advisories on every locked dependency; return what there is, and those about which nobody could be asked.

    pip-audit calls a dependency that its service does not know "skipped", and ends as if all were well.
    """
    names = [f"{name}=={version}" for name, version in locked(root)]
    command = ["pip_audit", "--requirement", "/dev/stdin", "--disable-pip", "--no-deps", "--format", "json"]
    try:
        done = _run(root, [*command, "--progress-spinner", "off"], given="\n".join(names))
        answered = json.loads(done)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return [], names
    found = [
        Finding(f"{each['name']}=={each['version']}", issue["id"], ", ".join(issue["fix_versions"]))
        for each in answered
        for issue in each.get("vulns", [])
    ]
    asked = {str(each["name"]) for each in answered if "vulns" in each}
    return found, [name for name in names if name.partition("==")[0] not in asked]


def locked(root: Path) -> list[tuple[str, str]]:
    """Return the names and versions that the lock holds."""
    import tomllib  # noqa: PLC0415 - wanted here alone

    packages = tomllib.loads((root / "uv.lock").read_text("utf-8"))["package"]
    return [(each["name"], each["version"]) for each in packages if "registry" in each["source"]]


def insecure_code(root: Path) -> list[Finding]:
    """Return what bandit finds in the code."""
    there = [name for name in CODE if (root / name).is_dir()]
    told = json.loads(_run(root, ["bandit", "--quiet", "--format", "json", "--recursive", *there]))
    if told["errors"]:
        raise SystemExit(f"bandit: {told['errors']}")
    return [_finding(root, each["filename"], each["test_id"], each["line_number"]) for each in told["results"]]


def secrets(root: Path) -> list[Finding]:
    """Return what looks like a secret in a file under version control, or about to be."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    files = subprocess.run(listed, cwd=root, check=True, capture_output=True, text=True).stdout.split("\0")
    wanted = [name for name in files if name and name not in UNREAD and (root / name).is_file()]
    told: dict[str, Any] = json.loads(_run(root, ["detect_secrets", "scan", "--no-verify", *wanted]))
    return [
        _finding(root, name, each["type"], each["line_number"])
        for name, found in told["results"].items()
        for each in found
    ]


def _finding(root: Path, name: str, rule: str, number: int) -> Finding:
    place = name.removeprefix("./")
    return Finding(place, rule, (root / place).read_text("utf-8").splitlines()[number - 1].strip(), number)


def _run(root: Path, words: Sequence[str], *, given: str = "") -> str:
    command = [sys.executable, "-W", "ignore", "-m", *words]
    done = subprocess.run(command, cwd=root, input=given, capture_output=True, text=True, check=False, timeout=WAIT)
    return done.stdout
