"""Python imports this at the start of every process that has the folder on its PYTHONPATH: its clock then is a test's.

`shared.unit_of_work.clock` is the one clock of the platform. Once its module is there, it tells the time with as many
seconds more, or fewer, as the file says that MOVED_CLOCK names; the file may change while the process runs.
"""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

FILE = Path(os.environ["MOVED_CLOCK"])
MODULE = "shared.unit_of_work"


class Moved(datetime):
    """The time as a test has it; nothing but `now` differs, and what it gives is an ordinary moment."""

    @classmethod
    def now(cls, _tz: object = UTC) -> datetime:  # type: ignore[override]
        """Return the time in UTC."""
        return datetime.now(UTC) + timedelta(seconds=float(FILE.read_text()))


class Finder:
    """Finds one module as everyone does, and changes its clock when it has run."""

    @classmethod
    def find_spec(
        cls, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the module, or leave every other one to those who come after."""
        spec = PathFinder.find_spec(name, path, target) if name == MODULE else None
        if spec is None or spec.loader is None:
            return None
        run = spec.loader.exec_module

        def run_and_change(module: ModuleType) -> None:
            run(module)
            module.datetime = Moved  # type: ignore[attr-defined]

        spec.loader.exec_module = run_and_change  # type: ignore[method-assign]
        return spec


sys.meta_path.insert(0, Finder)  # type: ignore[arg-type]
