"""The days that a platform's processes live in: a journey lets weeks go by, and no test waits for them."""

from datetime import date, datetime, time
from pathlib import Path

from shared.unit_of_work import BEIJING, clock

MOVED = Path(__file__).parent / "moved"


class Days:
    """The calendar of a platform that was started with `settings`; its hours go on as everywhere."""

    def __init__(self, folder: Path, day: date) -> None:
        self.file = folder / "moved-clock"
        self.settings = {"PYTHONPATH": str(MOVED), "MOVED_CLOCK": str(self.file)}
        self.pass_to(day)

    def pass_to(self, day: date) -> None:
        """Make it nine in the morning of a day, in China."""
        seconds = (datetime.combine(day, time(9), BEIJING) - clock()).total_seconds()
        written = self.file.with_suffix(".new")
        written.write_text(str(seconds))
        written.replace(self.file)
