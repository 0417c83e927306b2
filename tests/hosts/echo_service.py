"""A small service without a database, and `python -m tests.hosts.echo_service FILE`, which runs it on the real host.

What takes effect is a line in FILE, so that a test can count how often it did.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

from shared.hosts.server_host import chosen_host


def main(file: Path) -> None:
    """Run the echo service until it is told to stop."""
    serve = chosen_host()
    from shared.service import Service, query  # noqa: PLC0415 - what nameko needs green is so only now
    from shared.settings import load_settings  # noqa: PLC0415

    class EchoService(Service):
        """Answers."""

        name = "echo_service"

        @query
        def echo(self, value: Any = None) -> Any:
            """Give back what came."""
            return value

        @query
        def who(self) -> int:
            """Give the process that answers."""
            return os.getpid()

        @query
        def write(
            self,
            value: str,
            seconds: float = 0.0,
            gate: str = "",
            call: Any = None,  # noqa: ARG002 - the client reads it
        ) -> str:
            """Take effect, then take time, and as long as the gate, a file, is not there."""
            with file.open("a") as lines:
                lines.write(f"{value}\n")
            time.sleep(seconds)
            while gate and not Path(gate).exists():
                time.sleep(0.02)
            return value

        @query
        def fail(self) -> None:
            """Fail in a way nobody foresaw."""
            raise LookupError("nothing here")

        @query
        def answer_what_json_cannot_say(self) -> object:
            """Answer with an object."""
            return object()

    serve(EchoService, load_settings())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
