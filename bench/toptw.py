"""`python -m bench.toptw FILE --vehicles M --seconds S` lets the orienteering search solve a public instance."""

import argparse
import json
from pathlib import Path
from statistics import fmean
from time import monotonic, time
from typing import Any

from psutil import Process

from bench.toptw_files import FOLDER, as_problem, best_known, is_rounded_down, read
from visit_solver.orienteering.solve import Budget, solve_tours

STARTED = monotonic() - (time() - Process().create_time())
"""When this process began, on the monotonic clock: what it needed to start counts as well."""


def main() -> None:
    """Solve the file that the command line names, or all that are here, and print what came out."""
    parser = argparse.ArgumentParser(prog="python -m bench.toptw", description="公开算例 · public tour instances")
    parser.add_argument("file", nargs="?", type=Path, help="算例文件 · the instance")
    parser.add_argument("--vehicles", type=int, default=1, metavar="M")
    parser.add_argument("--seconds", type=float, default=10.0, metavar="S")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--all", action="store_true", help="全部算例，1–4 辆车 · every instance here, 1 to 4 vehicles")
    asked = parser.parse_args()
    if asked.vehicles < 1 or asked.seconds <= 0 or (asked.file is None) != asked.all:
        parser.error("a file or --all, at least one vehicle, and some seconds")
    if asked.all:
        table(asked.seconds, asked.seed)
    else:
        print(json.dumps(solve(asked.file, asked.vehicles, asked.seconds, asked.seed, STARTED)))


def solve(path: Path, vehicles: int, seconds: float, seed: int, begun: float) -> dict[str, Any]:
    """Solve one instance until so many seconds after `begun`, a time of the monotonic clock."""
    problem = as_problem(read(path), vehicles, rounded_down=is_rounded_down(path))
    plan = solve_tours(problem, budget=Budget(begun + seconds - monotonic()), seed=seed)
    return {
        "score": plan.value.score,
        "routes": [[stop + 1 for stop in tour] for tour in plan.tours],
        "seconds": round(monotonic() - begun, 3),
        "bound": plan.bound,
    }


def table(seconds: float, seed: int) -> None:
    """Solve every instance here with 1 to 4 vehicles, and print the gaps to the best known."""
    known, gaps = best_known(), []
    print(f"{'instance':<9} m  score   best   gap %   bound  seconds")
    for path in sorted(FOLDER.glob("*.txt")):
        for vehicles in range(1, 5):
            if (best := known.get((path.stem, vehicles))) is None:
                continue
            found = solve(path, vehicles, seconds, seed, monotonic())
            gaps.append(100 * (best - found["score"]) / best)
            shown = f"{found['score']:>6} {best:>6} {gaps[-1]:>7.2f} {found['bound']:>7} {found['seconds']:>8.2f}"
            print(f"{path.stem:<9} {vehicles} {shown}", flush=True)
    print(f"mean {fmean(gaps):.3f} %, worst {max(gaps):.2f} %, {sum(gap <= 0 for gap in gaps)} of {len(gaps)} reached")


if __name__ == "__main__":
    main()
