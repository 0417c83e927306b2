"""Numbers without gaps: given under a row lock in the transaction of what is numbered, or not at all."""

from sqlalchemy import select

from services.supervision.model import NumberRegister
from shared.unit_of_work import UnitOfWork


def next_number(work: UnitOfWork, district_id: str, organization_id: str, year: int, kind: str) -> int:
    """Return the next number of a kind of record in an organization's register of a year.

    Whoever comes second waits for the first one's commit, and so sees what the first one did. What is rolled back
    leaves its number to the next one.
    """
    key = {"district_id": district_id, "organization_id": organization_id, "year": year, "kind": kind}
    register = work.session.scalars(select(NumberRegister).filter_by(**key).with_for_update()).one_or_none()
    if register is None:
        register = NumberRegister(**key, last=0)
        work.session.add(register)
    register.last += 1
    # Written before anything else: of two that begin a register, the second meets the first's row and starts again.
    work.session.flush()
    return register.last
