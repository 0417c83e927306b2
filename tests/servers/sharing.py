"""One server for all processes of a test run: the first that needs it finds it, the last act of the run ends it."""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tools.servers import installing
from tools.servers.finding import Found, close_kept
from tools.servers.processes import ServerUnavailableError, end_all

# Set by the process that began the run; pytest-xdist's workers inherit it.
FOLDER = "SANJI_TESTS_FOLDER"


def open_run() -> Path:
    """Make the folder in which the processes of one run tell each other what they found."""
    folder = Path(tempfile.mkdtemp(prefix="sanji-tests-"))
    os.environ[FOLDER] = str(folder)
    return folder


def shared(name: str, find: Callable[[], Found]) -> Found:
    """Return the run's server of that name, found once; a refusal is remembered as well."""
    return Found(**once(name, lambda: asdict(find())))


def once(name: str, act: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
    """Act once in the whole run and tell every process what came of it, a refusal too."""
    folder = Path(os.environ[FOLDER])
    note = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            note.write_text(json.dumps(_noted(act)))
    told: dict[str, Any] = json.loads(note.read_text())
    if "refusal" in told:
        raise ServerUnavailableError(told["refusal"])
    return told


def _noted(act: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
    try:
        return act() or {}
    except ServerUnavailableError as refusal:
        return {"refusal": "\n".join([str(refusal), *getattr(refusal, "__notes__", [])])}


def close_run(folder: Path) -> None:
    """End every server that this run started, and nothing else."""
    close_kept()
    for note in folder.glob("*.json"):
        found = json.loads(note.read_text())
        if found.get("pid"):
            end_all(found["pid"])
            shutil.rmtree(found["folder"], ignore_errors=True)
        if found.get("in_compose"):
            installing.compose_down()
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(FOLDER, None)
