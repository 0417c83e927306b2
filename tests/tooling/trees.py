"""A copy of the product's tree, in which a rule may be broken without hurting anyone."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("visit_solver", "shared", "services", "gateway", "bench", "deploy", "tools")
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def copied(target: Path) -> Path:
    """Copy our packages, with the settings of the tools, and nothing that is only data."""
    for package in OURS:
        shutil.copytree(
            ROOT / package, target / package, ignore=lambda _, names: [name for name in names if name.endswith(".csv")]
        )
    shutil.copy2(ROOT / "pyproject.toml", target)
    return target


def plant(tree: Path, module: str, line: str) -> Path:
    """Add a line to a module, made for it where there is none, and return its file."""
    place = tree.joinpath(*module.split("."))
    file = place / "__init__.py" if (place / "__init__.py").exists() else place.with_suffix(".py")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as text:
        text.write(f"\n{line}\n")
    return file


def lint_imports(tree: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    return subprocess.run(
        [LINT_IMPORTS, "--no-logo", "--config", "pyproject.toml", *chosen],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
