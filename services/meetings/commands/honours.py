"""Honours (表彰、试点): recorded with who gave them, and withdrawn with a reason."""

from datetime import date

from services.meetings.commands import loading
from services.meetings.commands.successions import settle_successions
from services.meetings.model import Honour, lifecycle, validation
from services.meetings.model.duplicates import SAME_HONOUR
from services.meetings.model.honours import require_giver_level, require_honour_kind
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.errors import Invalid
from shared.events.meetings import HonourRecorded, HonourWithdrawn
from shared.lifecycles import step_day
from shared.records import add_record, emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def record_honour(
    work: UnitOfWork,
    *,
    organization_id: str,
    kind: str,
    title: str,
    giver: str,
    giver_level: str,
    document_number: str,
    given_on: date,
) -> Answer[Honour]:
    """Record an honour of an organization: who of which level gave it, on which day, with its document.

    Refuses a day in the future and an organization that did not exist on that day.
    """
    settle_successions(work)
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(loading.REPORT, place.path)
    day = step_day(work, given_on, field="given_on")
    if not org_paths.is_open(work.session, organization_id, day):
        raise Invalid("honoured_not_open", field="organization_id", organization=place.name, day=day)
    honour = Honour(
        district_id=place.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        status=lifecycle.RECORDED, steps=0, last_step_on=day, year=day.year, kind=require_honour_kind(kind),
        title=validation.line(title, "title"), giver=validation.line(giver, "giver"),
        giver_level=require_giver_level(giver_level),
        document_number=validation.line(document_number, "document_number"), given_on=day,
    )  # fmt: skip
    add_record(work, honour, "record")
    emit(work, honour, HonourRecorded)
    return Answer(honour, {"warnings": duplicates_of(work, SAME_HONOUR, honour)})


@command
def withdraw_honour(work: UnitOfWork, *, honour_id: str, reason: str, expected_version: int | None = None) -> Honour:
    """Withdraw an honour that was recorded by mistake or taken back, with a reason."""
    honour, _ = loading.load_for_update(work, Honour, honour_id, loading.REPORT, expected_version)
    take_step(work, honour, "withdraw", opinion=validation.lines(reason, "reason"))
    emit(work, honour, HonourWithdrawn)
    return honour
