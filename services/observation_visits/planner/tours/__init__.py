"""Tours: which stops to visit, by which shift and in which order, for the most worth and the least travel."""

from services.observation_visits.planner.tours.planning import Budget, Progress, TourPlan, plan_tours
from services.observation_visits.planner.tours.problem import Shift, Stop, TourProblem, Tours, Window
from services.observation_visits.planner.tours.timetable import Call, Value, timetable

__all__ = [
    "Budget",
    "Call",
    "Progress",
    "Shift",
    "Stop",
    "TourPlan",
    "TourProblem",
    "Tours",
    "Value",
    "Window",
    "plan_tours",
    "timetable",
]
