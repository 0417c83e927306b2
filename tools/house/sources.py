"""Read the Python files of a checkout: their code lines, syntax trees and docstrings."""

import ast
import io
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

NO_PRODUCT = {"bench", "tests", "tools"}
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file, by its path inside the checkout."""

    path: Path
    text: str

    @property
    def length(self) -> int:
        """All its lines, blank ones too."""
        return self.text.count("\n")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def code(self) -> list[tuple[int, str]]:
        """Number and stripped text of each line that is no blank, comment or docstring."""
        described = {
            line
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        }
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        used = {
            line for token in tokens if token.type not in NO_CODE for line in range(token.start[0], token.end[0] + 1)
        }
        lines = self.text.splitlines()
        return [(line, lines[line - 1].strip()) for line in sorted(used - described)]

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Functions and methods, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    @property
    def docstrings(self) -> Iterator[tuple[str, str]]:
        """The name and the docstring of the module, of each class and of each function that has one."""
        for node in ast.walk(self.tree):
            if isinstance(node, Documented) and (text := ast.get_docstring(node)):
                yield (self.path.stem if isinstance(node, ast.Module) else node.name), text


def product_packages(root: Path) -> list[str]:
    """Return the top-level packages that are neither tests, tools nor measurements."""
    found = (path.parent.name for path in root.glob("*/__init__.py"))
    return sorted(name for name in found if name not in NO_PRODUCT)


def read(root: Path, *packages: str) -> list[Source]:
    """Read every Python file of packages."""
    paths = sorted(path for package in packages for path in (root / package).rglob("*.py"))
    return [Source(path.relative_to(root), path.read_text("utf-8")) for path in paths]


def formatted(root: Path, width: int, *packages: str) -> list[Source]:
    """Read every Python file as ruff formats it at a width, without trailing commas that keep lines apart."""
    settings = ["--isolated", "--line-length", str(width), "--config", "format.skip-magic-trailing-comma=true"]
    with TemporaryDirectory() as folder:
        for source in read(root, *packages):
            copy = Path(folder) / source.path
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(source.text, "utf-8")
        subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", *settings, folder], check=True)
        return read(Path(folder), *packages)
