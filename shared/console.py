"""Output of the command-line tools: Chinese first, English in an English locale, in columns."""

import argparse
import os
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
from sqlalchemy.exc import OperationalError

from shared.errors import Refusal

DONE, REFUSED, UNREACHABLE = 0, 1, 3
"""Exit codes; 2 is argparse's own for wrong usage."""

Words = Mapping[str, str]


def words(path: Path, arguments: Sequence[str]) -> Words:
    """Load a tool's texts in the language that `--language` or the environment selects."""
    tongue = language(arguments)
    return {key: said[tongue] for key, said in msgspec.yaml.decode(path.read_text("utf-8")).items()} | {
        "language": tongue
    }


def language(arguments: Sequence[str]) -> str:
    """Return `en` where `--language en` is given or the locale is English, else `zh`."""
    before = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    before.add_argument("--language", choices=("zh", "en"))
    asked: str | None = before.parse_known_args(arguments)[0].language
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return asked or ("en" if locale.startswith("en") else "zh")


def add_language(parser: argparse.ArgumentParser, said: Words) -> None:
    """Add the option that `language` reads."""
    parser.add_argument("--language", choices=("zh", "en"), help=said["help_language"])


def finish(tool: Callable[[], int], said: Words) -> int:
    """Run a tool and return its exit code; a refusal, or a database that is unavailable, is printed as one sentence."""
    try:
        return tool()
    except Refusal as refusal:
        warn(refusal.text(said["language"]))
        return REFUSED
    except OperationalError as error:
        warn(said["unreachable"].format(error=error.orig))
        return UNREACHABLE


def say(text: str) -> None:
    """Write one line to stdout."""
    sys.stdout.write(f"{text}\n")


def warn(text: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


class Progress:
    """Progress report of a long run: one line updated in place on a terminal, elsewhere a line for every tenth."""

    def __init__(self, text: str, total: int) -> None:
        self.text = text
        self.total = total
        self.done = 0

    def add(self, number: int) -> None:
        """Count so many more as done; `text` names `{done}` and `{total}`."""
        tenths = self.done * 10 // self.total
        self.done += number
        text = self.text.format(done=self.done, total=self.total)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{text}\x1b[K" + ("\n" if self.done >= self.total else ""))
            sys.stderr.flush()
        elif self.done * 10 // self.total > tenths:
            warn(text)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Format rows in columns; a Chinese character is two columns wide."""
    texts = [list(heads), *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*texts, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in texts
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
