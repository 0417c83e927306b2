"""Kills processes and cuts connections, one thing after the other, from a seed."""

import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tools.platforms import Platform

DISTURBED = (
    "organizations", "projects", "activities", "member_points", "demonstration_points", "supervision", "meetings",
    "appraisals",
)  # fmt: skip
VICTIMS = (
    *(f"services {name}" for name in DISTURBED),
    *(f"services.relay {name}" for name in DISTURBED),
    "gateway.projector",
    "tests.faults.recorder ours",
    "tests.faults.recorder stock",
)
CUTS = 5
"""How often the databases' connections are cut in each turn: whoever writes just then has to try again."""
EACH_TAKES = 4.0
"""Seconds that a disturbance takes at most, with its pause, on a machine that can follow."""
PAUSE = 1.0
"""Seconds between two disturbances: a process that was killed is up again, or nearly."""


@dataclass
class FaultInjector:
    """What is disturbed, how, and how often it was."""

    platform: Platform
    cut_broker: Callable[[], None]
    cut_databases: Callable[[], None]
    draw: Random
    done: Counter[str] = field(default_factory=Counter)

    def inject(self, seconds: float) -> None:
        """Disturb for so many seconds, each victim and each cut in turn, in a drawn order.

        A slow machine takes longer for each: it goes on until as much was disturbed as elsewhere.
        """
        until, enough = time.monotonic() + seconds, seconds / EACH_TAKES
        while True:
            round_ = [*VICTIMS, "broker", *["databases"] * CUTS]
            self.draw.shuffle(round_)
            for what in round_:
                if time.monotonic() > until and self.done.total() >= enough:
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
            self.platform.stop(what, how=how)
            self.platform.start(*what.split())
            what = how.name
        self.done[what] += 1
