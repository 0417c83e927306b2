"""`python -m tools.measure_house [CHECKOUT] [--json]` measures how much code there is and how much of it repeats.

The product is every top-level package but `bench`, `tests` and `tools`. A function's untyped answer is a return
annotation `dict[str, Any]` or an alias of it. Test helpers are the files under `tests/` that are not `test_*.py`.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tools.house.answers import untyped_answers
from tools.house.imports import import_circles
from tools.house.repetition import repeated_pairs
from tools.house.sources import Source, formatted, product_packages, read

SMALL, LARGE = 40, 350
WIDTH = 120
NARROW = 80
"""A width at which most statements take several lines, so that two that are alike share them."""
EMPTY_WORDS = {"this", "function", "will", "a", "an", "the", "of", "it", "its", "one", "to", "what", "s"}
"""What a docstring adds to a name without saying more."""


def measured(root: Path) -> dict[str, Any]:
    """Return every figure of a checkout by its name."""
    packages = product_packages(root)
    product = read(root, *packages)
    same_width = formatted(root, WIDTH, *packages)
    services = [source for source in product if source.path.parts[0] == "services"]
    tests = read(root, "tests")
    helpers = [source for source in tests if not source.path.name.startswith("test_")]
    return {
        "packages": packages,
        "files": len(product),
        f"files_under_{SMALL}_lines": sum(source.length < SMALL for source in product),
        f"files_over_{LARGE}_lines": [str(source.path) for source in product if source.length > LARGE],
        "code_lines": code_lines(product),
        f"code_lines_at_width_{WIDTH}": code_lines(same_width),
        f"code_lines_at_width_{WIDTH}_without_migrations": code_lines(
            source for source in same_width if "migrations" not in source.path.parts
        ),
        "functions": sum(1 for source in product for _ in source.functions),
        "untyped_answers_of_services": untyped_answers(services),
        "test_lines": sum(source.length for source in tests),
        "test_helper_lines": sum(source.length for source in helpers),
        "test_helper_code_lines": code_lines(helpers),
        "tool_lines": sum(source.length for source in read(root, "tools")),
        "pairs_of_places_that_share_six_lines": repeated_pairs(product),
        f"pairs_of_places_that_share_six_lines_at_width_{NARROW}": repeated_pairs(formatted(root, NARROW, *packages)),
        "docstrings": docstrings(product),
        "import_circles": import_circles(root, packages),
    }


def code_lines(sources: Iterable[Source]) -> int:
    """Return the number of lines that are no blanks, comments or docstrings."""
    return sum(len(source.code) for source in sources)


def docstrings(sources: Sequence[Source]) -> dict[str, int]:
    """Count docstrings, and those that begin with a formula, only repeat their name, or are copies of another."""
    found = [named for source in sources for named in source.docstrings]
    return {
        "all": len(found),
        "begin_with_this_function_will": sum(text.startswith("This function will") for _, text in found),
        "repeat_their_name": sum(_words(text) <= _words(name) for name, text in found),
        "copies": sum(count - 1 for count in Counter(text for _, text in found).values()),
    }


def _words(text: str) -> set[str]:
    """Return the words that say something, without the endings of plural and person."""
    words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text)}
    return {re.sub(r"(?<=[a-z]{2})(es|s|ed|e)$", "", word) for word in words - EMPTY_WORDS}


def main() -> None:
    """Print the figures of the checkout that the command line names, by default of this one."""
    parser = argparse.ArgumentParser(prog="python -m tools.measure_house", description="代码的量 · how much code")
    parser.add_argument("checkout", nargs="?", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--json", action="store_true", help="JSON 格式 · as JSON")
    arguments = parser.parse_args()
    figures = measured(arguments.checkout.resolve())
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):<62}{value}")


if __name__ == "__main__":
    main()
