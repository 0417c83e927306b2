"""Reproducible sampling of a spot check: the sample follows from its published seed alone.

It is order sampling (B. Rosén, 1997) by a permanent key of each unit (E. Ohlsson, 1995): a unit added to the population
changes nobody else's key. Each organization of the population gets the key SHA-256(seed + line feed + organization id),
both as UTF-8, written as 64 lower-case hexadecimal digits. The population is put in the order of these keys, and the
first n are the sample. The digest of the population is the SHA-256 of its ids in alphabetical order, a line feed
between each two.
"""

from collections.abc import Iterable
from hashlib import sha256


def key_of(seed: str, organization_id: str) -> str:
    """Return the sort key of an organization in the draw, as 64 hexadecimal digits."""
    return sha256(f"{seed}\n{organization_id}".encode()).hexdigest()


def sample(seed: str, population: Iterable[str], size: int) -> list[str]:
    """Draw so many organizations, the first drawn first; all of them where there are fewer."""
    return sorted(population, key=lambda unit_id: (key_of(seed, unit_id), unit_id))[:size]


def digest(population: Iterable[str]) -> str:
    """Return the digest by which two people see that they draw from the same population."""
    return sha256("\n".join(sorted(population)).encode()).hexdigest()
