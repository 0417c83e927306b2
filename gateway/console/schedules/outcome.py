"""How a schedule came out, in what its users count: visits, minutes on the road, half-days away, whom it burdens."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.console.schedules.entries import Entry


@dataclass(frozen=True)
class Outcome:
    """The figures of a schedule."""

    placed: int
    wanted: int
    travel_minutes: int
    half_days: int
    most_received: int
    hosts: int


def outcome(entries: Sequence[Entry], delegations: Sequence[Mapping[str, Any]]) -> Outcome:
    """Return the figures of a schedule."""
    received = Counter(each.stop_id for each in entries)
    going = [each for each in delegations if each.get("status") != "staying"]
    return Outcome(
        placed=len(entries), wanted=sum(each.get("visits") or 0 for each in going),
        travel_minutes=sum(each.travel_minutes for each in entries),
        half_days=len({each.half_day for each in entries}), most_received=max(received.values(), default=0),
        hosts=len(received),
    )  # fmt: skip


WIDE, HIGH, EDGE = 300.0, 90.0, 14.0


def search_lines(history: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return how a search came to its best as two lines: the best and what was proven, second by second."""
    known = [each for each in history if each.get("best") is not None and not each["missing"]]
    known = known or [each for each in history if each.get("best") is not None]
    if len(known) < 2:  # noqa: PLR2004 - one point makes no line
        return None
    seconds = max(each["second"] for each in known) or 1
    highest = max(max(each["best"], each.get("bound") or 0) for each in known) or 1
    lowest = min(min(each["best"], each["best"] if each.get("bound") is None else each["bound"]) for each in known)

    def at(second: float, value: float) -> str:
        high = (value - lowest) / ((highest - lowest) or 1)
        return f"{second / seconds * WIDE:.1f},{HIGH - EDGE - high * (HIGH - 2 * EDGE):.1f}"

    best = [at(each["second"], each["best"]) for each in known]
    bound = [at(each["second"], each["bound"]) for each in known if each.get("bound") is not None]
    return {
        "best": " ".join(best), "bound": " ".join(bound), "seconds": seconds, "from": known[0]["best"],
        "to": known[-1]["best"], "proven": known[-1].get("bound"),
    }  # fmt: skip
