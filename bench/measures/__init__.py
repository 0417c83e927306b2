"""What is measured, by name; each opens what it needs, gives its ways of doing the work, and closes it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from bench.environment import Environment
from bench.measures import calls, commands, fact, home, idle, mixed, overview, projector, relay
from bench.rounds import Measure
from bench.sizes import Sizes

MEASURES: dict[str, Callable[[Environment, Sizes], AbstractContextManager[Measure]]] = {
    "commands": commands.opened,
    "fact": fact.opened,
    "calls": calls.opened,
    "relay": relay.opened,
    "projector": projector.opened,
    "overview": overview.opened,
    "home": home.opened,
    "mixed": mixed.opened,
    "idle": idle.opened,
}
