"""A first schedule within milliseconds: pairs one after another, each at the first moment that is still free."""

from collections import Counter
from collections.abc import Callable, Iterable

from visit_solver.pairing.conflicts import Book, first_free
from visit_solver.pairing.instance import Assignment, Instance, Pair


def fill(instance: Instance, pairs: Iterable[Pair], start: Assignment | None = None) -> dict[Pair, int]:
    """Add to a schedule what still fits of some pairs: as before, else as early as possible.

    Pinned pairs come first, then those that were there before at the same moment, then those with the least choice.
    """
    book = Book(instance, start)
    for pair in sorted(pairs, key=lambda pair: _rank(instance, pair)):
        begins = instance.begins(pair)
        before = instance.before.get(pair)
        found = first_free(book, pair, [before, *begins] if before in begins and before is not None else begins)
        if found is not None:
            book.add(pair, found)
    return dict(book.visits)


def repaired(instance: Instance, visits: Assignment, going_on: Callable[[], bool]) -> dict[Pair, int]:
    """Let delegations change hosts so that hosts whom nobody visits are visited after all.

    One who has no visit, or visits a host that has others, goes there; or takes the host of a third, who goes there. It
    tries as long as `going_on`.
    """
    book = Book(instance, visits)
    changed = True
    while changed and going_on():
        changed = any(_visited(book, empty, going_on) for empty in _empty(book))
    return dict(book.visits)


def _visited(book: Book, empty: int, going_on: Callable[[], bool]) -> bool:
    for one, spare in _free(book):
        if not going_on():
            return False
        begin = None if spare is None else book.visits[spare]
        if spare is not None:
            book.remove(spare)
        if _added(book, (one, empty)) or _exchanged(book, one, empty):
            return True
        if spare is not None and begin is not None:
            book.add(spare, begin)
    return False


def _free(book: Book) -> list[tuple[int, Pair | None]]:
    """Return delegations that have a visit to make, and those whose visit is one too many, with that visit."""
    instance = book.instance
    made, load = Counter(one for one, _ in book.visits), Counter(host for _, host in book.visits)
    short: list[tuple[int, Pair | None]] = [
        (at, None) for at, each in enumerate(instance.delegations) if made[at] < each.visits
    ]
    settled = set(instance.pinned)
    return short + [(pair[0], pair) for pair in book.visits if load[pair[1]] > 1 and pair not in settled]


def _empty(book: Book) -> list[int]:
    visited = {host for _, host in book.visits}
    return [at for at, host in enumerate(book.instance.hosts) if host.required and at not in visited]


def _exchanged(book: Book, one: int, empty: int) -> bool:
    instance = book.instance
    settled = set(instance.pinned)
    for pair, begin in list(book.visits.items()):
        new = (one, pair[1]), (pair[0], empty)
        if pair in settled or any(each in book.visits or not instance.begins(each) for each in new):
            continue
        book.remove(pair)
        if _added(book, *new):
            return True
        book.add(pair, begin)
    return False


def _added(book: Book, *pairs: Pair) -> bool:
    """Add all of some pairs, each at its first free moment, or none."""
    for number, pair in enumerate(pairs):
        begin = None if pair in book.visits else first_free(book, pair, book.instance.begins(pair))
        if begin is None:
            for added in pairs[:number]:
                book.remove(added)
            return False
        book.add(pair, begin)
    return True


def keeps_pins(instance: Instance, visits: Assignment) -> bool:
    """Return whether a schedule has every pinned pair; their moments are right by construction."""
    return all(pair in visits for pair in instance.pinned)


def _rank(instance: Instance, pair: Pair) -> tuple[bool, bool, int, Pair]:
    return pair not in instance.pinned, pair not in instance.before, len(instance.begins(pair)), pair
