"""A PostgreSQL cluster that belongs to one test: it may be restarted, killed and cut off without hurting anyone."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Self

import psycopg

from tools.servers.processes import (
    ServerUnavailableError,
    as_user,
    await_true,
    end,
    free_port,
    program,
    scratch,
    start,
)

STARTUP_SECONDS = 30
# A killed process loses nothing that the kernel holds, so waiting for the disk would prove no more.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "log_min_messages": "fatal",
}


def _debian_folders() -> list[str]:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    return [str(folder) for folder in reversed(versions)]


def is_installed() -> bool:
    """Return whether this machine has PostgreSQL's programs, not only its client."""
    return program("initdb", *_debian_folders()) is not None


class PrivatePostgreSQL:
    """One cluster on a port and in a folder of its own; as root it runs as `postgres`, as it refuses root."""

    def __init__(self) -> None:
        initdb = program("initdb", *_debian_folders())
        if initdb is None:
            raise ServerUnavailableError("Install PostgreSQL (apt install postgresql): a test needs its own cluster.")
        self._bin = Path(initdb).resolve().parent
        self._user = "postgres" if os.geteuid() == 0 else None
        self.folder = scratch("sanji-pg-", self._user)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._initialise()

    def _initialise(self) -> None:
        command = [str(self._bin / "initdb"), "--pgdata", str(self.folder / "data"), "--username=postgres"]
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        done = subprocess.run(
            [*as_user(self._user), *command, *options], cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise ServerUnavailableError(f"initdb: {done.stderr.strip()}")

    @property
    def url(self) -> str:
        """The address of the server's first database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def pid(self) -> int:
        """The process to end when nobody closes the cluster."""
        if self._process is None:
            raise ServerUnavailableError("The cluster was never started.")
        return int(self._process.pid)

    def launch(self) -> Self:
        """Start the server and not wait for it."""
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        places = ["-D", str(self.folder / "data"), "-p", str(self.port), "-k", str(self.folder)]
        command = [*as_user(self._user), str(self._bin / "postgres"), *places, *settings]
        self._process = start(command, cwd=self.folder, log=self.folder / "output.log")
        return self

    def await_ready(self) -> Self:
        """Wait until the server answers; what it printed is in the refusal if it does not."""
        try:
            await_true(self._answers, seconds=STARTUP_SECONDS, what="PostgreSQL answers", process=self._process)
        except ServerUnavailableError as refusal:
            refusal.add_note((self.folder / "output.log").read_text(errors="replace")[-2000:])
            raise
        return self

    def start(self) -> Self:
        """Start the server and wait until it answers."""
        return self.launch().await_ready()

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """End the server as its operator would: open transactions are rolled back."""
        if self._process is not None:
            end(self._process, gently=signal.SIGINT)

    def kill(self) -> None:
        """End the server and every session's process as a power cut would."""
        if self._process is not None:
            end(self._process)

    def restart(self) -> None:
        """Stop the server and start it again with what it kept, on the same port."""
        self.stop()
        self.start()

    def cut_connections(self) -> None:
        """End every client's session; the server goes on."""
        cut_connections(self.url)

    def close(self) -> None:
        """End the server and remove what it kept."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


def cut_connections(url: str) -> None:
    """End every other client's session on a server, whatever database it is in."""
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
