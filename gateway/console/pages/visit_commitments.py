"""What hosts have promised at visits, and what came of it."""

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.forms import FormView, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.visit_rounds import TABS
from gateway.console.records import RecordView, serve_record
from gateway.console.schedules.parties import acts_for
from gateway.console.visit import Visit

commitments = Area("observation_visits", tabs=TABS)
COMMITMENT = "/visit-commitments/{commitment_id}"
STANDING = Column(name="standing", kind="tag", group="standing")
DUE = Column(name="due_on", kind="day")


def _is_due(visit: Visit, record: Record) -> bool:
    return record["status"] == "due" and acts_for(visit, record["organization_id"])


serve_list(
    commitments,
    ListView(
        path="/visit-commitments", words="visit_commitments.list", filters=("standing",),
        opens="/visit-commitments/{id}",
        columns=(Column(name="text"), Column(name="organization_id", kind="unit"), Column(name="post"), DUE, STANDING),
    ),
)  # fmt: skip
serve_record(
    commitments,
    RecordView(
        path=COMMITMENT, words="visit_commitments.record", standing=STANDING,
        title=lambda _visit, record: str(record.get("text") or ""),
        summary=(
            Column(name="organization_id", kind="unit"), Column(name="post"), Column(name="made_on", kind="day"), DUE,
            Column(name="done_on", kind="day"), Column(name="outcome"), Column(name="evidence"),
            Column(
                name="visit_id", value=lambda visit, _record: visit.words("visits.look"), opens="/visits/{visit_id}",
            ),
        ),
        buttons=(
            Button(
                words="visit_commitments.keep.title", path=f"{COMMITMENT}/completions", when=_is_due, primary=True
            ),
            Button(words="visit_commitments.drop.title", path=f"{COMMITMENT}/drops", when=_is_due),
        ),
    ),
)  # fmt: skip
serve_form(
    commitments,
    FormView(
        method="POST", path=f"{COMMITMENT}/completions", words="visit_commitments.keep",
        fields=("outcome", "evidence", "on"),
    ),
)  # fmt: skip
serve_form(
    commitments,
    FormView(method="POST", path=f"{COMMITMENT}/drops", words="visit_commitments.drop", fields=("reason",)),
)
