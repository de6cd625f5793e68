"""Asking for a fact: from a conversation, on the page of questions, and behind a signed link without an account.

The page behind the link uses no cookie and no CSRF token, and that is safe: all it can do hangs on the signed secret in its
address, which a forger does not have. It never says who asked.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf.core.fact_ask import LONGEST_ANSWER, USUAL
from zuruf.core.people import May, Who
from zuruf.flow import fact_ask as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import fact_ask as reading
from zuruf.store.queries.desk import Place
from zuruf.web import fact_words, words
from zuruf.web.access import needs, open_to_all
from zuruf.web.numbers import whole
from zuruf.web.undo import named

BY_MAIL = "@"  # whom one asks: an address instead of a colleague


@needs(May.ANSWER)
@require_POST
def ask(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """A question out of a conversation; what of it goes along is ticked."""
    given = request.POST
    minutes = given.get("minutes", "")

    def act() -> str:
        flow.ask(
            who,
            public_id,
            given.get("question", ""),
            member=of if (of := given.get("of", "")) != BY_MAIL else "",
            email=given.get("email", "") if of in ("", BY_MAIL) else "",
            deputy=given.get("deputy", ""),
            messages=given.getlist("message"),
            minutes=whole(minutes, USUAL),
        )
        return _("Asked. The conversation stays where it is.")

    return _do(request, act, _conversation(request, public_id))


@needs(May.READ)
@require_GET
def questions(request: HttpRequest, who: Who) -> HttpResponse:
    """What she is asked, and what she asked."""
    return _page(request, who)


def _page(
    request: HttpRequest, who: Who, written: tuple[str, str] = ("", ""), status: int = 200
) -> HttpResponse:
    """*written*: a question, and the answer to it that was not taken."""
    now = clock()
    context = {
        "mine": reading.page(who, now),
        "now": now,
        "here": "facts",
        "of": written[0],
        "text": written[1],
    }
    return render(request, "facts/facts.html", context, status=status)


@needs(May.READ)
@require_POST
def answer(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Kept; what was not taken comes back with why."""
    text = request.POST.get("answer", "")
    try:
        said = _told(flow.answer(who, public_id, text))
    except Declined as declined:
        if declined.code in ("gone", "unknown_conversation"):
            raise Http404 from declined
        messages.error(request, fact_words.declined(declined))
        return _page(request, who, (public_id, text), status=409)
    messages.success(request, said)
    return redirect("facts")


@needs(May.READ)
@require_POST
def not_mine(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    def act() -> str:
        flow.not_mine(who, public_id)
        return _("Passed on.")

    return _do(request, act, reverse("facts"))


@needs(May.ANSWER)
@require_POST
def withdraw(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    def act() -> str:
        flow.withdraw(who, public_id)
        return _("Taken back. Its link does not work any more.")

    return _do(request, act, _conversation(request, request.POST.get("conversation", "")))


@needs(May.DRAFT)
@require_POST
def quoted(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """It was put into a draft."""
    try:
        flow.quoted(who, public_id)
    except Declined as declined:
        return HttpResponse(
            fact_words.declined(declined), status=409, content_type="text/plain; charset=utf-8"
        )
    return HttpResponse(status=204)


@needs(May.READ)
@require_POST
def seen(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    flow.saw(who, public_id)
    return HttpResponse(status=204)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all("whoever is asked for a fact answers by a signed link, without an account")
def behind(request: HttpRequest, token: str) -> HttpResponse:
    """The question and a field for its answer; never who asked."""
    try:
        public_id, link = flow.read_link(token)
    except Declined:
        return _shut(request)
    status, wrong, written = 200, "", ""
    if request.method == "POST":
        written = request.POST.get("answer", "")
        try:
            flow.answer_by_link(token, written, thanks="thanks" in request.POST)
        except Declined as declined:
            if declined.code == "link_over":
                return _shut(request)
            wrong, status = fact_words.declined(declined), 422
        else:
            return _private(redirect(f"{request.path}?kept"))
    found = reading.behind(public_id, link, clock())
    if found is None:
        return _shut(request)
    ask, house = found
    context = {
        "ask": ask,
        "house": house,
        "wrong": wrong,
        "kept": "kept" in request.GET,
        "longest": LONGEST_ANSWER,
    }
    return _private(
        render(request, "facts/behind.html", {**context, "written": written or ask.answer}, status=status)
    )


def _shut(request: HttpRequest) -> HttpResponse:
    return _private(render(request, "facts/shut.html", status=404))


def _private(answer: HttpResponse) -> HttpResponse:
    """Neither found by search engines nor told to whoever is linked from here."""
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _told(_conversation: str) -> str:
    return _("Thank you. Your answer stands in the conversation now.")


def _do(request: HttpRequest, act: Callable[[], str], back: str) -> HttpResponse:
    by_script = request.headers.get("Accept", "").startswith("text/plain")
    try:
        said, status = act(), 200
    except Declined as declined:
        if declined.code in ("gone", "unknown_conversation"):
            raise Http404 from declined
        said, status = fact_words.declined(declined), 409
    if by_script:
        return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    (messages.success if status == 200 else messages.error)(request, said)
    return redirect(back)


def _conversation(request: HttpRequest, public_id: str) -> str:
    place = Place.of(request.POST.get("queue", "")) or Place.of("us")
    if not named(public_id):
        return reverse("facts")
    return reverse("conversation", args=[place.slug if place else words.queue("us"), public_id])


urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:public_id>/fact/", ask, name="fact_ask"),
    path("facts/", questions, name="facts"),
    path("facts/<slug:public_id>/answer/", answer, name="fact_answer"),
    path("facts/<slug:public_id>/not-mine/", not_mine, name="fact_not_mine"),
    path("facts/<slug:public_id>/withdraw/", withdraw, name="fact_withdraw"),
    path("facts/<slug:public_id>/quoted/", quoted, name="fact_quoted"),
    path("facts/<slug:public_id>/seen/", seen, name="fact_seen"),
    path("fact/<str:token>/", behind, name="fact"),
]
