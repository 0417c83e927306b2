"""Every control of the security page names tests that are there, or says that it is left to the operator."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| risk", "| 要求"))]
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def test_every_row_names_its_tests_or_leaves_it_to_the_operator() -> None:
    assert [row for row in ROWS if not NAMED.search(row) and "left to the operator" not in row] == []
    assert len(ROWS) > 25


def test_every_test_that_is_named_is_there() -> None:
    for module, name in NAMED.findall(PAGE):
        assert re.search(rf"^def {name}\(", (ROOT / module).read_text("utf-8"), re.MULTILINE), (module, name)
