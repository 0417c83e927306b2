"""A hundred thousand rows are entered with bounded memory: none of them is ever held beside more than its part."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROWS = 100_000
MEGABYTES = 100
"""What reading a workbook takes, and a part of a thousand rows; all rows at once would be several times as much."""


def test_a_hundred_thousand_rows_are_entered_with_bounded_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.member_points.bulk", str(tmp_path), str(ROWS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1800)
    measured = json.loads(done.stdout.splitlines()[-1])
    print(measured)
    assert (measured["state"], measured["rows_applied"]) == ("done", ROWS)
    assert measured["sum"] == 250 * ROWS
    assert measured["megabytes"] < MEGABYTES
