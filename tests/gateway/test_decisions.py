"""Which POSTs decide or sign, written down by hand: these require If-Match, and the document says so of no other."""

from typing import Any

import pytest

from tests.gateway.documented import document
from tests.gateway.operations import Operation, operations

DECIDING = """
projects/{project_id}: reviews approvals acceptances ratings
obligations/{obligation_id}: excuses excuse-withdrawals
campaigns/{campaign_id}: closings
demonstration-points/{point_id}: vettings confirmations acceptances activations renewals withdrawals
demonstration-points/{point_id}/nodes/{node_id}: waivers
brands/{brand_id}: adoptions dismissals consolidations promotions
point-declarations/{declaration_id}: discussions verifications approvals returns publications confirmations
point-objections/{objection_id}: answers
member-point-schemes/{point_scheme_id}: publications
point-years/{point_year_id}: publications freezes
appraisal-schemes/{appraisal_scheme_id}: publications
appraisals/{appraisal_id}: returns reviews publications freezes
appraisal-objections/{appraisal_objection_id}: answers
visit-rounds/{round_id}: publications closures
visits/{visit_id}: confirmations declines reviews
visit-score-sheets/{sheet_id}: completions signatures objections/answers settlements
transfers/{transfer_id}: confirmations refusals
terms/{term_id}: shifts
rectification-items/{item_id}: verifications escalations
responsibility-letters/{letter_id}: signatures
notices/{notice_id}: acknowledgements verifications escalations
"""
"""Whoever reads the document asks of every POST: does it act on a record that is there, and decide about it or sign it?

Steps that report what was done, take back what is one's own, or add a part (a milestone, a finding, a unit's values)
do neither; they honour the header where it is sent.
"""
UNTAGGED = {
    "/api/v1/point-entries/{entry_id}/reversals",
    "/api/v1/levels/{level}/{organization_id}/quarterly-reports/{quarter}/freezes",
    "/api/v1/visit-rounds/{round_id}/plannings",
    "/api/v1/visit-rounds/{round_id}/plannings/cancellations",
}
"""What never changes, and jobs."""
DECISIONS = {
    f"/api/v1/{record}/{step}"
    for record, steps in (line.split(": ") for line in DECIDING.strip().splitlines())
    for step in steps.split()
}
POSTS = [each for each in operations() if each.method == "POST" and each.template in document()["paths"]]
STEPS = [each for each in POSTS if each.parameters]


def asked(operation: Operation) -> dict[str, Any] | None:
    """Give what the document says of If-Match at an operation."""
    return next((each for each in operation.documented["parameters"] if each["name"] == "If-Match"), None)


def test_what_decides_or_signs_requires_the_version_and_nothing_else_does() -> None:
    required = {each.template for each in POSTS if (asked(each) or {}).get("required")}
    assert required == DECISIONS


def test_other_steps_honour_the_version_creations_and_jobs_ignore_it() -> None:
    honoured = {each.template for each in STEPS} - UNTAGGED
    assert {each.template for each in POSTS if asked(each) is not None} == honoured


def test_the_document_tells_the_statuses_of_a_version() -> None:
    for operation in POSTS:
        header = asked(operation)
        wanted = set() if header is None else {"412", "428"} if header["required"] else {"412"}
        assert wanted == {"412", "428"} & set(operation.documented["responses"]), operation


@pytest.mark.parametrize("template", sorted(DECISIONS))
def test_the_record_that_is_decided_on_can_be_read_with_its_version(template: str) -> None:
    record = f"{template.rpartition('}')[0]}}}"
    answer = document()["paths"][record]["get"]["responses"]["200"]
    assert "ETag" in answer["headers"]
    assert "version" in fields_of(answer["content"]["application/json"]["schema"])


@pytest.mark.parametrize("template", sorted(DECISIONS))
def test_a_list_of_what_is_decided_on_has_the_version_of_each(template: str) -> None:
    record = template.rpartition("/{")[0]
    lists = {"/api/v1/terms": "/api/v1/organizations/{organization_id}/terms"}
    lists |= {"/api/v1/transfers": "/api/v1/organizations/{organization_id}/transfers"}
    lists |= {"/api/v1/appraisal-objections": "/api/v1/appraisals/{appraisal_id}/objections"}
    lists |= {"/api/v1/point-objections": "/api/v1/point-declarations/{declaration_id}/objections"}
    page = document()["paths"][lists.get(record, record)]["get"]["responses"]["200"]["content"]["application/json"]
    assert "version" in fields_of(fields_of(page["schema"])["items"]["items"])


def fields_of(schema: dict[str, Any]) -> dict[str, Any]:
    """Give the fields of a schema that the document names."""
    return dict(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"])
