"""Several searchers at work at once, each in a process of its own, or one of them in the caller's."""

from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import msgspec

from visit_solver.orienteering.annealing import Findings, Leg, Searcher
from visit_solver.orienteering.problem import TourProblem
from visit_solver.orienteering.pyvrp_adapter import Translation
from visit_solver.orienteering.search_profiles import Manner

_PROBLEM = msgspec.msgpack.Decoder(TourProblem)


class Crew(Protocol):
    """Who searches: takes one leg for each searcher, and has the findings of all when they are back."""

    def send(self, legs: list[Leg]) -> None:
        """Send every searcher on its leg."""

    def back(self, seconds: float) -> list[Findings] | None:
        """Wait for the searchers at most so long, and give their findings once all are back."""

    def cancel(self) -> None:
        """Call the searchers back with what they have."""

    def dismiss(self) -> None:
        """End what the crew has started."""


class Alone:
    """One searcher in the caller's own process; it asks by itself whether it is cancelled."""

    def __init__(self, translation: Translation, manner: Manner, cancelled: Callable[[], bool]) -> None:
        self._searcher = Searcher(translation, manner)
        self._cancelled = cancelled
        self._legs: list[Leg] = []

    def send(self, legs: list[Leg]) -> None:
        """Store the leg until somebody waits for what it finds."""
        self._legs = legs

    def back(self, seconds: float) -> list[Findings] | None:
        """Search the whole leg, however long that takes."""
        del seconds
        return [self._searcher.search(leg, self._cancelled) for leg in self._legs]

    def cancel(self) -> None:
        """Do nothing: the searcher has asked by itself."""

    def dismiss(self) -> None:
        """Do nothing: nothing was started."""


class Together:
    """A searcher for each manner, in processes that end with the caller's, however that one ends."""

    def __init__(self, problem: TourProblem, manners: list[Manner]) -> None:
        # Fresh interpreters: a fork would take the caller's threads' locks along.
        context = get_context("spawn")
        self._cancelled = context.Event()
        # A file, for a pipe holds less than a problem, and one process would start only when another has read.
        self._folder = TemporaryDirectory(prefix="tours-")
        path = Path(self._folder.name) / "problem"
        path.write_bytes(msgspec.msgpack.encode(problem))
        self._ends: list[Connection] = []
        self._processes = []
        for manner in manners:
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(path, manner, theirs, self._cancelled), daemon=True)
            process.start()
            theirs.close()
            self._ends.append(ours)
            self._processes.append(process)
        self._found: dict[int, Findings] = {}

    def send(self, legs: list[Leg]) -> None:
        """Send every searcher on its leg; one that is gone is noticed when its findings are."""
        self._found = {}
        for end, leg in zip(self._ends, legs, strict=True):
            with suppress(BrokenPipeError):
                end.send(leg)

    def back(self, seconds: float) -> list[Findings] | None:
        """Wait for findings; it raises ChildProcessError if a searcher has died."""
        out = {end: at for at, end in enumerate(self._ends) if at not in self._found}
        for end in wait(list(out), timeout=seconds):
            if isinstance(end, Connection):
                self._found[out[end]] = _heard(end)
        return [self._found[at] for at in range(len(self._ends))] if len(self._found) == len(self._ends) else None

    def cancel(self) -> None:
        """Call all searchers back."""
        self._cancelled.set()

    def dismiss(self) -> None:
        """End the processes at once; what they have not told is lost."""
        for end in self._ends:
            end.close()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        self._folder.cleanup()


def work(path: Path, manner: Manner, end: Connection, cancelled: Event) -> None:
    """Search leg by leg in a process of its own until nobody sends any more."""
    problem = _PROBLEM.decode(path.read_bytes())
    searcher = Searcher(Translation(problem), manner)
    # The other end closes when the caller ends, even if it is killed.
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            leg = end.recv()
            end.send(searcher.search(leg, cancelled.is_set))


def _heard(end: Connection) -> Findings:
    try:
        findings: Findings = end.recv()
    except EOFError:
        raise ChildProcessError("a searcher of the tour planner has died") from None
    return findings
