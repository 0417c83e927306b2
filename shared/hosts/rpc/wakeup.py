"""Wake-up of a thread that waits for sockets, from other threads and from the handler of a signal."""

import select
import socket
from contextlib import suppress


class Wakeup:
    """A pair of sockets: the waiting thread selects on it beside its own, and whoever has something for it rings."""

    def __init__(self) -> None:
        self.reading, self.writing = socket.socketpair()
        for end in (self.reading, self.writing):
            end.setblocking(False)

    def fileno(self) -> int:
        """Return the file descriptor that is readable after a ring."""
        return self.reading.fileno()

    def ring(self) -> None:
        """Wake the thread; it takes no lock, so that a signal may arrive anywhere."""
        # A bell that cannot be rung has been rung often enough; one that is gone has nobody to wake.
        with suppress(OSError):
            self.writing.send(b"!")

    def hush(self) -> None:
        """Forget every ring until now."""
        with suppress(BlockingIOError):
            self.reading.recv(65536)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for a ring, so many seconds at most; return whether there was one."""
        rung = bool(select.select([self], [], [], seconds)[0])
        if rung:
            self.hush()
        return rung

    def close(self) -> None:
        """Close both ends; ringing is of no effect afterwards."""
        self.reading.close()
        self.writing.close()
