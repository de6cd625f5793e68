"""Listening: the searches, what each heard and what becomes of it, whom nobody listens for, and what cannot be heard where."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf.core.listening_fair import vanishes_in
from zuruf.core.people import May, Who
from zuruf.core.search_match import Piece
from zuruf.flow import listening_hits, listening_searches, listening_staff
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import hearing
from zuruf.store.queries import listening_page as reading
from zuruf.store.queries import listening_staff as staff_reading
from zuruf.store.queries.desk import zone
from zuruf.store.queries.listening_page import HitView, SearchView
from zuruf.store.queries.understood import understood
from zuruf.web import listening_reach_words, listening_stream_words, listening_words, triage_words
from zuruf.web.access import needs

DESERVES = 60
"""Percent from which a hit is marked as deserving an answer."""
_PUBLIC_ID = re.compile(r"[-\w]{1,40}", re.ASCII)
ORDERED = {"answer", "keep", "not_relevant", "undo"}


@dataclass(frozen=True, slots=True)
class Line:
    """A search in the list."""

    of: SearchView
    purpose: str
    worth: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit on its search's page. `done`: what became of it; `no_answer`: why it cannot be answered from here."""

    of: HitView
    url: str
    network: str
    pieces: list[Piece]
    deserves: bool
    risk: str
    understood: str
    vanishes: str
    no_answer: str
    done: str
    conversation: str


@require_GET
@needs(May.INSIDE)
def listening(request: HttpRequest, who: Who) -> HttpResponse:
    now = clock()
    rows = [
        Line(s, listening_words.purpose(s.purpose), listening_words.worth(s.right, s.wrong))
        for s in reading.searches(now)
    ]
    undo = request.GET.get("undo", "")
    context = {
        "rows": rows,
        "streams": listening_stream_words.streams(hearing.flows(now), now, settings.LISTEN),
        "undo": undo if _PUBLIC_ID.fullmatch(undo) else "",
        "now": now,
    }
    return render(request, "listening/listening.html", {**context, "here": "listening"})


@require_GET
@needs(May.INSIDE)
def search(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """What it heard: `show` "" (new and kept), kept, answered, no; `sort` deserves; `page` what a page gave as its next."""
    now = clock()
    s = reading.search(public_id, now)
    if s is None:
        raise Http404
    asked = request.GET.get("show", "")
    show, sort = asked if asked in reading.SHOWS else "", "deserves" * (request.GET.get("sort") == "deserves")
    after = request.GET.get("page", "").replace("\x00", "")
    found = reading.hits(public_id, show, deserving=bool(sort), after=after)
    context: dict[str, object] = {
        "hits": [_hit(h, s.keeps, now) for h in found.shown],
        "after": found.after,
        "plain": urlencode({"show": show, "sort": sort}),
        "now": now,
    }
    if request.htmx.target == "more":  # type: ignore[attr-defined]
        return render(request, "listening/hits.html", context)
    counts = {
        slug: sum(found.counts.get(state, 0) for state in states) for slug, states in reading.SHOWS.items()
    }
    streams = listening_stream_words.streams(hearing.flows(now), now, settings.LISTEN)
    context |= {
        "search": s,
        "purpose": listening_words.purpose(s.purpose),
        "worth": listening_words.worth(s.right, s.wrong),
        "paused": listening_words.paused(s.paused_why) if s.paused_at else "",
        "allowed": listening_words.allowed(s.allowed_until, s.allowed_why) if s.allowed_until else "",
        "changeable": _changeable(who, s),
        "streams": [one for one in streams if one[1]],
        "shows": [(slug, title, counts[slug]) for slug, title in listening_words.shows()],
        "sorts": listening_words.sorts(),
        "show": show,
        "sort": sort,
        "nothing": listening_words.nothing(
            show, paused=bool(s.paused_at), silent=all(ill for _says, ill in streams)
        ),
        "here": "listening",
    }
    return render(request, "listening/search.html", context)


@require_POST
@needs(May.ANSWER)
def hit(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """`do` answer, keep, not_relevant or undo. For a script the hit as it stands now."""
    do, by_script = request.POST.get("do", ""), bool(request.htmx)  # type: ignore[attr-defined]
    found = reading.hit(public_id)
    if found is None or do not in ORDERED:
        raise Http404
    back = reverse("listening_search", args=[found[1]])
    try:
        if do == "answer":
            c = listening_hits.answer(who, public_id)
            return HttpResponseRedirect(reverse("conversation", args=["us", c]))
        _settle(who, public_id, do)
    except Declined as declined:
        messages.error(request, listening_words.declined(declined), extra_tags="error")
        return _reloaded(back) if by_script else redirect(back)
    if not by_script:
        return redirect(f"{back}#hit-{public_id}")
    now, after = clock(), reading.hit(public_id)
    if after is None:
        return _reloaded(back)
    shown = _hit(after[0], reading.keeps_of(after[1]), now)
    return render(request, "listening/hit.html", {"h": shown, "now": now})


@require_POST
@needs(May.ANSWER)
def pause(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    on = request.POST.get("on") == "1"
    said = (
        _("Paused. It hears nothing until somebody lets it listen again.") if on else _("It listens again.")
    )
    return _done(
        request,
        lambda: listening_searches.pause(who, public_id, on),
        said,
        reverse("listening_search", args=[public_id]),
    )


@require_POST
@needs(May.ANSWER)
def remove(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Delete it; the page after it offers to undo that."""
    undo = f"{reverse('listening')}?undo={public_id}"
    return _done(request, lambda: listening_searches.remove(who, public_id), "", undo)


@require_POST
@needs(May.ANSWER)
def restore(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    there = reverse("listening_search", args=[public_id])
    return _done(
        request, lambda: listening_searches.remove(who, public_id, undo=True), _("There again."), there
    )


@require_GET
@needs(May.INSIDE)
def reach(request: HttpRequest, who: Who) -> HttpResponse:
    return render(
        request, "listening/reach.html", {"rows": listening_reach_words.rows(), "here": "listening"}
    )


@require_http_methods(["GET", "POST"])
@needs(May.RUN)
def staff(request: HttpRequest, who: Who) -> HttpResponse:
    """Names that no search may be about."""
    names, wrong = "\n".join(staff_reading.written()), ""
    if request.method == "POST":
        names = request.POST.get("names", "").replace("\x00", "")
        try:
            listening_staff.save(who, names)
        except Declined as declined:
            wrong = listening_words.declined(declined)
        else:
            messages.success(request, _("Saved. Searches about them are paused."), extra_tags="done")
            return redirect("listening_staff")
    context = {"names": names, "wrong": wrong, "here": "listening"}
    return render(request, "listening/staff.html", context, status=422 if wrong else 200)


def _settle(who: Who, public_id: str, do: str) -> None:
    if do == "undo":
        listening_hits.undo(who, public_id)
    else:
        state = listening_hits.KEPT if do == "keep" else listening_hits.NOT_RELEVANT
        listening_hits.settle(who, public_id, state)


def _reloaded(url: str) -> HttpResponse:
    """For a script: the whole page anew, with what is to be said."""
    return HttpResponse(headers={"HX-Redirect": url})


def _done(request: HttpRequest, act: Callable[[], None], said: str, there: str) -> HttpResponse:
    try:
        act()
    except Declined as declined:
        if declined.code == "gone":
            raise Http404 from declined
        messages.error(request, listening_words.declined(declined), extra_tags="error")
        return redirect("listening" if declined.code == "undo_over" else there)
    if said:
        messages.success(request, said, extra_tags="done")
    return HttpResponseRedirect(there)


def _changeable(who: Who, s: SearchView) -> bool:
    return who.may(May.RUN) or (who.may(May.ANSWER) and s.owner_id == who.public_id)


def _hit(h: HitView, keeps: int, now: datetime) -> Hit:
    about = understood(h.findings)
    gone_in = vanishes_in(h.heard_at.astimezone(zone()).date(), keeps, now.astimezone(zone()).date())
    goes = h.state in ("", "no")
    return Hit(
        h,
        h.permalink if h.permalink.startswith("https://") else "",
        listening_reach_words.name(h.network),
        listening_words.marked(h.text, h.places),
        h.deserves % 100 >= DESERVES,
        triage_words.gravest(about)[0],
        " · ".join(triage_words.short(about)),
        listening_words.vanishes(gone_in) if goes else "",
        listening_reach_words.cannot_answer(h.network),
        listening_words.settled(h.state),
        reverse("conversation", args=["us", h.conversation]) if h.conversation else "",
    )


urlpatterns: list[URLPattern | URLResolver] = [
    path("listening/", listening, name="listening"),
    path("listening/reach/", reach, name="listening_reach"),
    path("listening/names/", staff, name="listening_staff"),
    path("listening/hit/<slug:public_id>/", hit, name="listening_hit"),
    path("listening/<slug:public_id>/", search, name="listening_search"),
    path("listening/<slug:public_id>/pause/", pause, name="listening_pause"),
    path("listening/<slug:public_id>/delete/", remove, name="listening_remove"),
    path("listening/<slug:public_id>/restore/", restore, name="listening_restore"),
]
