"""`python -m tools.audit` looks for advisories, insecure code and secrets: 0 clean, 1 found, 3 could not ask."""

import argparse
import sys
from pathlib import Path

import yaml

from tools.audit import scanners
from tools.audit.scanners import Finding

ROOT = Path(__file__).parents[2]
CLEAN, FOUND, NOT_ASKED = 0, 1, 3
JUSTIFIED = Path(__file__).parent / "justified.yaml"
"""What was looked at and is right as it stands: each line of code by its text, with the reason."""


def main() -> int:
    """Look, print what was found and about what nobody could be asked."""
    parser = argparse.ArgumentParser(prog="python -m tools.audit", description="安全审计 · audit")
    parser.add_argument("--root", type=Path, default=ROOT, help="要检查的目录 · the folder to look at")
    parser.add_argument("--offline", action="store_true", help="不查询公告 · ask for no advisories")
    arguments = parser.parse_args()
    found = unjustified([*scanners.insecure_code(arguments.root), *scanners.secrets(arguments.root)])
    names = [f"{name}=={version}" for name, version in scanners.locked(arguments.root)]
    known, unasked = ([], names) if arguments.offline else scanners.advisories(arguments.root)
    for each in sorted([*found, *known]):
        print(f"{each.place}:{each.number}: {each.rule}: {each.text}" if each.number else f"{each.place}: {each.rule}")
    if unasked:
        print(
            f"{len(unasked)}/{len(names)} 个依赖未能查询公告，不作任何结论"
            f" · no advisory service answered for {len(unasked)} of {len(names)} dependencies: nothing is"
            " claimed of them"
        )
    print(f"发现 found: {len(found) + len(known)}")
    if found or known:
        return FOUND
    return NOT_ASKED if unasked else CLEAN


def unjustified(found: list[Finding]) -> list[Finding]:
    """Return the findings that nobody has looked at and explained."""
    allowed = {
        (group["rule"], place, line)
        for group in yaml.safe_load(JUSTIFIED.read_text("utf-8"))
        for place, lines in group["lines"].items()
        for line in lines
    }
    return [each for each in found if (each.rule, each.place, each.text) not in allowed]


if __name__ == "__main__":
    sys.exit(main())
