"""A TCP proxy between a process and a server, which delays what the server says, swallows it, or cuts it off."""

import contextlib
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

CHUNK = 65_536


class TcpProxy:
    """Passes connections on to a port of this machine; its faults begin and end while they go on."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.delay = 0.0
        self.silent = False
        """Whether what is sent is swallowed, in both directions, and no connection is ended for it."""
        self.connections: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])

    def run(self) -> None:
        """Accept connections until the listener is closed."""
        while True:
            try:
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                if self.listener.fileno() < 0:
                    return
                client.close()
                continue
            self.connections += [client, server]
            for source, sink, delayed in ((client, server, False), (server, client, True)):
                threading.Thread(target=self._pass, args=(source, sink, delayed), daemon=True).start()

    def cut(self) -> None:
        """End every connection, as a firewall that was restarted does."""
        for each in self.connections:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.connections.clear()

    def _pass(self, source: socket.socket, sink: socket.socket, delayed: bool) -> None:  # noqa: FBT001 - a thread's argument
        waiting: deque[tuple[float, bytes]] = deque()
        arrived, ended = threading.Condition(), threading.Event()

        def send() -> None:
            while True:
                with arrived:
                    while not waiting:
                        if ended.is_set():
                            sink.close()
                            return
                        arrived.wait()
                    due, chunk = waiting.popleft()
                time.sleep(max(0.0, due - time.monotonic()))
                with contextlib.suppress(OSError):
                    sink.sendall(chunk)

        threading.Thread(target=send, daemon=True).start()
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK):
                if not self.silent:
                    with arrived:
                        waiting.append((time.monotonic() + (self.delay if delayed else 0.0), chunk))
                        arrived.notify()
        ended.set()
        with arrived:
            arrived.notify()


@contextmanager
def proxied(port: int) -> Iterator[TcpProxy]:
    """Yield a running proxy to a port of this machine."""
    proxy = TcpProxy(port)
    thread = threading.Thread(target=proxy.run, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.listener.close()
        proxy.cut()
