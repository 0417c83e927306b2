"""Pages of organizational life that need an id: who looks at each, and of which record."""

from shared.rights import COMMUNITY, DISTRICT, STREET
from tests.console.given_records import Given, found

ACTIVITY, HALL = {"activity_id": "meeting"}, {"hall_id": "hall_first"}
CAMPAIGN, DUTY = (
    {"campaign_id": "led"},
    {"obligation_id": found("/obligations?organization_id={first}&year=2026&standing=due")},
)
VOTE, EXEMPLAR = (
    {**ACTIVITY, "resolution_id": found("/activities/{meeting}/resolutions")},
    {**CAMPAIGN, "exemplar_id": found("/campaigns/{led}/exemplars")},
)
TRAINING = {"training_need_id": found("/training-needs?organization_id={first}&standing=overdue")}
UNIT = {**CAMPAIGN, "organization_id": "first"}
A, H, C = "/activities/<activity_id>", "/lecture-halls/<hall_id>", "/campaigns/<campaign_id>"
D = "/obligations/<obligation_id>"
GIVEN: dict[str, Given] = {
    A: (COMMUNITY, ACTIVITY),
    f"{A}/edit": (COMMUNITY, ACTIVITY),
    f"{A}/attendance/edit": (COMMUNITY, ACTIVITY),
    f"{A}/minutes/edit": (COMMUNITY, ACTIVITY),
    f"{A}/cancellations/new": (COMMUNITY, ACTIVITY),
    f"{A}/resolutions/new": (COMMUNITY, ACTIVITY),
    f"{A}/resolutions/<resolution_id>/corrections/new": (COMMUNITY, VOTE),
    f"{A}/resolutions/<resolution_id>/withdrawals/new": (COMMUNITY, VOTE),
    C: (STREET, CAMPAIGN),
    f"{C}/edit": (STREET, CAMPAIGN),
    f"{C}/closings/new": (STREET, CAMPAIGN),
    f"{C}/units/new": (COMMUNITY, CAMPAIGN),
    f"{C}/units/<organization_id>": (STREET, UNIT),
    f"{C}/units/<organization_id>/departures/new": (COMMUNITY, UNIT),
    f"{C}/exemplars/new": (STREET, CAMPAIGN),
    f"{C}/exemplars/<exemplar_id>": (STREET, EXEMPLAR),
    f"{C}/exemplars/<exemplar_id>/revocations/new": (STREET, EXEMPLAR),
    D: (STREET, DUTY),
    f"{D}/excuses/new": (STREET, DUTY),
    f"{D}/excuse-withdrawals/new": (STREET, DUTY),
    H: (COMMUNITY, HALL),
    f"{H}/edit": (COMMUNITY, HALL),
    f"{H}/beginnings/new": (COMMUNITY, HALL),
    f"{H}/checks/new": (COMMUNITY, HALL),
    f"{H}/check-withdrawals/new": (COMMUNITY, HALL),
    f"{H}/establishments/new": (COMMUNITY, HALL),
    "/obligations/settings/new": (DISTRICT, {}),
    "/lecture-halls/deadlines/new": (DISTRICT, {}),
    "/lecture-halls/scopes/new": (DISTRICT, {}),
    "/training-needs/<training_need_id>": (DISTRICT, TRAINING),
    "/training-needs/<training_need_id>/trainings/new": (DISTRICT, TRAINING),
}
