"""Client connection for RPC: one thread owns it, sends in batches and dispatches the responses.

What the broker's absence means to a call: while the connection cannot be made, or the broker has stopped reading, new
calls are refused at once, so that the threads of a web server stay free for what needs no service. A call that was
under way when the connection broke is sent again within its time limit if it may take place twice, and fails if not.
"""

import os
import select
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from shared.errors import Unavailable
from shared.hosts.rpc.connection import BROKEN, EXCHANGE, IO_TIMEOUT, TICK, consume, declare_exchange, open_connection
from shared.hosts.rpc.pending_requests import PendingRequests, Request
from shared.hosts.rpc.publishing import ConfirmedPublishing
from shared.hosts.rpc.wakeup import Wakeup

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
"""Seconds between two attempts to connect."""
RESEND = 0.1
"""Seconds after which a request that no queue took is sent again."""
UNREACHABLE = "the broker cannot be reached"
BLOCKED = "the broker accepts nothing for the moment"
ENDING = "the process is ending"

log = structlog.get_logger()


class ClientConnection:
    """Sends requests and receives responses on one connection, reconnecting until it is closed."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.requests = PendingRequests()
        self.ended: list[ConfirmedPublishing] = []
        self.refusing: str | None = None
        self.closing = False
        self.connected = threading.Event()
        self.wakeup = Wakeup()
        self.thread = threading.Thread(target=self._run, name="rpc-line", daemon=True)
        self.thread.start()

    def send(self, request: Request) -> None:
        """Queue a request for the connection's thread, or raise Unavailable at once."""
        if self.refusing:
            raise Unavailable(self.refusing)
        self.requests.unsent.append(request)
        self.wakeup.ring()

    def close(self) -> None:
        """Fail pending requests and close the connection."""
        self.closing = True
        self.refusing = ENDING
        self.wakeup.ring()
        self.thread.join(2 * IO_TIMEOUT)

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self.closing:
            self.connected.clear()
            try:
                with self._connection() as (link, publishing):
                    self._serve(link, publishing)
            except BROKEN as error:
                log.warning("rpc connection lost, reconnecting", error=repr(error), pause=pause)
            except Exception:
                log.exception("rpc connection failed, reconnecting", pause=pause)
            if self.connected.is_set():
                # It worked until now: whoever asks meanwhile waits for the first attempt to connect again.
                pause = FIRST_PAUSE
            elif not self.closing:
                self.refusing = UNREACHABLE
            self._wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        self.requests.end(ENDING)
        self.wakeup.close()

    @contextmanager
    def _connection(self) -> Iterator[tuple[Any, ConfirmedPublishing]]:
        link = open_connection(
            self.uri, f"rpc-client-{os.getpid()}", on_blocked=self._blocked, on_unblocked=self._unblocked
        )
        try:
            yield link, self._open(link)
            link.close()
        finally:
            link.collect()
            self.ended.clear()
            self.requests.interrupted()

    def _open(self, link: Any) -> ConfirmedPublishing:
        channel = link.channel()
        reply_to = str(uuid.uuid4())
        queue = f"rpc.reply-client-{reply_to}"
        declare_exchange(channel)
        # An exclusive queue belongs to its connection; a new connection needs a new name, for the broker may not yet
        # know that the old one is dead. Classic, whatever the virtual host's default: it lives as long as we do.
        channel.queue_declare(queue, exclusive=True, auto_delete=True, arguments={"x-queue-type": "classic"})
        channel.queue_bind(queue, EXCHANGE, reply_to)
        consume(channel, queue, self._answered, no_ack=True)
        return ConfirmedPublishing(link, self.requests, reply_to)

    def _serve(self, link: Any, publishing: ConfirmedPublishing) -> None:
        self.refusing = None
        self.connected.set()
        ticked = resent = time.monotonic()
        # Of TLS, what is decrypted already does not show on the socket.
        decrypted = getattr(link.sock, "pending", int)
        while not self.closing:
            if time.monotonic() - resent > RESEND:
                # It reads as well: whatever is looked at afterwards is still there to be read.
                publishing = self._renew(link, publishing)
                resent = time.monotonic()
            for request in self.requests.take():
                publishing.publish(request)
            wait = RESEND if self.requests.returned else TICK
            readable, _, _ = select.select([link.sock, self.wakeup], [], [], 0.0 if decrypted() else wait)
            if self.wakeup in readable:
                self.wakeup.hush()
            if link.sock in readable or decrypted():
                # One frame for each look: waiting for a whole message would end in a timeout at every heartbeat.
                link.blocking_read(IO_TIMEOUT)
            if time.monotonic() - ticked > TICK:
                link.heartbeat_tick()
                ticked = time.monotonic()

    def _renew(self, link: Any, publishing: ConfirmedPublishing) -> ConfirmedPublishing:
        """Resend returned requests, over a new channel where the broker closed this one."""
        self.requests.send_returned()
        for each in [each for each in self.ended if not each.unconfirmed]:
            self.ended.remove(each)
            each.channel.close()
        if not publishing.refused:
            return publishing
        self.ended.append(publishing)
        return ConfirmedPublishing(link, self.requests, publishing.reply_to)

    def _answered(self, message: Any) -> None:
        self.requests.answered(message.properties.get("correlation_id"), message.body)

    def _blocked(self, _reason: str) -> None:
        self.refusing = BLOCKED

    def _unblocked(self) -> None:
        self.refusing = None

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.closing and (left := until - time.monotonic()) > 0:
            self.wakeup.wait(left)
