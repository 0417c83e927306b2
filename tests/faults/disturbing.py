"""Kills processes and cuts connections, one thing after the other, from a seed."""

import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.platforms import Platform

VICTIMS = (
    "services organizations",
    "services projects",
    "services.relay organizations",
    "services.relay projects",
    "gateway.projector",
    "tests.faults.witness ours",
    "tests.faults.witness stock",
)
PAUSE = 1.0
"""Seconds between two disturbances: a process that was killed is up again, or nearly."""


@dataclass
class Disturber:
    """What is disturbed, how, and how often it was."""

    platform: Platform
    cut_broker: Callable[[], None]
    cut_databases: Callable[[], None]
    draw: Random
    done: Counter[str] = field(default_factory=Counter)

    def disturb(self, seconds: float) -> None:
        """This function will disturb for so many seconds, each victim and each cut in turn, in a drawn order."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            round_ = [*VICTIMS, "broker", "databases", "databases"]
            self.draw.shuffle(round_)
            for what in round_:
                if time.monotonic() > until:
                    return
                self._one(what)
                time.sleep(PAUSE)

    def _one(self, what: str) -> None:
        if what == "broker":
            self.cut_broker()
        elif what == "databases":
            self.cut_databases()
        else:
            how = self.draw.choice((signal.SIGKILL, signal.SIGTERM))
            self.platform.stop(what, how)
            self.platform.start(*what.split())
            what = how.name
        self.done[what] += 1
