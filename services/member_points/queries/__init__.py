"""Queries of the member points service; every list of persons is in the order of their ids."""

from services.member_points.queries.declarations import declaration, declarations, objection, objections, steps
from services.member_points.queries.jobs import import_job, import_rows
from services.member_points.queries.ledger import entries, entry, members
from services.member_points.queries.schemes import scheme, schemes, templates, versions
from services.member_points.queries.years import point_year, point_years, recomputation, results, year_steps

__all__ = [
    "declaration",
    "declarations",
    "entries",
    "entry",
    "import_job",
    "import_rows",
    "members",
    "objection",
    "objections",
    "point_year",
    "point_years",
    "recomputation",
    "results",
    "scheme",
    "schemes",
    "steps",
    "templates",
    "versions",
    "year_steps",
]
