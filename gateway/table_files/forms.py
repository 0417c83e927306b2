"""The forms of uploaded files: their columns, the accepted headings, and their description in the reference."""

import re
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec

from shared.struct_types import prepared
from shared.text_validation import comparable

TEXT, CODE, DAY = "text", "code", "day"


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column: its name in a row, its headings in both languages, and its kind."""

    name: str
    zh: str
    en: str
    kind: Literal["text", "code", "day"] = "text"
    required: bool = False
    about_zh: str = ""
    about_en: str = ""
    headings: tuple[str, ...] = ()

    @property
    def own_names(self) -> set[str]:
        """The headings that are its own name and no synonym."""
        return {folded(self.name), folded(self.zh), folded(self.en)}


class Form:
    """The columns of one kind of file."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by every accepted heading."""
        return {
            folded(heading): column
            for column in self.columns
            for heading in (*column.headings, column.name, column.en, column.zh)
        }

    @property
    def required(self) -> list[Column]:
        """The columns that a file must have."""
        return [column for column in self.columns if column.required]


def described(form: Form) -> str:
    """Describe a file's columns in both languages, for the reference."""
    zh = "；".join(f"{each.zh}{'（必填）' if each.required else ''}：{each.about_zh}" for each in form.columns)
    en = "; ".join(f"{each.en}{' (required)' if each.required else ''}: {each.about_en}" for each in form.columns)
    return (
        f"CSV 或 Excel，标题行在前 20 行内。{zh} · CSV or an Excel workbook with headings in its first 20 lines. {en}"
    )


def folded(heading: str) -> str:
    """Normalise a heading: without blanks, capitals, brackets with their content, and marks."""
    bare = re.sub(r"\([^)]*\)|\[[^]]*\]|【[^】]*】", "", comparable(heading))
    return re.sub(r"[*:_\-]", "", bare)


FORMS = {
    name: Form(columns)
    for name, columns in msgspec.yaml.decode(
        Path(__file__).with_suffix(".yaml").read_bytes(), type=prepared(dict[str, tuple[Column, ...]])
    ).items()
}
