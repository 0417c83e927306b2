"""Kills processes and cuts connections, one thing after the other, from a seed."""

import re
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from random import Random

import psutil

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
EVERY_PROCESS = (
    *(name for name in VICTIMS if not name.endswith("stock")), "services observation_visits",
    "services.relay observation_visits", "services.observation_visits.planner", "gateway",
)  # fmt: skip
FROZEN = 6.0
"""Seconds for which a process is frozen: longer than a call waits for it."""
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

    def inject_each(
        self, seconds: float, faults: Mapping[str, Callable[[], None]], recovered: Callable[[], None], chosen: str
    ) -> dict[str, list[float]]:
        """Bring every fault at least once, and go on for so many seconds; return the seconds to each recovery.

        A process is killed, told to end or frozen; `recovered` returns once a command is carried out and seen again.
        `chosen` is a pattern that the names of the faults match.
        """
        took: dict[str, list[float]] = defaultdict(list)
        until = time.monotonic() + seconds
        every = list(faults) + [f"{how} {name}" for name in EVERY_PROCESS for how in ("KILL", "TERM", "STOP")]
        every = [what for what in every if re.search(chosen, what)]
        while True:
            self.draw.shuffle(every)
            for what in every:
                how, _, name = what.partition(" ")
                kind = what if what in faults else f"{how} {name.partition(' ')[0]}"
                if kind in took and time.monotonic() > until:
                    continue
                faults.get(what, partial(self._disturb, how, name))()
                begun = time.monotonic()
                recovered()
                took[kind].append(time.monotonic() - begun)
                self.done[kind] += 1
                print(f"{kind}: {took[kind][-1]:.1f} s", flush=True)
            if time.monotonic() > until:
                return took

    def _disturb(self, how: str, name: str) -> None:
        if how != "STOP":
            self.platform.stop(name, how=signal.Signals[f"SIG{how}"])
            self.platform.start(*name.split())
            return
        family = psutil.Process(self.platform.processes[name].pid)
        frozen = [family, *family.children(recursive=True)]
        for process in frozen:
            process.suspend()
        time.sleep(FROZEN)
        for process in frozen:
            process.resume()

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
