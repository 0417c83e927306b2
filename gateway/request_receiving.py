"""gunicorn worker that receives a request whole before a thread takes it; no thread ever waits for a client's bytes.

gunicorn's own threads read what arrives, and wait for the rest without end (slowloris). Here the worker's one event
loop receives, with limits for bytes and time; the connection that has waited longest makes room where there are many.
"""

import errno
import re
import socket
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from tempfile import SpooledTemporaryFile
from typing import Any

from gunicorn.http.unreader import Unreader
from gunicorn.workers.gthread import TConn, ThreadWorker
from prometheus_client import Counter

HEAD_MOST = 65_536
"""Bytes of a request line with its headers."""
STRANGER_MOST = 4_096
"""Bytes of a body that is received from who shows neither token nor cookie, as for signing in."""
MEMORY = 65_536
"""Bytes of a request that are kept in memory, the rest in a temporary file."""
PIECE = 65_536
SECONDS = 10.0
"""Seconds within which a request's headers have to arrive, and a short body with them."""
SLOWEST = 50_000
"""Bytes a second at which a longer body has to arrive."""
LINGERING = 2.0
"""Seconds for which a client may leave a connection open after its last answer (RFC 9112, 9.6), or when it stops."""
SENDING = 20.0
"""Seconds within which an answer has to be taken."""
FULL = 8
"""So many of the largest bodies may be half received in one worker at a time."""
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*\r\n", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
NAMED = re.compile(rb"\r\n(authorization|cookie):", re.IGNORECASE)
EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
DROPPED = Counter("gateway_connections_dropped_total", "Connections ended before a whole request", ["reason"])
ANSWERS = {
    "slow": (408, "请求未在时限内发完。", "The request was not sent in time."),
    "head_too_large": (431, "请求头过长。", "The request's headers are too long."),
    "full": (503, "连接过多，请稍后再试。", "Too many connections; try again in a moment."),
}


class ChunkedBody:
    """The end of a body in chunks, looked for as it arrives (RFC 9112, 7.1); whether it is right says the parser."""

    def __init__(self) -> None:
        self.skipped = 0
        self.line = b""
        self.last = False

    def find_end(self, data: bytes) -> int | None:
        """Return how many of these bytes belong to the body, or None while more is to come."""
        at = 0
        while at < len(data):
            step = min(self.skipped, len(data) - at)
            self.skipped -= step
            at += step
            line_end = data.find(b"\n", at) + 1 or len(data)
            self.line += data[at:line_end]
            at = line_end
            if self.line.endswith(b"\n") or len(self.line) > STRANGER_MOST:
                line, self.line = self.line.strip(), b""
                if self._ends(line):
                    return at
        return None

    def _ends(self, line: bytes) -> bool:
        if self.last:
            return not line
        try:
            size = int(line.partition(b";")[0], 16)
        except ValueError:
            return True
        self.last = size == 0
        self.skipped = size + 2 if size else 0
        return False


class IncomingRequest:
    """One request as it arrives: its bytes, how many of them there are to be, and until when."""

    def __init__(self, body_limit: int) -> None:
        self.body_limit = body_limit
        self.file: Any = SpooledTemporaryFile(MEMORY)  # noqa: SIM115 - closed with its request
        self.head: bytes | None = b""
        self.size = 0
        self.left: int | None = None
        self.chunks: ChunkedBody | None = None
        self.cut = False
        self.seconds = SECONDS

    def add(self, data: bytes) -> bytes | None:
        """Add what arrived; return what is beyond the request when it is whole, None while more is to come."""
        if self.head is not None:
            return self._add_to_head(data)
        if self.chunks is not None:
            used = self.chunks.find_end(data)
        else:
            used = self.left if self.left is not None and self.left <= len(data) else None
        part = data[:used]
        self._write(part)
        if self.left is not None:
            self.left -= len(part)
        elif used is None and self.size > self.body_limit + HEAD_MOST:
            self.cut, used = True, len(data)
        return None if used is None else data[used:]

    def _add_to_head(self, data: bytes) -> bytes | None:
        head = (self.head or b"") + data
        end = head.find(b"\r\n\r\n") + 4
        if end < len(b"\r\n\r\n"):
            self.head = head
            return None
        self._write(head[:end])
        self.head = None
        return self._begin_body(head[:end], head[end:])

    def _begin_body(self, head: bytes, rest: bytes) -> bytes | None:
        limit = self.body_limit if NAMED.search(head) else min(self.body_limit, STRANGER_MOST)
        found = CONTENT_LENGTH.search(head)
        self.body_limit = limit
        if CHUNKED.search(head):
            self.chunks = ChunkedBody()
            self.seconds += limit / SLOWEST
            return self.add(rest) if rest else None
        self.left = int(found[1]) if found else 0
        self.cut = self.left > limit
        self.seconds += self.left / SLOWEST
        return b"" if self.cut else self.add(rest)

    def _write(self, data: bytes) -> None:
        self.file.write(data)
        self.size += len(data)


class ReceivedBytes(Unreader):  # type: ignore[misc]
    """What gunicorn's parser reads: the bytes of one request, and never the socket."""

    def __init__(self, file: Any) -> None:
        super().__init__()
        self.file = file
        file.seek(0)

    def chunk(self, size_hint: int | None = None) -> bytes:
        data: bytes = self.file.read(max(PIECE, size_hint or 0))
        return data


class Connection(TConn):  # type: ignore[misc]
    """A connection with the request that it sends, none after its last answer, and what arrived of the next one."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.request: IncomingRequest | None = None
        self.since = 0.0
        self.ahead = b""
        self.data_ready = True

    @property
    def until(self) -> float:
        """When it is ended unless its request has arrived, or the client has closed it."""
        return self.since + (LINGERING if self.request is None else self.request.seconds)

    @property
    def size(self) -> int:
        """Bytes of its request that have arrived."""
        return 0 if self.request is None else self.request.size

    def init(self) -> None:
        """Give the parser the request that was received."""
        super().init()
        if self.request is not None:
            self.parser.unreader = ReceivedBytes(self.request.file)


class ReceivingWorker(ThreadWorker):  # type: ignore[misc]
    """Worker with threads for whole requests only."""

    body_limit = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.waiting: dict[Connection, None] = {}

    def init_process(self) -> None:
        """Show the figures of connections from the beginning: one that is not there yet cannot be seen to grow."""
        for reason in (*ANSWERS, "slow_reader"):
            DROPPED.labels(reason).inc(0)
        super().init_process()

    def accept(self, listener: Any) -> None:
        """Accept a connection and receive its request; the one that has waited longest makes room for it."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in {errno.EAGAIN, errno.ECONNABORTED, errno.EMFILE}:
                raise
            return
        self.nr_conns += 1
        self._receive_next(Connection(self.cfg, client, address, listener.getsockname()))
        if self.nr_conns >= self.worker_connections:
            self._make_room()

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        """Receive the next request of a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._receive_next(conn)

    def finish_request(self, conn: Connection, future: Any) -> None:
        """Keep a connection for its next request, some of which may be there already, or see it closed."""
        if conn.request is not None:
            conn.request.file.close()
        if future.cancelled() or future.exception() or not future.result():
            self._linger(conn)
            return
        super().finish_request(conn, future)
        if conn.ahead and conn in self.keepalived_conns:
            self.on_client_socket_readable(conn, conn.sock)

    def handle(self, conn: Connection) -> Any:
        """Answer a request in a thread; where more or less than a whole request was received, end the connection."""
        kept = super().handle(conn)
        whole = conn.request is None or not conn.request.cut
        return kept if whole and conn.parser is not None and not conn.parser.unreader.read(1) else False

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Answer a request; whoever does not take the answer in time loses the connection."""
        conn.sock.settimeout(SENDING)
        try:
            return super().handle_request(req, conn)
        except TimeoutError:
            DROPPED.labels("slow_reader").inc()
            return False

    def murder_pending(self) -> None:
        """End the connections whose request has not arrived in time, sooner when this worker is to stop."""
        now = time.monotonic() + (0.0 if self.alive else SECONDS - LINGERING)
        for conn in [each for each in self.waiting if each.until <= now]:
            self._drop(conn, "slow" if conn.size or (conn.request and conn.request.head) else "")

    def _receive_next(self, conn: Connection) -> None:
        conn.request = IncomingRequest(self.body_limit)
        self._wait(conn)
        ahead, conn.ahead = conn.ahead, b""
        if ahead:
            self._take(conn, conn.request, ahead)

    def _linger(self, conn: Connection) -> None:
        """Wait for the client to close, in the loop: gunicorn would do nothing else meanwhile."""
        conn.request = None
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            self._wait(conn)
        except (OSError, ValueError):
            self.nr_conns -= 1
            conn.close()

    def _wait(self, conn: Connection) -> None:
        conn.since = time.monotonic()
        conn.sock.setblocking(False)
        self.poller.register(conn.sock, EVENT_READ, partial(self._receive, conn))
        self.waiting[conn] = None

    def _receive(self, conn: Connection, client: Any) -> None:
        try:
            data = client.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(conn, "")
        elif conn.request is not None:
            self._take(conn, conn.request, data)

    def _take(self, conn: Connection, request: IncomingRequest, data: bytes) -> None:
        awaited = request.head is not None
        beyond = request.add(data)
        if request.head is not None and len(request.head) > HEAD_MOST:
            self._drop(conn, "head_too_large")
        elif beyond is not None:
            conn.ahead = beyond
            self._release(conn)
            self.enqueue_req(conn)
        else:
            self._go_on(conn, request, awaited=awaited)

    def _go_on(self, conn: Connection, request: IncomingRequest, *, awaited: bool) -> None:
        if awaited and request.head is None:
            request.file.seek(0)
            if EXPECTS.search(request.file.read(HEAD_MOST)):
                with suppress(OSError):
                    conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            request.file.seek(0, 2)
        if sum(each.size for each in self.waiting) > FULL * self.body_limit:
            self._drop(max(self.waiting, key=lambda each: each.size), "full")

    def _make_room(self) -> None:
        if self.waiting:
            self._drop(next(iter(self.waiting)), "full")
        elif self.keepalived_conns:
            self.keepalived_conns[0].timeout = 0.0
            self.murder_keepalived()

    def _release(self, conn: Connection) -> None:
        del self.waiting[conn]
        self.poller.unregister(conn.sock)

    def _drop(self, conn: Connection, reason: str) -> None:
        self._release(conn)
        self.nr_conns -= 1
        if reason:
            DROPPED.labels(reason).inc()
            with suppress(OSError):
                conn.sock.send(_answer(*ANSWERS[reason]))
        if conn.request is not None:
            conn.request.file.close()
        conn.close()


def _answer(status: int, zh: str, en: str) -> bytes:
    body = f'{{"type": "about:blank", "status": {status}, "detail": "{zh} · {en}"}}'.encode()
    head = f"HTTP/1.1 {status} \r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
    return f"{head}Retry-After: 2\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
