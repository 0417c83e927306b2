"""A field's name taken apart into the words of the rule pack: two names with the same words mean the same fact.

The name is segmented by forward maximum matching: of the pack's words that begin at a place the longest counts. Words
that only count, or say when, where or that something was done are left off; a synonym stands for its canonical word;
what no word covers stands for itself. Order does not matter.
"""

import re
import unicodedata
from collections import Counter
from datetime import date
from functools import cache, lru_cache

from services.supervision.model.rules import RULES
from shared.rule_packs import RulePack, load_rule_pack

UNITS = "个人名件次项家份条场套户所座处篇块万千百亿元平方米公里亩吨年月日天小时分钟%％"
BRACKETS = re.compile(r"[(（\[【〔〈《「『]([^()（）\[\]【】〔〕〈〉《》「」『』]*)[)）\]】〕〉》」』]")

Words = tuple[str, ...]
"""The canonical words of a name in the order of their signs, each as often as it stands there."""


def unspelt(name: str) -> str:
    """Return a field's name without its spelling: NFKC, lower case, letters and digits only.

    Brackets around a unit of measure go with what is in them; other brackets leave what is in them.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = BRACKETS.sub(lambda match: "" if _is_unit(match[1]) else match[1], text)
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LN")


@lru_cache(maxsize=10_000)
def words_of(name: str) -> Words:
    """Return the canonical words of a field's name."""
    pattern, canonical = _vocabulary()
    pieces = (piece for piece in pattern.split(unspelt(name)) if piece)
    return tuple(sorted(word for piece in pieces if (word := canonical.get(piece, piece))))


def likeness(first: Words, second: Words) -> float:
    """Return the share of signs in words that two names have in common (Dice's coefficient), from 0 to 1."""
    common = Counter(first) & Counter(second)
    signs = sum(map(len, first)) + sum(map(len, second))
    return 2 * sum(map(len, common.elements())) / signs if signs else 0.0


def pack() -> RulePack:
    """Return the newest rule pack of words."""
    return load_rule_pack(RULES / "held_words.yaml", date.max)


def _is_unit(text: str) -> bool:
    return bool(text.strip()) and all(sign in UNITS for sign in text.strip().removeprefix("单位:").removeprefix("单位"))


@cache
def _vocabulary() -> tuple[re.Pattern[str], dict[str, str]]:
    rules = pack()
    canonical = {word: "" for line in rules["left_off"]["words"] for word in line}
    canonical |= {word: word for line in rules["different"]["words"] for word in line}
    for word, others in rules["synonyms"]["words"].items():
        canonical |= dict.fromkeys((word, *others), word)
    longest_first = sorted(canonical, key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, longest_first)) + ")"), canonical
