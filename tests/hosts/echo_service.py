"""A small service without a database, and `python -m tests.hosts.echo_service FILE`, which runs it on the real host.

What takes effect is a line in FILE, so that a test can count how often it did.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

from nameko.rpc import rpc

from shared.hosts.eventlet_patching import patch_for_eventlet


class EchoService:
    """Answers."""

    name = "echo_service"
    file: Path

    @rpc
    def echo(self, value: Any = None) -> Any:
        """Give back what came."""
        return value

    @rpc
    def who(self) -> int:
        """Give the process that answers."""
        return os.getpid()

    @rpc
    def write(
        self,
        value: str,
        seconds: float = 0.0,
        gate: str = "",
        call: Any = None,  # noqa: ARG002 - the client reads it
    ) -> str:
        """Take effect, then take time, and as long as the gate, a file, is not there."""
        with self.file.open("a") as lines:
            lines.write(f"{value}\n")
        time.sleep(seconds)
        while gate and not Path(gate).exists():
            time.sleep(0.02)
        return value

    @rpc
    def fail(self) -> None:
        """Fail in a way nobody foresaw."""
        raise LookupError("nothing here")

    @rpc
    def answer_what_json_cannot_say(self) -> object:
        """Answer with an object."""
        return object()


def main(file: str) -> None:
    """Run the echo service until it is told to stop."""
    from shared.hosts import nameko_host  # noqa: PLC0415 - only what is imported after turning green is green
    from shared.settings import load_settings  # noqa: PLC0415

    EchoService.file = Path(file)
    nameko_host.serve(EchoService, load_settings())


if __name__ == "__main__":
    patch_for_eventlet()
    main(sys.argv[1])
