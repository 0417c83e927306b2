"""Commands of the member points service."""

from services.member_points.commands.declarations import (
    approve_declaration,
    count_declaration,
    declare_again,
    declare_points,
    discuss_declaration,
    publish_declaration,
    return_declaration,
    verify_declaration,
    withdraw_declaration,
)
from services.member_points.commands.deriving import (
    derive_for_scheme,
    derive_from_activity,
    derive_from_project,
    derive_from_visit,
    know_member,
    know_post,
)
from services.member_points.commands.imports import (
    begin_import,
    check_rows,
    continue_import,
    enter_rows,
    fail_import,
    hand_in_rows,
    request_import,
    step_import,
)
from services.member_points.commands.objections import answer_objection, object_to_declaration, object_to_year
from services.member_points.commands.reversals import reverse_entry
from services.member_points.commands.schemes import amend_scheme, draft_scheme, publish_scheme
from services.member_points.commands.successions import hand_on_points, know_organizations, settle_successions
from services.member_points.commands.years import compute_year, freeze_year, publish_results

__all__ = [
    "amend_scheme",
    "answer_objection",
    "approve_declaration",
    "begin_import",
    "check_rows",
    "compute_year",
    "continue_import",
    "count_declaration",
    "declare_again",
    "declare_points",
    "derive_for_scheme",
    "derive_from_activity",
    "derive_from_project",
    "derive_from_visit",
    "discuss_declaration",
    "draft_scheme",
    "enter_rows",
    "fail_import",
    "freeze_year",
    "hand_in_rows",
    "hand_on_points",
    "know_member",
    "know_organizations",
    "know_post",
    "object_to_declaration",
    "object_to_year",
    "publish_declaration",
    "publish_results",
    "publish_scheme",
    "request_import",
    "return_declaration",
    "reverse_entry",
    "settle_successions",
    "step_import",
    "verify_declaration",
    "withdraw_declaration",
]
