"""Rows by the ten thousand are entered with bounded memory: none of them is ever held beside more than its part."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("rows", "megabytes"), [(20_000, 22), pytest.param(100_000, 100, marks=pytest.mark.long)])
def test_many_rows_are_entered_with_bounded_memory(tmp_path: Path, rows: int, megabytes: int) -> None:
    """The bound is what reading a workbook takes, and a part of a thousand rows; all rows at once would take more."""
    command = [sys.executable, "-m", "tests.member_points.bulk", str(tmp_path), str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1800)
    measured = json.loads(done.stdout.splitlines()[-1])
    print(measured)
    assert (measured["state"], measured["rows_applied"]) == ("done", rows)
    assert measured["sum"] == 250 * rows
    assert measured["megabytes"] < megabytes
