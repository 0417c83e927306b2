"""Activities, lecture halls, obligations and campaigns, and their rules; independent of the clock."""

from services.activities.model import views
from services.activities.model.activities import Activity, ActivityStep, Minutes
from services.activities.model.campaigns import Campaign, Exemplar, Part
from services.activities.model.halls import HallDeadline, HallItem, HallStep, LectureHall
from services.activities.model.obligations import DistrictYear, Obligation, OrganizationYear
from services.activities.model.resolutions import Resolution
from services.activities.model.tables import Base, Secretary

__all__ = [
    "Activity",
    "ActivityStep",
    "Base",
    "Campaign",
    "DistrictYear",
    "Exemplar",
    "HallDeadline",
    "HallItem",
    "HallStep",
    "LectureHall",
    "Minutes",
    "Obligation",
    "OrganizationYear",
    "Part",
    "Resolution",
    "Secretary",
    "views",
]
