"""Count pairs of places that share lines of code."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from tools.house.sources import Source

SHARED_LINES = 6


def repeated_pairs(sources: Iterable[Source]) -> int:
    """Return how many pairs of places have six or more consecutive code lines in common.

    Lines are compared stripped of their indentation, without blanks, comments and docstrings; each maximal common run
    of two places counts once, however long. Two places of one file do not overlap.
    """
    texts = [[line for _, line in source.code] for source in sources]
    places: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for number, text in enumerate(texts):
        for start in range(len(text) - SHARED_LINES + 1):
            places[tuple(text[start : start + SHARED_LINES])].append((number, start))
    return sum(
        _begins_run(texts, first, second) for found in places.values() for first, second in combinations(found, 2)
    )


def _begins_run(texts: Sequence[Sequence[str]], first: tuple[int, int], second: tuple[int, int]) -> bool:
    if first[0] == second[0] and second[1] - first[1] < SHARED_LINES:
        return False
    if not (first[1] and second[1]):
        return True
    return texts[first[0]][first[1] - 1] != texts[second[0]][second[1] - 1]
