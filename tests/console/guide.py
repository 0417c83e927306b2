"""The steps of docs/console.md, read as the page states them and taken by role and accessible name alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from playwright.sync_api import Locator, Page, expect

from shared.rights import AUDITOR, COMMUNITY, DISTRICT, SECURITY_ADMIN, STREET, SYSTEM_ADMIN
from tests.tooling.trees import ROOT

PAGE = ROOT / "docs" / "console.md"
ROLES = {
    "社区": COMMUNITY, "街道": STREET, "区": DISTRICT, "审计员": AUDITOR, "系统管理员": SYSTEM_ADMIN,
    "安全管理员": SECURITY_ADMIN,
}  # fmt: skip
"""How the page calls each role."""
TITLE = re.compile(r"(?P<title>.+?)(?:（(?P<role>\w+)）)?（点 (?P<clicks>\d+) 下，填 (?P<fields>\d+) 处）")
STEP = re.compile(r"\d+\. (?P<said>.+)")
FORMS = {
    "press": re.compile(r"点“([^”]+)”"),
    "download": re.compile(r"点“([^”]+)”得到“([^”]+)”"),
    "press_in_row": re.compile(r"在“([^”]+)”一行点“([^”]+)”"),
    "fill": re.compile(r"在“([^”]+)”填写“([^”]+)”"),
    "choose": re.compile(r"在“([^”]+)”选择“([^”]+)”"),
    "tick": re.compile(r"勾选“([^”]+)”"),
    "upload": re.compile(r"在“([^”]+)”放入“([^”]+)”"),
    "see": re.compile(r"看到“([^”]+)”"),
}
"""The grammar of the page: what a step may say, and nothing else."""
ANY = "…"
"""A link of whatever name."""
CLICKS, FIELDS = {"press", "press_in_row", "download"}, {"fill", "choose", "tick", "upload"}
FILES = {"组织.csv": "区划代码,名称,级别,上级代码\n350294,试导区,区,\n350294001,试导街道,街道,350294\n"}


@dataclass(frozen=True)
class Step:
    """One step: the form of what it says, and the names in it."""

    form: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """One task of a role, with the numbers that its title states."""

    role: str
    title: str
    stated: tuple[int, int]
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return f"{self.role} {self.title}"

    @property
    def counted(self) -> tuple[int, int]:
        """How often one presses, and how many fields one touches."""
        touched = {each.names[0] for each in self.steps if each.form in FIELDS}
        return sum(each.form in CLICKS for each in self.steps), len(touched)


def read_step(said: str) -> Step:
    """Read one step; ValueError for what the grammar does not have."""
    for form, pattern in FORMS.items():
        if found := pattern.fullmatch(said):
            return Step(form, found.groups())
    raise ValueError(said)


@cache
def tasks() -> tuple[Task, ...]:
    """Read every task of the page, in its order."""
    found = []
    for part in re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        role = ROLES.get(re.split(r"[、 ]", part, maxsplit=1)[0])
        found += [_task(role, each) for each in re.split(r"^### ", part, flags=re.MULTILINE)[1:] if role]
    return tuple(found)


def _task(role: str, text: str) -> Task:
    heading, *lines = text.splitlines()
    title = TITLE.fullmatch(heading)
    assert title is not None, heading
    steps = tuple(read_step(found["said"]) for line in lines if (found := STEP.fullmatch(line)))
    stated = int(title["clicks"]), int(title["fields"])
    return Task(ROLES.get(title["role"] or "", role), title["title"], stated, steps)


def take(page: Page, step: Step) -> None:
    """Take a step on a page."""
    TAKEN[step.form](page, *step.names)
    page.wait_for_load_state()


def _named(place: Page | Locator, name: str) -> Locator:
    if name == ANY:
        return place.get_by_role("link")
    wanted = re.compile(f"^{re.escape(name)}( |$)")
    return place.get_by_role("button", name=wanted).or_(place.get_by_role("link", name=wanted))


def _press(page: Page, name: str) -> None:
    main = _named(page.get_by_role("main"), name)
    (main if main.count() else _named(page, name)).first.click()


def _press_in_row(page: Page, row: str, name: str) -> None:
    main = page.get_by_role("main")
    rows = main.get_by_role("row").or_(main.get_by_role("listitem")).filter(has_text=row)
    _named(rows.filter(has=_named(page, name)).first, name).first.click()


def _download(page: Page, name: str, ending: str) -> None:
    with page.expect_download() as begun:
        _press(page, name)
    assert begun.value.suggested_filename.endswith(ending), begun.value.suggested_filename


def _field(page: Page, label: str) -> Locator:
    return page.get_by_role("main").get_by_label(label).first


def _upload(page: Page, label: str, file: str) -> None:
    content = {"name": file, "mimeType": "text/csv", "buffer": FILES[file].encode()}
    _field(page, label).set_input_files(content)


TAKEN: dict[str, Callable[..., None]] = {
    "press": _press,
    "download": _download,
    "press_in_row": _press_in_row,
    "fill": lambda page, label, text: _field(page, label).fill(text),
    "choose": lambda page, label, option: _field(page, label).select_option(label=option),
    "tick": lambda page, label: _field(page, label).check(),
    "upload": _upload,
    "see": lambda page, text: expect(page.get_by_role("main")).to_contain_text(text),
}
