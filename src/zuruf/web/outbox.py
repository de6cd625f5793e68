"""The outbox: what goes out, what waits and why, what nobody knows about; holding everything, and each reply's buttons."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.http import url_has_allowed_host_and_scheme
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
from zuruf.store.queries import outbox as deliveries
from zuruf.store.queries import outbox_page as reading
from zuruf.web import hold_words
from zuruf.web.access import needs


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
    page = reading.page(now)
    live = tuple(proof.hold for proof in page.live)
    context: dict[str, object] = {
        "box": page,
        "standing": hold_words.standing(live),
        "flows": hold_words.flows(live),
        "offered": holds.offered(),
        "lifters": holds.lifters(),
        "missed": reading.Shelf.YES,
    }
    if wanted in set(reading.Shelf):
        at = int(number) if number.isdecimal() and len(number) < 6 else 1
        context["only"] = reading.one_list(reading.Shelf(wanted), at, now)
        context["number"] = at
    return context


@needs(May.READ)
@require_GET
def banner(request: HttpRequest, who: Who) -> HttpResponse:
    """The line above every page while a hold lies on everything; empty when there is none."""
    answer = render(request, "outbox/banner.html", {"now": clock()})
    answer["Cache-Control"] = "no-store"
    return answer


@needs(May.READ)
@require_GET
def delivery(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Where one reply stands now; the part of a page that shows it."""
    return _where(request, public_id)


@needs(May.ANSWER)
@require_POST
def recall(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(request, public_id, lambda: doing.recall(who, public_id))


@needs(May.ANSWER)
@require_POST
def withdraw(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(request, public_id, lambda: doing.withdraw(who, public_id, why=request.POST.get("why", "")))


@needs(May.ANSWER)
@require_POST
def settle(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    decision, link = request.POST.get("decision", ""), request.POST.get("link", "")
    return _do(request, public_id, lambda: doing.settle(who, public_id, decision, link))


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
    return _back(request)


@needs(May.ANSWER)
@require_POST
def lift(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    try:
        overdue = holding.lift(who, public_id)
    except Declined as declined:
        messages.error(request, _said(declined))
    else:
        messages.success(request, hold_words.lifted(overdue, holds.live()), extra_tags="done")
    return _back(request)


@needs(May.ANSWER)
@require_POST
def say_yes(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """One that became overdue under a hold goes out after all."""
    return _do(request, public_id, lambda: doing.say_yes(who, public_id))


@needs(May.ANSWER)
@require_POST
def say_yes_to_all(request: HttpRequest, who: Who) -> HttpResponse:
    try:
        doing.say_yes_to_all(who)
    except Declined as declined:
        messages.error(request, _said(declined))
    else:
        messages.success(request, _("They go out now, one after the other."), extra_tags="done")
    return _back(request)


def _do(request: HttpRequest, public_id: str, act: Callable[[], object]) -> HttpResponse:
    """Do it; answer with where the reply stands now, or go back to the page it was clicked on."""
    error = ""
    try:
        act()
    except Declined as declined:
        if declined.code == "unknown_delivery":
            raise Http404 from declined
        error = _said(declined)
    if request.headers.get("HX-Request"):
        return _where(request, public_id, error)
    if error:
        messages.error(request, error)
    return _back(request)


def _where(request: HttpRequest, public_id: str, error: str = "") -> HttpResponse:
    now = clock()
    found = deliveries.one(public_id, now)
    if found is None:
        raise Http404
    answer = render(request, "outbox/where.html", {"delivery": found, "now": now, "error": error})
    answer["Cache-Control"] = "no-store"
    return answer


def _back(request: HttpRequest) -> HttpResponse:
    """The page that was left, when it is one of ours."""
    to = request.POST.get("next") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure()):
        return redirect(to)
    return redirect("outbox")


def _said(declined: Declined) -> str:
    """What happened and what to do, in words."""
    known = {
        "too_late": _("Too late to recall: it is on its way or out. Withdraw it as soon as it is published."),
        "not_out": _("Only what is published can be withdrawn."),
        "cannot_withdraw": _("This network cannot delete it for us. Delete it there, or write a correction."),
        "not_unclear": _("Somebody settled it already. This is how it stands now."),
        "bad_link": _("The link has to start with https:// or http://."),
    }
    said = hold_words.declined(declined) or known.get(declined.code)
    return said or _("That was not done. Nothing was changed.")


urlpatterns: list[URLPattern | URLResolver] = [
    path("outbox/", outbox, name="outbox"),
    path("outbox/banner/", banner, name="banner"),
    path("outbox/yes/", say_yes_to_all, name="say_yes_to_all"),
    path("outbox/<slug:public_id>/yes/", say_yes, name="say_yes"),
    path("outbox/hold/", hold, name="hold"),
    path("outbox/hold/<slug:public_id>/lift/", lift, name="lift"),
    path("outbox/<slug:public_id>/", delivery, name="delivery"),
    path("outbox/<slug:public_id>/recall/", recall, name="recall"),
    path("outbox/<slug:public_id>/withdraw/", withdraw, name="withdraw"),
    path("outbox/<slug:public_id>/settle/", settle, name="settle"),
]
