"""Clients that ask as fast as they are answered, over connections that stay open; cheap enough to measure with."""

import selectors
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from time import perf_counter, sleep
from urllib.parse import urlsplit

import msgspec

NextRequest = Callable[[], bytes]
"""Gives the whole text of the request that the next free client sends."""
HEAD_END = b"\r\n\r\n"
APART = 0.01
"""Seconds between two connections: of many at once one worker process accepts as many as it gets hold of, often all."""
PATIENCE = 30.0
"""Seconds after which a server that answers nobody counts as broken."""


def request(
    method: str, address: str, path: str, headers: Mapping[str, str], body: Mapping[str, object] | None = None
) -> bytes:
    """Write one request as HTTP/1.1 has it on the wire."""
    content = b"" if body is None else msgspec.json.encode(body)
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(address).netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content


class Client:
    """One connection, with what it has of the answer it waits for."""

    def __init__(self, address: str) -> None:
        server = urlsplit(address)
        self.line = socket.create_connection((server.hostname, server.port), timeout=PATIENCE)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        self.asked_at = 0.0

    def ask(self, text: bytes) -> None:
        """Send the next request."""
        self.received.clear()
        self.asked_at = perf_counter()
        self.line.sendall(text)

    def answered(self) -> bool:
        """Read what there is and tell whether it is all; an answer that is no success is refused."""
        piece = self.line.recv(1 << 16)
        if not piece:
            raise ConnectionError("the server closed a connection in the middle of an answer")
        self.received += piece
        head, end, body = self.received.partition(HEAD_END)
        if not end:
            return False
        status, headers = _read(bytes(head))
        if len(body) < int(headers.get("content-length", "0")):
            return False
        if not status.startswith("2"):
            raise RuntimeError(f"{status}: {bytes(body[:500]).decode(errors='replace')}")
        return True


def _read(head: bytes) -> tuple[str, dict[str, str]]:
    first, *rest = head.decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in rest)
    return first.split(maxsplit=1)[1], {name.lower(): value.strip() for name, _, value in fields}


def press(
    address: str, next_request: NextRequest, *, clients: int, seconds: float, waited: list[float] | None = None
) -> tuple[int, float]:
    """Let so many clients ask for so many seconds, and give the answers and the time they took.

    What was asked is waited for, also after the time is over. Raises on the first answer that is not a success.
    `waited` is given the seconds that each answer took.
    """
    with selectors.DefaultSelector() as selector, ExitStack() as stack:
        for _ in range(clients):
            client = Client(address)
            stack.callback(client.line.close)
            sleep(APART)
            selector.register(client.line, selectors.EVENT_READ, client)
        answers, begun = 0, perf_counter()
        for key in list(selector.get_map().values()):
            key.data.ask(next_request())
        while selector.get_map():
            for client in _answered(selector):
                answers += 1
                if waited is not None:
                    waited.append(perf_counter() - client.asked_at)
                if perf_counter() - begun < seconds:
                    client.ask(next_request())
                else:
                    selector.unregister(client.line)
        return answers, perf_counter() - begun


def _answered(selector: selectors.BaseSelector) -> Iterator[Client]:
    ready = selector.select(PATIENCE)
    if not ready:
        raise TimeoutError(f"nobody was answered for {PATIENCE} s")
    return (key.data for key, _ in ready if key.data.answered())
