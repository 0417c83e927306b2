"""What the platform holds already: a field is known by its code, or by its name however it is spaced and bracketed."""

import re
import unicodedata
from functools import cache
from typing import Any

import msgspec

from services.supervision.model.rules import RULES
from shared.kinds import known

UNITS = "个人名件次项家份条场套户所座处篇块万千百亿元平方米公里亩吨年月日天小时分钟%％"
BRACKETS = re.compile(r"[(（\[【〔〈《「『]([^()（）\[\]【】〔〕〈〉《》「」『』]*)[)）\]】〕〉》」』]")
ENDINGS = ("总数量", "总人数", "总个数", "总件数", "总次数", "数量", "总数", "总计", "合计", "人数", "个数", "件数",
           "次数", "总量", "数目", "数", "total", "count", "number")  # fmt: skip
BEGINNINGS = ("全部", "所有", "总", "numberof", "totalnumberof", "total")


class HeldFact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something the platform holds, under its names, and where in the API it stands."""

    code: str
    zh: str
    en: str
    where: str
    aliases: tuple[str, ...] = ()


def key_of(name: str) -> str:
    """This function will give what is left of a field's name without its spelling: 党员总数 (人) and 党员 are the same.

    NFKC and lower case, without spaces, punctuation and signs; brackets around a unit of measure go with what is in
    them; words that only say that something is counted (数, 数量, 总数 …) are left off, never the whole name.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = BRACKETS.sub(lambda found: "" if _is_unit(found[1]) else found[1], text)
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] in "LN")
    for beginning in sorted(BEGINNINGS, key=len, reverse=True):
        if text.startswith(beginning) and len(text) > len(beginning):
            text = text.removeprefix(beginning)
            break
    return _without_endings(text)


def held_as(name: str, code: str | None = None) -> HeldFact | None:
    """This function will give the fact that answers a field, by its code or else by its name; None for a new one."""
    by_code, by_key = _catalogue()
    return by_code.get(code or "") or by_code.get(name.strip()) or by_key.get(key_of(name))


def held_facts() -> list[HeldFact]:
    """This function will give everything the platform is known to hold, in the order of the codes."""
    return sorted(_catalogue()[0].values(), key=lambda fact: fact.code)


def shown_fact(fact: HeldFact) -> dict[str, Any]:
    """This function will show a fact with its names and its place."""
    return msgspec.to_builtins(fact)  # type: ignore[no-any-return]


def _without_endings(text: str) -> str:
    while True:
        ending = next((one for one in ENDINGS if text.endswith(one) and len(text) > len(one)), None)
        if ending is None:
            return text
        text = text.removesuffix(ending)


def _is_unit(text: str) -> bool:
    return bool(text.strip()) and all(sign in UNITS for sign in text.strip().removeprefix("单位:").removeprefix("单位"))


@cache
def _catalogue() -> tuple[dict[str, HeldFact], dict[str, HeldFact]]:
    facts = {
        fact.code: fact
        for name in ("held_indicators.yaml", "held_facts.yaml")
        for fact in msgspec.yaml.decode((RULES / name).read_text("utf-8"), type=known(list[HeldFact]))
    }
    others = msgspec.yaml.decode((RULES / "held_names.yaml").read_text("utf-8"), type=known(dict[str, tuple[str, ...]]))
    for code, names in others.items():
        facts[code] = msgspec.structs.replace(facts[code], aliases=(*facts[code].aliases, *names))
    by_key: dict[str, HeldFact] = {}
    for fact in facts.values():
        for name in (fact.zh, fact.en, *fact.aliases):
            # Of two facts with one name the first keeps it: figures come before what stands behind them.
            by_key.setdefault(key_of(name), fact)
    return facts, by_key
