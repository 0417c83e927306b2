"""The pictures of docs/console.md are few and small, and each page that one shows still opens with its heading."""

import re

import pytest

from tests.console.guide import PAGE
from tests.console.pictures import FOLDER, Picture, pictures

MOST, MOST_BYTES = 24, 150_000


def test_the_pictures_are_few_and_small_and_each_is_shown():
    shown = re.findall(r"!\[[^\]]*\]\(console/([^)]+)\)", PAGE.read_text("utf-8"))
    assert 0 < len(shown) <= MOST
    assert shown == [each.file for each in pictures()]
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(shown)
    assert [path.name for path in FOLDER.iterdir() if path.stat().st_size > MOST_BYTES] == []


@pytest.mark.parametrize("picture", pictures(), ids=str)
def test_the_page_that_a_picture_shows_is_there(visitors, picture: Picture):
    picture.open(visitors.of(picture.role).page, visitors.served.address)
