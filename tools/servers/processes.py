"""Starting, awaiting and ending the processes of a private server."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import psutil

Process: TypeAlias = subprocess.Popen[bytes]


class ServerUnavailableError(Exception):
    """No such server can be had here; the message is one sentence that says what to do."""


def program(name: str, *folders: str) -> str | None:
    """Find a program in the folders given, else on the path, else where only root looks."""
    for folder in folders:
        found = shutil.which(name, path=folder)
        if found:
            return found
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin:/usr/local/sbin")


def free_port() -> int:
    """Return a loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int, host: str = "127.0.0.1") -> bool:
    """Return whether anything accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError:
        return False
    return True


def scratch(prefix: str, user: str | None = None) -> Path:
    """Make a folder that the server's user can reach; the test runner's own are closed to others."""
    # A socket's path has to be short, so it is not the folder that TMPDIR may name.
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    if user:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    return folder


def as_user(user: str | None) -> list[str]:
    """Return the words that start a program as another user; none without one."""
    if user is None:
        return []
    entry = pwd.getpwnam(user)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups", "--"]


def start(arguments: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: Path, log: Path) -> Process:
    """Start a program in a session of its own, so that the keyboard's Ctrl-C is not for it."""
    with log.open("ab") as output:
        return subprocess.Popen(
            list(arguments),
            cwd=cwd,
            env=dict(os.environ) | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def await_true(ready: Callable[[], bool], *, seconds: float, what: str, process: Process | None = None) -> None:
    """Wait until it is so; it gives up after `seconds`, or when the process has ended."""
    end = time.monotonic() + seconds
    while not ready():
        if process is not None and process.poll() is not None:
            raise ServerUnavailableError(f"{what}: the process ended with {process.returncode}")
        if time.monotonic() > end:
            raise ServerUnavailableError(f"{what}: not so after {seconds:.0f} s")
        time.sleep(0.05)


def end(process: Process, *, gently: int | None = None, seconds: float = 30) -> None:
    """End a process that we started: with the signal given and patience, then by force."""
    family = _family(process.pid)
    if gently is not None:
        process.send_signal(gently)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=seconds)
    process.kill()
    process.wait(timeout=10)
    _kill(family)


def end_all(pid: int) -> None:
    """End by force a process that another one of ours started, with all it started."""
    _kill(_family(pid))


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _kill(family: list[psutil.Process]) -> None:
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    await_true(lambda: not any(_runs(member) for member in family), seconds=10, what="The killed processes have ended")


def _runs(process: psutil.Process) -> bool:
    # A dead process that init has not yet taken note of holds nothing any more: no port, no memory, no lock.
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False
