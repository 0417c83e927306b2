"""The search box, and the messages: what changed that concerns one's organizations."""

from functools import partial
from itertools import groupby

from flask import Response, request

from gateway.console.areas import Area
from gateway.console.directory import cursor_of
from gateway.console.visit import Visit, go

area = Area("search")
MOST = 50


@area.page("/search")
def search(visit: Visit) -> str:
    """Find records by their titles, by kind."""
    wanted = request.args.get("q", "").strip()
    answer = visit.client.get("/search", q=wanted) if wanted else {"groups": []}
    return visit.render("search/search.html", title=visit.words("search.title"), wanted=wanted, groups=answer["groups"])


@area.page("/notifications")
def notifications(visit: Visit) -> str:
    """List what changed that concerns one's organizations, the newest first, by day."""
    found = visit.client.gather(
        page=partial(visit.client.get, "/notifications", limit=MOST, cursor=request.args.get("cursor")),
        cursor=partial(visit.client.get, "/notifications/cursor"),
    )
    items = found["page"]["items"]
    days = [(day, list(alike)) for day, alike in groupby(items, key=lambda each: str(each["at"])[:10])]
    return visit.render(
        "search/notifications.html", title=visit.words("search.messages"), days=days, cursor=found["cursor"],
        next_cursor=cursor_of(found["page"]["next"]), is_first="cursor" not in request.args,
    )  # fmt: skip


@area.page("/notifications/read", methods=("POST",))
def read(visit: Visit) -> Response:
    """Note up to which message one has read; nobody else is told."""
    visit.client.send("PUT", "/notifications/cursor", {"number": int(request.form.get("number", "0"))})
    return go(visit.link("/notifications"))
