"""Find circles in the graph of module imports."""

import sys
from collections.abc import Mapping
from pathlib import Path

import grimp


def import_circles(root: Path, packages: list[str]) -> list[list[str]]:
    """Return the groups of modules that import one another, directly or by way of others."""
    sys.path.insert(0, str(root))
    try:
        graph = grimp.build_graph(packages[0], *packages[1:], cache_dir=None)
    finally:
        sys.path.remove(str(root))
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    left = _circular(imported)
    groups = {frozenset(graph.find_upstream_modules(one) & graph.find_downstream_modules(one) | {one}) for one in left}
    return sorted(sorted(group) for group in groups if len(group) > 1)


def _circular(imported: Mapping[str, set[str]]) -> set[str]:
    """Take away what imports nothing that is left, until nothing changes."""
    left = set(imported)
    while leaves := {module for module in left if not imported[module] & left}:
        left -= leaves
    return left
