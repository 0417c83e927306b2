"""Record which functions of a checkout are entered, by thread, and in Python processes that are started meanwhile.

A function is told by its file and its qualified name; what runs while a module is imported is left out. This file is
also the program that such a process runs in place of its module, so it imports nothing of ours.
"""

import os
import runpy
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

NO_PRODUCT = {"bench", "tests", "tools"}


class Recorder:
    """The functions of a checkout that each kind of thread enters while it records; `emit` gets each one once."""

    def __init__(self, root: Path, emit: Callable[[str], object] | None = None) -> None:
        self.root = f"{root}{os.sep}"
        self.emit = emit
        self.recording = emit is not None
        self.entered: set[tuple[str, str]] = set()
        self._seen: set[tuple[str, str, int, str]] = set()

    def install(self) -> None:
        """Watch this thread and every thread that is started from now on."""
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)

    @contextmanager
    def recorded(self) -> Iterator[set[tuple[str, str]]]:
        """Lend the pairs of thread and function that are entered while the block runs."""
        self.entered = set()
        self._seen = set()
        self.recording = True
        try:
            yield self.entered
        finally:
            self.recording = False

    def taken(self, thread: str) -> set[str]:
        """Return what one thread has entered so far and count it anew from now on."""
        pairs = {pair for pair in self.entered.copy() if pair[0] == thread}
        self.entered -= pairs
        self._seen -= {pair for pair in self._seen.copy() if pair[0] == thread}
        return {name for _, name in pairs}

    def _profile(self, frame: FrameType, event: str, _argument: Any) -> None:
        if event != "call" or not self.recording:
            return
        code = frame.f_code
        thread = threading.current_thread().name
        # A code object's own hash is of all its instructions.
        place = (thread, code.co_filename, code.co_firstlineno, code.co_name)
        if place in self._seen:
            return
        name = self._name(code)
        if name is not None and _is_importing(frame):
            return
        self._seen.add(place)
        if name is not None:
            self.entered.add((thread, name))
            if self.emit is not None:
                self.emit(name)

    def _name(self, code: CodeType) -> str | None:
        if not code.co_filename.startswith(self.root) or (code.co_name.startswith("<") and code.co_name != "<lambda>"):
            return None
        path = code.co_filename.removeprefix(self.root)
        package = path.partition(os.sep)[0]
        return None if package.startswith(".") or package in NO_PRODUCT else f"{path}:{code.co_qualname}"


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


def record_children(root: Path, log: Path) -> None:
    """Let Python modules that this process starts as processes run under a recorder of their own."""
    original = subprocess.Popen.__init__

    def started(self: Any, args: Any, *more: Any, **options: Any) -> None:
        if list(args[:2]) == [sys.executable, "-m"]:
            args = [sys.executable, __file__, str(root), str(log), *args[2:]]
        original(self, args, *more, **options)

    subprocess.Popen.__init__ = started  # type: ignore[method-assign]


def _run_child(root: str, log: str, module: str, *arguments: str) -> None:
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    sys.path[0] = root
    sys.argv = [module, *arguments]
    # Written at once: a solver that has answered may be killed.
    Recorder(Path(root), lambda name: os.write(output, f"{name}\n".encode())).install()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _run_child(*sys.argv[1:])
