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

from visit_solver.orienteering.annealing import Searcher, SearchSlice, SliceResult
from visit_solver.orienteering.problem import TourProblem
from visit_solver.orienteering.pyvrp_adapter import PyvrpAdapter
from visit_solver.orienteering.search_profiles import SearchProfile

_PROBLEM = msgspec.msgpack.Decoder(TourProblem)


class Pool(Protocol):
    """Runs one slice on each searcher, and has the results once all are done."""

    def send(self, slices: list[SearchSlice]) -> None:
        """Start a slice on every searcher."""

    def collect(self, seconds: float) -> list[SliceResult] | None:
        """Wait for the searchers at most so long, and return their results once all are done."""

    def cancel(self) -> None:
        """Cancel the slices; their results are what was found by then."""

    def close(self) -> None:
        """End the searchers."""


class InProcess:
    """One searcher in the caller's own process; it looks by itself whether it is cancelled."""

    def __init__(self, adapter: PyvrpAdapter, profile: SearchProfile, cancelled: Callable[[], bool]) -> None:
        self._searcher = Searcher(adapter, profile)
        self._cancelled = cancelled
        self._slices: list[SearchSlice] = []

    def send(self, slices: list[SearchSlice]) -> None:
        """Store the slice until its result is collected."""
        self._slices = slices

    def collect(self, seconds: float) -> list[SliceResult] | None:
        """Search the whole slice, however long that takes."""
        del seconds
        return [self._searcher.search(search_slice, self._cancelled) for search_slice in self._slices]

    def cancel(self) -> None:
        """Do nothing: the searcher looks by itself."""

    def close(self) -> None:
        """Do nothing: nothing was started."""


class MultiProcess:
    """A searcher for each profile, in processes that end with the caller's, however that one ends."""

    def __init__(self, problem: TourProblem, profiles: list[SearchProfile]) -> None:
        # Fresh interpreters: a fork would take the caller's threads' locks along.
        context = get_context("spawn")
        self._cancelled = context.Event()
        # A file, for a pipe holds less than a problem, and one process would start only when another has read.
        self._folder = TemporaryDirectory(prefix="tours-")
        path = Path(self._folder.name) / "problem"
        path.write_bytes(msgspec.msgpack.encode(problem))
        self._ends: list[Connection] = []
        self._processes = []
        for profile in profiles:
            ours, theirs = context.Pipe()
            process = context.Process(target=run_worker, args=(path, profile, theirs, self._cancelled), daemon=True)
            process.start()
            theirs.close()
            self._ends.append(ours)
            self._processes.append(process)
        self._results: dict[int, SliceResult] = {}

    def send(self, slices: list[SearchSlice]) -> None:
        """Start a slice on every searcher; one that has died is noticed when its result is collected."""
        self._results = {}
        for end, search_slice in zip(self._ends, slices, strict=True):
            with suppress(BrokenPipeError):
                end.send(search_slice)

    def collect(self, seconds: float) -> list[SliceResult] | None:
        """Wait for results; raise ChildProcessError if a searcher has died."""
        out = {end: at for at, end in enumerate(self._ends) if at not in self._results}
        for end in wait(list(out), timeout=seconds):
            if isinstance(end, Connection):
                self._results[out[end]] = _receive(end)
        return [self._results[at] for at in range(len(self._ends))] if len(self._results) == len(self._ends) else None

    def cancel(self) -> None:
        """Cancel all searchers."""
        self._cancelled.set()

    def close(self) -> None:
        """End the processes at once; what they have not sent is lost."""
        for end in self._ends:
            end.close()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        self._folder.cleanup()


def run_worker(path: Path, profile: SearchProfile, end: Connection, cancelled: Event) -> None:
    """Search slice by slice in a process of its own until the other end closes."""
    problem = _PROBLEM.decode(path.read_bytes())
    searcher = Searcher(PyvrpAdapter(problem), profile)
    # The other end closes when the caller ends, even if it is killed.
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            search_slice = end.recv()
            end.send(searcher.search(search_slice, cancelled.is_set))


def _receive(end: Connection) -> SliceResult:
    try:
        result: SliceResult = end.recv()
    except EOFError:
        raise ChildProcessError("a searcher process has died") from None
    return result
