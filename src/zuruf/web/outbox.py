"""The outbox: what goes out, what waits and why, what nobody knows about; and holds. Each reply's own is in delivery.py."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.hold import Covers
from zuruf.core.people import May, Who
from zuruf.flow import holds as holding
from zuruf.flow import outbox as doing
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import changes
from zuruf.store.queries import holds
from zuruf.store.queries import outbox_page as reading
from zuruf.web import hold_words
from zuruf.web.access import needs
from zuruf.web.delivery import back


@needs(May.READ)
@require_GET
def outbox(request: HttpRequest, who: Who) -> HttpResponse:
    """The lists, or with `show` a page of one of them. Asked for by its own script, just what changes."""
    now = clock()
    heard = changes.last()  # read before the lists: what changes in between is told by the stream
    context: dict[str, object] = {"now": now, "here": "outbox", "heard": heard, **_shown(request, now)}
    part = request.headers.get("X-Part") == "lists"
    answer = render(request, "outbox/live.html" if part else "outbox/outbox.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(request: HttpRequest, now: datetime) -> dict[str, object]:
    wanted, number = request.GET.get("show", ""), request.GET.get("page", "1")
    only = reading.Shelf(wanted) if wanted in set(reading.Shelf) else None
    at = int(number) if number.isdecimal() and len(number) < 6 else 1
    page = reading.page(now, only, at)
    live = tuple(proof.hold for proof in page.live)
    return {
        "box": page,
        "standing": hold_words.standing(live),
        "flows": hold_words.flows(live),
        "offered": holds.offered(),
        "lifters": holds.lifters(),
        "only": page.lists[0] if only else None,
        "number": at,
    }


@needs(May.READ)
@require_GET
def banner(request: HttpRequest, who: Who) -> HttpResponse:
    """The line above every page while a hold lies on everything; empty when there is none."""
    answer = render(request, "outbox/banner.html", {"now": clock()})
    answer["Cache-Control"] = "no-store"
    return answer


@needs(May.ANSWER)
@require_POST
def hold(request: HttpRequest, who: Who) -> HttpResponse:
    """Hold posts, or posts and answers: everywhere, or on what was chosen ("account:…", "team:…", "incident:…")."""
    kind, _colon, key = request.POST.get("on", "").partition(":")
    covers = Covers.ALL if request.POST.get("covers") == Covers.ALL else Covers.POSTS
    try:
        placed = holding.hold(
            who,
            key if kind == "account" else None,
            request.POST.get("reason", ""),
            covers=covers,
            team=key if kind == "team" else None,
            incident=key if kind == "incident" else None,
        )
    except Declined as declined:
        messages.error(request, _said(declined))
    else:
        name = next((one.name for one in holds.live() if one.public_id == placed), "")
        messages.success(request, hold_words.held(covers, name), extra_tags="done")
    return back(request)


@needs(May.ANSWER)
@require_POST
def lift(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    try:
        overdue = holding.lift(who, public_id)
    except Declined as declined:
        messages.error(request, _said(declined))
    else:
        messages.success(request, hold_words.lifted(overdue, holds.live()), extra_tags="done")
    return back(request)


@needs(May.ANSWER)
@require_POST
def say_yes_to_all(request: HttpRequest, who: Who) -> HttpResponse:
    try:
        said = doing.say_yes_to_all(who, request.POST.get("seen", "").split())
    except Declined as declined:
        messages.error(request, _said(declined))
    else:
        messages.success(request, hold_words.said_yes(said), extra_tags="done")
    return back(request)


def _said(declined: Declined) -> str:
    return hold_words.declined(declined) or _("That was not done. Nothing was changed.")


urlpatterns: list[URLPattern | URLResolver] = [
    path("outbox/", outbox, name="outbox"),
    path("outbox/banner/", banner, name="banner"),
    path("outbox/yes/", say_yes_to_all, name="say_yes_to_all"),
    path("outbox/hold/", hold, name="hold"),
    path("outbox/hold/<slug:public_id>/lift/", lift, name="lift"),
]
