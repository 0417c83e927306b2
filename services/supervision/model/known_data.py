"""Catalogue of facts that the platform holds: a field is recognised by its code, or by its normalised name."""

from functools import cache

import msgspec

from services.supervision.model.rules import RULES
from services.supervision.model.wordings import Words, likeness, pack, unspelt, words_of
from shared.struct_types import prepared

ENDINGS = ("总数量", "总人数", "总个数", "总件数", "总次数", "数量", "总数", "总计", "合计", "人数", "个数", "件数",
           "次数", "总量", "数目", "数", "total", "count", "number")  # fmt: skip
BEGINNINGS = ("全部", "所有", "总", "numberof", "totalnumberof", "total")


class HeldFact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact that the platform holds, with its names."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name of the fact, its own two first."""
        return self.zh, self.en, *self.aliases


class _Catalogue(msgspec.Struct, frozen=True):
    by_code: dict[str, HeldFact]
    by_key: dict[str, HeldFact]
    by_words: dict[Words, HeldFact]


def key_of(name: str) -> str:
    """Return a field's name without its spelling: 党员总数 (人) and 党员 are the same.

    NFKC and lower case, without spaces, punctuation and signs; brackets around a unit of measure go with what is in
    them; words that only say that something is counted (数, 数量, 总数 …) are left off, never the whole name. Fields
    asked before are found by this key; it stands in the database and does not change with the rule pack of words.
    """
    text = unspelt(name)
    for beginning in sorted(BEGINNINGS, key=len, reverse=True):
        if text.startswith(beginning) and len(text) > len(beginning):
            text = text.removeprefix(beginning)
            break
    return _without_endings(text)


def held_as(name: str, code: str | None = None) -> HeldFact | None:
    """Return the fact that answers a field, by its code, or else by its name or its words; None for a new one."""
    facts = _catalogue()
    if by_code := facts.by_code.get(code or "") or facts.by_code.get(name.strip()):
        return by_code
    fact = facts.by_key.get(key_of(name)) or facts.by_words.get(words_of(name))
    return fact if fact and _counts_persons_alike(fact, name) else None


def near_facts(name: str) -> list[HeldFact]:
    """Return facts with a name similar to a field's, the most similar first, for a person to decide."""
    rule, words = pack()["near"], words_of(name)
    alike: dict[str, float] = {}
    for other, fact in _catalogue().by_words.items():
        alike[fact.code] = max(alike.get(fact.code, 0.0), likeness(words, other))
    near = [code for code in alike if alike[code] * 100 >= rule["percent"]]
    return [_catalogue().by_code[code] for code in sorted(near, key=lambda code: -alike[code])[: rule["most"]]]


def held_facts() -> list[HeldFact]:
    """Load everything the platform holds, in the order of the codes."""
    return sorted(_catalogue().by_code.values(), key=lambda fact: fact.code)


def _counts_persons_alike(fact: HeldFact, name: str) -> bool:
    """Return whether a fact counts persons where a name asks how many persons, which comparing leaves off."""
    persons = pack()["persons"]
    if not any(word in unspelt(name) for word in persons["words"]):
        return True
    return any(fact.code in line for line in persons["codes"]) or any(
        word in own for own in fact.names for word in persons["words"]
    )


def _without_endings(text: str) -> str:
    while True:
        ending = next((word for word in ENDINGS if text.endswith(word) and len(text) > len(word)), None)
        if ending is None:
            return text
        text = text.removesuffix(ending)


@cache
def _catalogue() -> _Catalogue:
    facts = {
        fact.code: fact
        for name in ("held_indicators.yaml", "held_facts.yaml")
        for fact in msgspec.yaml.decode((RULES / name).read_text("utf-8"), type=prepared(list[HeldFact]))
    }
    others = msgspec.yaml.decode(
        (RULES / "held_names.yaml").read_text("utf-8"), type=prepared(dict[str, tuple[str, ...]])
    )
    for code, names in others.items():
        facts[code] = msgspec.structs.replace(facts[code], aliases=(*facts[code].aliases, *names))
    catalogue = _Catalogue(facts, {}, {})
    for fact in facts.values():
        for name in fact.names:
            # Of two facts with one name the first keeps it: figures come before what stands behind them.
            catalogue.by_key.setdefault(key_of(name), fact)
            if words := words_of(name):
                catalogue.by_words.setdefault(words, fact)
    return catalogue
