"""What the platform's figures hold, for requests that ask for it anyway: `python -m tools.held_indicators`.

Every indicator is a held fact under its code and its two names, but for those that `EXCEPT` names with a reason.
"""

from pathlib import Path

from gateway.projections.indicators import Indicator, indicators

ROOT = Path(__file__).parents[1]
FILE = ROOT / "services" / "supervision" / "rules" / "held_indicators.yaml"
HEAD = """\
# What the platform's figures hold, so that nobody is asked for it; written by `python -m tools.held_indicators`.
"""
EXCEPT: dict[str, str] = {}
"""Figures that a request may ask for all the same, each with the reason."""


def text() -> str:
    """Return the whole file."""
    return HEAD + "".join(_entry(one) for one in indicators().by_code.values() if one.code not in EXCEPT)


def _entry(one: Indicator) -> str:
    return f"- code: {one.code}\n  zh: {one.zh}\n  en: {one.en}\n"


def main() -> None:
    """Write the file anew."""
    FILE.write_text(text(), "utf-8")


if __name__ == "__main__":
    main()
