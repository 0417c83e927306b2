"""`python -m tests.hosts.run_and_list_modules FILE MODULE …` runs a module and writes what it imported."""

import atexit
import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    file, module = Path(sys.argv[1]), sys.argv[2]
    atexit.register(lambda: file.write_text("\n".join(sys.modules)))
    sys.argv = sys.argv[2:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
