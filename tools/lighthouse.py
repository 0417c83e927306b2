"""Lighthouse as package-lock.json pins it, asked for scores of a page of the console that somebody is signed in to."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec

from tools.console_assets import ROOT, install

COMMAND = "lighthouse/cli/index.js"
PATIENCE = 180


def scores(address: str, cookie: str, chromium: str, *categories: str) -> dict[str, float]:
    """Return the scores of a page, 0 to 100, by category; an error where Lighthouse could not look at it."""
    node = shutil.which("node")
    if node is None:
        sys.exit("需要 node：apt install nodejs npm · node is needed: apt install nodejs npm")
    asked = [
        str(_command()), address, "--quiet", "--output=json", f"--only-categories={','.join(categories)}",
        "--chrome-flags=--headless=new --no-sandbox",
        f"--extra-headers={msgspec.json.encode({'Cookie': cookie}).decode()}",
    ]  # fmt: skip
    env = os.environ | {"CHROME_PATH": chromium}
    done = subprocess.run([node, *asked], env=env, capture_output=True, check=False, timeout=PATIENCE)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    report = msgspec.json.decode(done.stdout)
    return {name: round(100 * each["score"]) for name, each in report["categories"].items()}


def _command() -> Path:
    path = ROOT / "node_modules" / COMMAND
    return path if path.exists() else install() / COMMAND
