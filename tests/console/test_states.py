"""Every page in every state that it has, in both widths: rendered in the long run, and none left out of the table."""

import pytest
from sqlalchemy import update

from services.member_points.model.jobs import PointImport
from services.organizations.model.tables import ImportJob
from shared import databases, jobs
from shared.rights import COMMUNITY, DISTRICT, STREET, SYSTEM_ADMIN, Grant
from tests.console.conftest import Visitors
from tests.console.page_states import (
    NOT_RENDERED,
    STATES,
    TABLE,
    StateTable,
    amending,
    read_table,
    send_cleared,
    send_outdated,
)
from tests.console.places import Place, pages, places
from tests.console.served import served, username_of
from tests.gateway.full_district.snapshot import planted_folder

BOTH = "1366 390"
FEWEST = {"filled": 300, "empty": 30, "error": 110, "conflict": 15, "running": 5}
RUNNING = {
    "/visit-rounds/<round_id>": STREET,
    "/organizations/imports/<job_id>": SYSTEM_ADMIN,
    "/point-imports/<job_id>": DISTRICT,
    "/jobs": SYSTEM_ADMIN,
    "/operations": SYSTEM_ADMIN,
}
"""The pages of what is going on, and who looks at them."""


def test_no_page_is_missing_from_the_table_and_each_was_opened():
    table = read_table()
    assert table.keys() == {each.rule for each in pages()}
    for rule, states in table.items():
        assert states["filled"] == BOTH, rule
        assert set(states.values()) <= {BOTH, NOT_RENDERED}, rule


@pytest.mark.parametrize("state", STATES)
def test_each_state_was_looked_at_on_many_pages(state):
    assert sum(states[state] == BOTH for states in read_table().values()) >= FEWEST[state]


class People:
    """Who has each role, each with one browser for all pages."""

    def __init__(self, visitors):
        self.visitors, self.of_role = visitors, {}
        self.addresses = {each: each.address(visitors.served) for each in places()}

    def opened(self, place):
        """Open a page as who has its role; None where it is gone meanwhile."""
        if place.role not in self.of_role:
            self.of_role[place.role] = self.visitors.of(place.role)
            self.of_role[place.role].page.on("dialog", lambda dialog: dialog.accept())
        visitor = self.of_role[place.role]
        return visitor if visitor.open(self.addresses[place]).status == 200 else None


def fill(table, visitors):
    people = People(visitors)
    for place in places():
        if visitor := people.opened(place):
            table.look(visitor, place, "filled")


def go_wrong(table, visitors):
    """Send the form of each page with nothing in it, and once more as if made from an older version."""
    people, amended = People(visitors), set(amending())
    for place in places():
        is_form = place.rule.endswith(("/new", "/edit"))
        if is_form and (visitor := people.opened(place)) and send_cleared(visitor.page):
            table.look(visitor, place, "error")
        if place.rule in amended and (visitor := people.opened(place)) and send_outdated(visitor.page):
            table.look(visitor, place, "conflict")


def leave_empty(table, visitors):
    """Open each list as who works for a unit that has no records."""
    ids = visitors.served.ids
    visitors.served.someone("newcomer", Grant(COMMUNITY, ids["fifth"]), place="fifth")
    newcomer = visitors.anybody().sign_in("newcomer")
    for place in (Place(each.rule, COMMUNITY) for each in pages() if "<" not in each.rule):
        response = newcomer.open(place.address(visitors.served))
        if response.status == 200 and newcomer.page.locator("main .empty").count():
            table.look(newcomer, place, "empty")


def let_run(table, visitors):
    """Ask for a schedule that nobody looks for, set imports back into their middle, and open the pages of them."""
    served_, drafted = visitors.served, f"/visit-rounds/{visitors.served.ids['drafted']}"
    answer = served_.district.people["street"].post(f"{drafted}/plannings", {"seconds": 5})
    assert answer.status_code == 202, answer.text
    for service, job in (
        ("organizations", update(ImportJob).where(ImportJob.job_id == served_.ids["organizations_file"])),
        ("member_points", update(PointImport).where(PointImport.id == served_.ids["points_file"])),
    ):
        with databases.transaction(served_.district.executor(service).engine) as session:
            asked_by = served_.made[username_of(SYSTEM_ADMIN)]
            session.execute(job.values(state=jobs.RUNNING, ended_at=None, account_id=asked_by))
    for rule, role in RUNNING.items():
        visitor, place = visitors.of(role), Place(rule, role)
        visitor.open(f"/console{drafted}" if rule == "/visit-rounds/<round_id>" else place.address(served_))
        assert "%" in visitor.page.inner_text("main"), place
        table.look(visitor, place, "running")


BROUGHT_ABOUT = {("filled",): fill, ("error", "conflict"): go_wrong, ("empty",): leave_empty, ("running",): let_run}
"""What brings states about; each begins with a district of its own, and leaves what others wrote into the table."""


@pytest.mark.long
@pytest.mark.parametrize("states", BROUGHT_ABOUT, ids="-".join)
def test_every_page_is_rendered_in_every_state_that_it_has(tmp_path_factory, browser, states):
    folder, table = planted_folder(tmp_path_factory), StateTable(states)
    with served(folder, tmp_path_factory.mktemp("states") / "data") as console:
        visitors = Visitors(console, browser)
        BROUGHT_ABOUT[states](table, visitors)
        for each in visitors.made:
            each.context.close()
    TABLE.write_text(table.text(), "utf-8")
    assert table.faults == []
