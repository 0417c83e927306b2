"""Activities, lecture halls, obligations and campaigns, and their rules; independent of the clock."""

from services.activities.model import views
from services.activities.model.activities import Activity, ActivityStep, Minutes
from services.activities.model.campaigns import Campaign, Exemplar, Part
from services.activities.model.classes import ClassRequest, HallClass, Lecturer
from services.activities.model.halls import HallDeadline, HallItem, HallScope, HallStep, LectureHall
from services.activities.model.obligations import DistrictYear, Obligation, OrganizationYear
from services.activities.model.resolutions import Resolution
from services.activities.model.tables import Base, Secretary
from services.activities.model.trainings import TrainingNeed

__all__ = [
    "Activity",
    "ActivityStep",
    "Base",
    "Campaign",
    "ClassRequest",
    "DistrictYear",
    "Exemplar",
    "HallClass",
    "HallDeadline",
    "HallItem",
    "HallScope",
    "HallStep",
    "LectureHall",
    "Lecturer",
    "Minutes",
    "Obligation",
    "OrganizationYear",
    "Part",
    "Resolution",
    "Secretary",
    "TrainingNeed",
    "views",
]
