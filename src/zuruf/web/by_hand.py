"""By hand: taking in what was written at a place without an interface, and posting the answer there."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf.core.by_hand import LONGEST, Found
from zuruf.core.people import May, Who
from zuruf.flow import by_hand as taking
from zuruf.flow import by_hand_out as posting
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import by_hand as reading
from zuruf.store.queries import outbox
from zuruf.web import by_hand_words as words
from zuruf.web.access import needs


@needs(May.READ)
@require_http_methods(["GET", "POST"])
def by_hand(request: HttpRequest, who: Who) -> HttpResponse:
    """What waits to be posted, and the form for what was found. `from`: a conversation in which something more was written."""
    if request.method == "POST":
        return _take_in(request, who)
    before = reading.again(request.GET.get("from", ""))
    given = {"place": before.place, "link": before.link, "name": before.name} if before else {}
    return _page(request, given)


@needs(May.READ)
@require_GET
def post(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """One answer: copy it, open the place, say what became of it."""
    return _post_page(request, who, public_id)


@needs(May.ANSWER)
@require_POST
def take(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """I post it; also over from somebody else."""
    over = "over" in request.POST
    return _do(request, who, public_id, lambda: posting.take(who, public_id, over=over), public_id)


@needs(May.ANSWER)
@require_POST
def put_back(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    done = _("Put back: it waits here until somebody posts it.")
    return _do(request, who, public_id, lambda: posting.put_back(who, public_id), "", done)


@needs(May.ANSWER)
@require_POST
def posted(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """It is there."""

    def say() -> None:
        posting.posted(who, public_id, request.POST.get("link", ""), at=_moment(request.POST.get("at", "")))

    return _do(request, who, public_id, say, "", _("Posted. It counts as out."))


@needs(May.ANSWER)
@require_POST
def not_possible(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    done = _("The text is a draft again, with your reason beside it.")
    why = request.POST.get("why", "")
    return _do(request, who, public_id, lambda: posting.not_possible(who, public_id, why), "", done)


def _take_in(request: HttpRequest, who: Who) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("place", "link", "why", "text", "name", "at")}
    given["private"] = "1" if "private" in request.POST else ""
    try:
        at = _moment(given["at"])
        found = Found(
            given["place"],
            given["text"],
            given["link"],
            given["why"],
            given["name"],
            at,
            not given["private"],
        )
        done = taking.take_in(who, found)
    except Declined as declined:
        return _page(request, given, declined)
    if done.known:
        messages.info(request, _("Somebody took this in before: here it is."))
    else:
        messages.success(
            request, _("Taken in. From here on it is a message like any other."), extra_tags="done"
        )
    return redirect("conversation", "us", done.conversation)


def _page(request: HttpRequest, given: dict[str, str], declined: Declined | None = None) -> HttpResponse:
    now = clock()
    context = {
        "waiting": reading.waiting(now),
        "places": reading.places(),
        "given": given,
        "wrong": words.refusal(declined) if declined else "",
        "field": words.field(declined) if declined else "",
        "longest": LONGEST,
        "now": now,
        "latest": _local(now),
        "here": "by_hand",
    }
    answer = render(request, "by_hand/by_hand.html", context, status=422 if declined else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _post_page(
    request: HttpRequest, who: Who, public_id: str, declined: Declined | None = None
) -> HttpResponse:
    now = clock()
    found = outbox.one(public_id, now)
    if found is None or not found.by_hand:
        raise Http404
    context = {
        "delivery": found,
        "question": reading.question(public_id),
        "mine": found.phase == "posting" and found.hand_id == who.public_id,
        "wrong": words.refusal(declined) if declined else "",
        "field": words.field(declined) if declined else "",
        "given": request.POST,
        "now": now,
        "latest": _local(now),
        "earliest": _local(found.queued_at),
        "here": "by_hand",
    }
    answer = render(request, "by_hand/post.html", context, status=409 if declined else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _do(
    request: HttpRequest, who: Who, public_id: str, act: Callable[[], None], there: str, done: str = ""
) -> HttpResponse:
    """Do it; then to the page of the answer *there*, or to all that is done by hand."""
    try:
        act()
    except Declined as declined:
        if declined.code in ("unknown_delivery", "not_by_hand"):
            raise Http404 from declined
        return _post_page(request, who, public_id, declined)
    if done:
        messages.success(request, done, extra_tags="done")
    return redirect("by_hand_post", there) if there else redirect("by_hand")


def _moment(typed: str) -> datetime | None:
    """What a field for date and time holds, in the reader's own zone. Raises Declined("bad_time")."""
    if not typed.strip():
        return None
    try:
        at = datetime.fromisoformat(typed.strip())
        return at if at.tzinfo else timezone.make_aware(at)
    except (ValueError, OverflowError):
        raise Declined("bad_time") from None


def _local(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


urlpatterns: list[URLPattern | URLResolver] = [
    path("by-hand/", by_hand, name="by_hand"),
    path("by-hand/<slug:public_id>/", post, name="by_hand_post"),
    path("by-hand/<slug:public_id>/take/", take, name="by_hand_take"),
    path("by-hand/<slug:public_id>/back/", put_back, name="by_hand_back"),
    path("by-hand/<slug:public_id>/there/", posted, name="by_hand_there"),
    path("by-hand/<slug:public_id>/not/", not_possible, name="by_hand_not"),
]
