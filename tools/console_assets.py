"""`python -m tools.console_assets` copies what the console's pages take from npm, as package-lock.json pins it."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
COPIED = {"htmx.org/dist/htmx.min.js": "htmx.min.js"}
"""From where in `node_modules` to which file of the console."""
STATIC = ROOT / "gateway" / "console" / "static"


def install() -> Path:
    """Install what package-lock.json pins, and return its folder."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("需要 npm：apt install npm · npm is needed: apt install npm")
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)
    return ROOT / "node_modules"


def main() -> None:
    """Copy the files; what the lock names has to be installed first, by its checksums."""
    folder = install()
    for source, name in COPIED.items():
        shutil.copyfile(folder / source, STATIC / name)
        print(STATIC / name)


if __name__ == "__main__":
    main()
