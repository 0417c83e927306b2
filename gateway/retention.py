"""Retention in the gateway's own database: answers kept of commands, drafts and changes, told to its trail."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from gateway.accounts.drafts import purge_drafts
from gateway.audit import service_calls
from gateway.changes import purge_changes
from gateway.projections.transactions import NAME
from shared import databases
from shared.messaging.events import envelope
from shared.retention import purge_kept_answers, report
from shared.rights import system
from shared.unit_of_work import UnitOfWork


def purge(engine: Engine, clock: Callable[[], datetime]) -> int:
    """Delete a batch each of kept answers, drafts and changes whose period is over; return how many that were."""
    with databases.transaction(engine) as session:
        work = UnitOfWork(session, system(NAME), clock())
        purged = [purge_kept_answers(work), purge_drafts(work), purge_changes(work)]
        context = {"correlationid": work.new_id()}
        told = [envelope(event, id=work.new_id(), time=work.now, number=0, **context) for event in work.events]
        service_calls.receive(session, told, work.now)
    for each in purged:
        report(NAME, each)
    return sum(each.records for each in purged)
