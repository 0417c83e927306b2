"""The data dictionary as a page: `python -m tools.indicator_page` writes docs/indicators.md from the indicators."""

from pathlib import Path

from gateway.projections.indicators import Indicator, indicators

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "indicators.md"
TIMES = {"in_period": "本期 · in the period", "year_to_date": "今年以来 · year to date", "standing": "当日 · standing"}
HEAD = """\
# 指标 · The indicators

三级总览中的每个数字。本文件由 `gateway/indicators/` 生成（`python -m tools.indicator_page`），请勿手改。

Every figure of the three levels, generated from `gateway/indicators/`. A figure is an organization's own plus the
sum of its children's; a share is divided after adding. Every figure but a share opens to the records that it counts:
`GET /api/v1/levels/{level}/{organization_id}/figures/{indicator}/records`. What happened is counted in the month of the
day that is named; what stands, on any day, and where a day is named also in the month in which it began.

`own` 按组织自身当天（当年）的数字计组织；`median` 在一级未撤销的组织中取中位数，没有的按 0 计，不相加。

`own` counts organizations by their own figures of the day, those of its year; a `median` is taken over the open
organizations of a level, those with none of it as 0, and is never added up.

| 指标 indicator | 名称 name | 单位 unit | 算法 what is counted | 时间 times | 出处 citation |
|---|---|---|---|---|---|
"""


def page() -> str:
    """Return the whole page."""
    return HEAD + "".join(f"{_row(indicator)}\n" for indicator in indicators().by_code.values())


def _row(item: Indicator) -> str:
    unit = f"{item.unit.zh} · {item.unit.en}"
    citation = f"{item.citation.zh} · {item.citation.en}"
    cells = [f"`{item.code}`", f"{item.zh} · {item.en}", unit, _counted(item), _times(item), citation]
    return f"| {' | '.join(cell.replace('|', '∣') for cell in cells)} |"


def _times(item: Indicator) -> str:
    return "、".join(words for time, words in TIMES.items() if indicators().has(item, time))


def _counted(item: Indicator) -> str:
    if item.is_share:
        return f"`{item.numerator}` ÷ `{item.denominator}`"
    if item.median:
        return f"median of `{item.median}` over `level = {item.over}`"
    terms = [f"{name} = {' / '.join(str(value) for value in wanted)}" for name, wanted in item.where.items()]
    terms += [f"own `{code}` {least}–{'' if most is None else most}" for code, (least, most) in item.own.items()]
    what = f"`{item.sum}` of `{item.of}`" if item.sum else f"`{item.of}`"
    what += f" by `{item.day}`" if item.day else ""
    return f"{what}: {', '.join(terms)}" if terms else what


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
