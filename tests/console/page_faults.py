"""What must not be on a page: tests look with each function at what there is and at what is planted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.console.reading import CHINESE, ReadPage
from tests.expect import done

if TYPE_CHECKING:
    from tests.console.browsing import Visitor

INLINE = re.compile(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:")
POSTING = re.compile(r"<form[^>]*method=\"post\"[^>]*>(?:(?!</form>).)*", re.DOTALL)
TOKEN = '<input type="hidden" name="_token" value="{{ visit.token }}">'


def inline_code(template: str) -> list[str]:
    """Return what a template has of scripts and styles in it."""
    return INLINE.findall(template)


def forms_without_token(template: str) -> list[str]:
    """Return the forms of a template that change something and carry no token."""
    return [form for form in POSTING.findall(template) if TOKEN not in form]


def untranslated(english: ReadPage) -> list[str]:
    """Return the Chinese texts of an English page that are not said to be Chinese."""
    return [text for said, text in english.texts(typed=False) if said != "zh-CN" and CHINESE.search(text)]


def is_by_roll(visitor: Visitor, organization_id: str) -> bool:
    """Return whether the persons that a page lists stand in the order of their roll."""
    roll = done(visitor.served.district.people["district"].get(f"/organizations/{organization_id}/members"))["items"]
    shown = [each.inner_text() for each in visitor.page.get_by_role("rowheader").all()]
    return bool(shown) and shown == [each["name"] for each in roll]
