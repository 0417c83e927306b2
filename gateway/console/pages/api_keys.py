"""Keys of service accounts, and what a district demands at signing in. A key is shown once."""

from gateway.console.accounts_shown import unit_of
from gateway.console.actions import Button
from gateway.console.api import Answer
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.forms import FormView, Params
from gateway.console.forms.views import serve_form
from gateway.console.pages.accounts import ACCOUNT
from gateway.console.records import RecordView, serve_record
from gateway.console.visit import Visit

keys = Area("accounts")
KEY, POLICY = f"{ACCOUNT}/keys/{{key_id}}", "/accounts/policies/{organization_id}"


def _shown_once(visit: Visit, params: Params, answer: Answer) -> str:
    title = visit.words("accounts.key.made")
    return visit.render(
        "accounts/key.html", title=title, crumbs=[(title, "")], made=answer.json, account_id=params["account_id"]
    )


def _back(_visit: Visit, params: Params, _answer: Answer) -> str:
    return f"/api/v1/accounts/{params['account_id']}"


serve_form(
    keys,
    FormView(
        method="POST", path=f"{ACCOUNT}/keys", words="accounts.key",
        fields=("name", "areas", "read_only", "personal", "valid_days"), groups={"areas": "key_area"},
        answered=_shown_once,
    ),
)  # fmt: skip
serve_form(
    keys,
    FormView(
        method="POST", path=f"{KEY}/rotations", words="accounts.rotate", record=ACCOUNT,
        fields=("overlap_hours", "valid_days"), answered=_shown_once,
    ),
)  # fmt: skip
serve_form(keys, FormView(method="DELETE", path=KEY, words="accounts.revoke", record=ACCOUNT, after=_back))
serve_record(
    keys,
    RecordView(
        path=POLICY, words="accounts.policy", title=lambda visit, _record: visit.words("accounts.policy.title"),
        summary=(
            Column(name="organization_id", value=unit_of),
            Column(
                name="second_factor_required",
                value=lambda visit, record: visit.words(f"lists.{str(record['second_factor_required']).lower()}"),
            ),
        ),
        buttons=(
            Button(
                words="accounts.policy.submit", path=POLICY, method="PATCH", roles=frozenset({"security_admin"}),
                primary=True,
            ),
        ),
    ),
)  # fmt: skip
serve_form(
    keys,
    FormView(method="PATCH", path=POLICY, words="accounts.policy", fields=("second_factor_required",)),
)
