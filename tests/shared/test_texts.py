"""What nobody sees is taken out of every text, and two spellings of one name are the same name."""

import pytest

from shared.errors import Invalid
from shared.text_validation import (
    UNDECODED,
    clean,
    clean_name,
    comparable,
    halfwidth,
    has_lost_character,
    has_unusual_character,
    number_of,
    printable,
    require_text,
)

NAME = "浔江社区居委会"
UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\u00ad\u180e"
    "\ufe0e\ufe0f\U0001bca0\U0001d173\U000e0080"
)


@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_a_sign_that_nobody_sees_is_taken_out(sign: str) -> None:
    assert clean(f"{sign}浔江{sign}社区居委会{sign}") == NAME
    assert require_text(f"浔{sign}江", label="名称", limit=2, field="name") == "浔江"


@pytest.mark.parametrize("blank", "\u00a0\u2002\u2003\u2009\u202f\u3000\u2800\ue5e5 ", ids=ascii)
def test_every_kind_of_blank_is_an_ordinary_one_and_none_stands_between_the_signs_of_a_name(blank: str) -> None:
    assert clean(f"{blank}东{blank}Lake{blank}") == "东 Lake"
    assert clean_name(f"王{blank}{blank}伟") == "王伟"
    assert clean_name(f"John{blank}Doe") == "John Doe"


def test_what_is_seen_stays() -> None:
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    for text in (family, "\u2764\ufe0f", "1\ufe0f\u20e3"):
        assert clean(text) == text
    for text in ("𠮷野家", "\ue000村", "葛\U000e0100饰", "A-B（甲）", "买买提·艾力"):
        assert clean(text) == text


def test_a_paragraph_keeps_its_indent_and_its_lines() -> None:
    assert clean("第一段\n\u3000\u3000第二段", lines=True) == "第一段\n\u3000\u3000第二段"


@pytest.mark.parametrize("text", ["上\ufffd村", "\ufffd"])
def test_a_text_with_a_lost_character_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="text_has_lost_characters"):
        require_text(text, label="名称", limit=10, field="name")


@pytest.mark.parametrize("sign", "\u2028\u2029\x85\x0b", ids=ascii)
def test_a_line_that_breaks_unseen_is_refused_by_every_way_in(sign: str) -> None:
    for lines in (False, True):
        with pytest.raises(Invalid, match="text_has_control_characters"):
            require_text(f"浔{sign}江", label="名称", limit=10, field="name", lines=lines)
    assert UNDECODED in printable(f"浔{sign}江")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("买买提·艾力", "买买提•艾力"),
        ("买买提·艾力", "买买提・艾力"),
        ("买买提·艾力", "买买提 ･ 艾力"),
        (NAME, "\ufeff浔江\u00a0社区居委会\u200b"),
        ("大青（东）村", "大青(东)村"),
        ("第１社区", "第1社区"),
        ("⼤青村", "大青村"),
    ],
)
def test_two_spellings_of_one_name_compare_alike(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


def test_two_names_do_not_compare_alike() -> None:
    assert len({comparable(name) for name in ("东社区", "西社区", "东社区居委会", "东村")}) == 4


def test_a_question_mark_in_a_chinese_name_is_seen_and_elsewhere_it_is_none() -> None:
    lost = {"大青?村": True, "大青？村": True, "???": True, "？（?）": True, "Who?": False, "大青村": False, "": False}
    assert {name: has_lost_character(name) for name in lost} == lost
    assert [has_unusual_character(name) for name in ("⻝村", "八五１村", "八五1村")] == [True, True, False]


def test_full_width_digits_are_digits_and_those_of_other_scripts_are_not() -> None:
    assert (halfwidth("３５０２１１"), number_of("１２.５"), number_of("2.052e+00")) == ("350211", 12.5, 2.052)
    for text in ("1_0", "٣", "๓", "nan", "inf", "", "0x10", "1,5", "--1"):
        with pytest.raises(ValueError, match=r"."):
            number_of(text or "x")
