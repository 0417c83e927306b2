"""Schemes, appraisals and objections, and their rules; independent of the clock, the broker and HTTP."""

from services.appraisals.model import views
from services.appraisals.model.appraisals import Appraisal, AppraisalLine
from services.appraisals.model.objections import AppraisalObjection
from services.appraisals.model.schemes import AppraisalScheme
from services.appraisals.model.tables import AppraisalStep, Base

__all__ = ["Appraisal", "AppraisalLine", "AppraisalObjection", "AppraisalScheme", "AppraisalStep", "Base", "views"]
