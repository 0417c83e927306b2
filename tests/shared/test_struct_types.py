"""However many threads read the first values of a type at once, they read them."""

import subprocess
import sys

import pytest

from tools.platforms import ROOT

READERS = """
import sys
from threading import Barrier, Thread

import msgspec

from shared.struct_types import prepared

sys.setswitchinterval(1e-6)
body = msgspec.json.encode({f"outer{at}": {f"inner{number}": 1 for number in range(30)} for at in range(40)})


def read():
    gate.wait()
    msgspec.json.decode(body, type=prepared(outer))


for _ in range(200):
    inner = msgspec.defstruct("Inner", [(f"inner{number}", int | None, None) for number in range(30)])
    outer = msgspec.defstruct("Outer", [(f"outer{at}", inner | None, None) for at in range(40)])
    gate = Barrier(8)
    threads = [Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


@pytest.mark.slow
def test_threads_that_read_the_first_values_of_a_type_at_once_do_not_end_the_process():
    command = [sys.executable, "-c", READERS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
