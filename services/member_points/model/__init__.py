"""Schemes, the ledger, declarations and results, and their rules; independent of the clock."""

from services.member_points.model import views
from services.member_points.model.declarations import Declaration, DeclarationStep
from services.member_points.model.facts import Fact, HeldPost, WaitingMember
from services.member_points.model.jobs import PointImport, PointImportRow
from services.member_points.model.ledger import LedgerLock, PointEntry
from services.member_points.model.objections import Objection
from services.member_points.model.schemes import Scheme
from services.member_points.model.tables import Base
from services.member_points.model.years import PointResult, PointYear, PointYearStep

__all__ = [
    "Base",
    "Declaration",
    "DeclarationStep",
    "Fact",
    "HeldPost",
    "LedgerLock",
    "Objection",
    "PointEntry",
    "PointImport",
    "PointImportRow",
    "PointResult",
    "PointYear",
    "PointYearStep",
    "Scheme",
    "WaitingMember",
    "views",
]
