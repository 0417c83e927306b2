"""`python -m bench [NAME ...]` measures side by side on real servers and prints ratios, against their goals."""

import argparse
import sys
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

from bench import environment, machine, report
from bench.environment import Environment
from bench.measures import MEASURES
from bench.rounds import FEWEST, Outcome, alternate
from bench.sizes import Sizes
from shared.logs import configure_logs


def main() -> None:
    """Take the measures that the command line names, or all of them, and print what they gave."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="并排测量 · measure side by side")
    parser.add_argument("names", nargs="*", metavar="NAME", help=" | ".join(MEASURES))
    parser.add_argument("--rounds", type=int, default=FEWEST, metavar="N", help="每种做法的轮数 · rounds of each way")
    parser.add_argument("--seconds", type=float, default=Sizes.seconds, metavar="S", help="每轮请求的秒数 · seconds")
    asked = parser.parse_args()
    if unknown := set(asked.names) - MEASURES.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    if asked.rounds < 1 or asked.seconds <= 0:
        parser.error("at least one round of some seconds")
    configure_logs("bench")
    run(asked.names or list(MEASURES), asked.rounds, replace(Sizes(), seconds=asked.seconds))


def run(names: list[str], rounds: int, sizes: Sizes) -> list[Outcome]:
    """Take measures one after the other, print each as soon as it is there, and give them all."""
    begun = monotonic()
    with environment.prepared() as found:
        site = found.site()
        print(f"{datetime.now(UTC):%Y-%m-%d}, medians of {rounds} rounds taken in turn (lowest to highest)")
        print(*machine.described(site.amqp_uri, site.database_url), sep="\n", flush=True)
        outcomes = [_taken(name, found, rounds, sizes) for name in names]
    _say(f"done in {monotonic() - begun:.0f} s")
    return outcomes


def _taken(name: str, found: Environment, rounds: int, sizes: Sizes) -> Outcome:
    _say(f"{name}: preparing")
    with MEASURES[name](found, sizes) as measure:
        outcome = alternate(measure, rounds, lambda said: _say(f"{name}: {said}"))
        print("", *report.lines(outcome), sep="\n", flush=True)
    return outcome


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
