"""What the client of the journeys and of the demonstration asks again about, and under which key."""

import socket
from collections.abc import Iterator
from itertools import takewhile
from random import Random
from threading import Thread

import pytest

from deploy.demo.client import Client

HEAD = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n%s"
MADE = HEAD % (b"201 Created", b'{"id": "one"}')
SILENT = b""
HALF = MADE[:-5].replace(b"Connection", b"Content-Length: 13\r\nConnection")
BEHIND = HEAD % (b"409 Conflict", b'{"type": "urn:sanji:problem:not_caught_up"}')


def _request(connection: socket.socket) -> bytes:
    """Read a request to its end: closing a connection with unread bytes discards the response."""
    with connection.makefile("rb") as reading:
        lines = list(takewhile(lambda line: line != b"\r\n", reading))
        length = next(int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length"))
        return b"".join(lines) + reading.read(length)


@pytest.fixture
def fickle(request: pytest.FixtureRequest) -> Iterator[tuple[str, list[bytes]]]:
    """Yield a server that reads a request, answers what a test wants, closes the connection, and then calls back."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for said in (request.param, MADE):
                connection, _ = server.accept()
                with connection:
                    heard.append(_request(connection))
                    connection.sendall(said)

        serving = Thread(target=serve, daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
        serving.join(timeout=5)


@pytest.mark.parametrize(
    "fickle", [SILENT, HALF, BEHIND], indirect=True, ids=["no answer", "half an answer", "not caught up"]
)
def test_a_write_that_came_to_nothing_is_repeated_under_the_same_key(fickle: tuple[str, list[bytes]]) -> None:
    address, heard = fickle
    assert Client(address, Random(1)).post("/projects", title="邻里节") == {"id": "one"}
    keys = [line for request in heard for line in request.splitlines() if line.startswith(b"Idempotency-Key")]
    assert len(keys) == 2
    assert keys[0] == keys[1]
