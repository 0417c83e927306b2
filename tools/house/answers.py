"""Count functions that return untyped dictionaries."""

import ast
from collections.abc import Iterable

from tools.house.sources import Source

UNTYPED = "dict[str, Any]"


def untyped_answers(sources: Iterable[Source]) -> dict[str, int]:
    """Return how many functions are annotated to return `dict[str, Any]`, by its name or by an alias of it.

    An alias is a module-level `X = dict[str, Any]`, `X: TypeAlias = ...` or `type X = ...`, an alias of an alias too,
    in any of the files. What returns a list of them, or one of them or None, is counted apart.
    """
    files = list(sources)
    aliases = _aliases(files)
    returned = [ast.unparse(node.returns).strip("'\"") for file in files for node in file.functions if node.returns]
    names = aliases | {UNTYPED}
    return {
        "all": sum(kind in names for kind in returned),
        "by_alias": sum(kind in aliases for kind in returned),
        "inside_another_type": sum(kind not in names and UNTYPED in kind for kind in returned),
    }


def _aliases(files: Iterable[Source]) -> set[str]:
    assigned: list[tuple[str, str]] = []
    for file in files:
        for node in file.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                assigned.append((node.targets[0].id, ast.unparse(node.value)))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
                assigned.append((node.target.id, ast.unparse(node.value)))
            elif type(node).__name__ == "TypeAlias":
                assigned.append((node.name.id, ast.unparse(node.value)))  # type: ignore[attr-defined]
    found: set[str] = set()
    while more := {name for name, value in assigned if value in found | {UNTYPED}} - found:
        found |= more
    return found
