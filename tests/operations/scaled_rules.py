"""The shipped alarms with every duration divided by sixty, and nothing else changed: minutes pass in seconds."""

import re

SIXTY = 60
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
WRITTEN = re.compile(r"(?P<before>\[|for: |offset |rate)(?P<number>\d+)(?P<unit>[smhd])\b")
"""A range, a pause or an offset; `rate5m` is the end of a recorded figure's name and stays."""
COMPARED = re.compile(r"(?P<before>_seconds[^<>\n]*> )(?P<number>\d+)(?P<times> \* \d+)?(?![\w.])")
"""What a figure in seconds is compared with."""
PLACE = "DURATION"


def scaled(rules: str) -> str:
    """Return rules whose durations are a sixtieth."""

    def shorter(found: re.Match[str]) -> str:
        if found["before"] == "rate":
            return found[0]
        milliseconds = int(found["number"]) * UNITS[found["unit"]] * 1000 // SIXTY
        return f"{found['before']}{milliseconds}ms"

    def lower(found: re.Match[str]) -> str:
        return f"{found['before']}{found['number']}{found['times'] or ''} / {SIXTY}"

    return COMPARED.sub(lower, WRITTEN.sub(shorter, rules))


def without_durations(rules: str) -> str:
    """Return rules with a mark in the place of each duration, so that two can be compared in all else."""
    bare = re.sub(r"(\[|for: |offset )\d+(?:ms|[smhd])\b", rf"\1{PLACE}", rules)
    return re.sub(rf"(_seconds[^<>\n]*> )\d+(?: \* \d+)?(?: / {SIXTY})?(?![\w.])", rf"\1{PLACE}", bare)
