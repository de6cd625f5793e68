"""The desk: queues, the list, a conversation, and what one can do with it."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.desk import Queue
from zuruf.core.people import May, Who
from zuruf.flow import desk as flow
from zuruf.flow import opening
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import changes
from zuruf.store.queries import around, desk_changed, thanks
from zuruf.store.queries import desk as queries
from zuruf.store.queries import frame as frames
from zuruf.store.queries.desk import Place
from zuruf.store.queries.intake import folded_into
from zuruf.web import line, reply_words, words
from zuruf.web.access import needs
from zuruf.web.reply import context_of
from zuruf.web.responsibility_words import whose

UNSAVED = "unsaved_notes"  # in the session: conversation → text
LONGEST_UNSAVED = 50_000


@require_GET
@needs(May.READ)
def desk(request: HttpRequest, who: Who, queue: str) -> HttpResponse:
    """A queue with no conversation open; with `after`, the rows that follow."""
    place = _place(queue)
    if request.htmx.target == "pane" or request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return render(request, "desk/nothing.html", {**_frame(place), **_around(who)})
    heard = changes.last()  # read before the list: what changes in between is told by the stream
    listed = queries.listed(who, place, after=request.GET.get("after", ""), find=request.GET.get("find", ""))
    context = {**_frame(place), "listed": listed, "heard": heard, "find": request.GET.get("find", "")}
    context |= _nobody(place, listed.rows)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/more.html", context)
    return render(request, "desk/desk.html", {**context, **_around(who)})


@require_GET
@needs(May.READ)
def rows(request: HttpRequest, who: Who, queue: str) -> HttpResponse:
    """Those of the conversations named by `id` that are in the queue now, and the counts: what a live list asks for."""
    place = _place(queue)
    found = desk_changed.rows_of(who, place, request.GET.getlist("id"))
    lines = line.drawn(found, place, who, clock())
    return render(request, "desk/rows.html", {"lines": lines})


@require_GET
@needs(May.READ)
def conversation(request: HttpRequest, who: Who, queue: str, public_id: str) -> HttpResponse:
    """A conversation beside its queue; for a row that was clicked, just the conversation."""
    place = _place(queue)
    try:
        everything, language = "all" in request.GET, reply_words.language()
        here, standing = opening.page(who, public_id, everything=everything, language=language)
    except Declined as declined:
        if goal := folded_into(public_id):  # a late message showed that it belongs to another one
            return HttpResponseRedirect(reverse("conversation", args=[place.slug, goal]))
        raise Http404 from declined
    text = request.session.get(UNSAVED, {}).get(public_id, "")
    context = {**_frame(place), **_open(here), "text": text, **context_of(standing)}
    if request.htmx.target == "pane" or request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return render(request, "desk/pane.html", context)
    context["listed"] = listed = queries.listed(who, place)
    context |= _nobody(place, listed.rows)
    return render(request, "desk/desk.html", context)


@require_GET
@needs(May.READ)
def thread(request: HttpRequest, who: Who, queue: str, public_id: str) -> HttpResponse:
    """Head and thread as they stand, for the conversation that is open: the composer is left alone. Of one that was joined with
    another nothing, and where it goes on in a header."""
    place = _place(queue)
    try:
        everything, language = "all" in request.GET, reply_words.language()
        here = opening.thread(who, public_id, everything=everything, language=language)
    except Declined as declined:
        if goal := folded_into(public_id):
            return HttpResponse(headers={"X-Goes-On": goal})
        raise Http404 from declined
    context = {**_frame(place), **_open(here)}
    return render(request, "desk/thread.html", context)


@require_POST
@needs(May.READ)
def here(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """A heartbeat: she has it open. Answers with who else has."""
    if "leave" in request.POST:
        flow.leave(who, public_id)
        return HttpResponse(status=204)
    try:
        flow.be_present(who, public_id, writing="writing" in request.POST)
    except Declined as declined:
        raise Http404 from declined
    there = around.others(who, public_id, clock())
    return render(request, "desk/there.html", {"there": there})


@require_POST
@needs(May.ANSWER)
def take(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(
        request, public_id, lambda: flow.take(who, public_id, seen_owner=request.POST.get("seen_owner", ""))
    )


@require_POST
@needs(May.ANSWER)
def give(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    kind, _sep, to = request.POST.get("to", "").partition(":")
    text = request.POST.get("text", "")

    def act() -> str:
        name = flow.give(who, public_id, **{kind if kind == "team" else "member": to}, text=text)  # type: ignore[arg-type]
        return _("Handed on to %(name)s.") % {"name": name}

    return _do(request, public_id, act)


@require_POST
@needs(May.DRAFT)
def note(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    def act() -> None:
        flow.note(who, public_id, request.POST.get("text", ""))

    return _do(request, public_id, act)


@require_POST
@needs(May.ANSWER)
def close(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _do(request, public_id, lambda: flow.close(who, public_id, reason))


@require_POST
@needs(May.ANSWER)
def reopen(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(request, public_id, lambda: flow.reopen(who, public_id, undo="undo" in request.POST))


def _do(request: HttpRequest, public_id: str, act: Callable[[], str | None]) -> HttpResponse:
    """Do it and show the conversation again; what was declined is said in words, and what was typed comes back."""
    back = _back(request, public_id)
    by_script = request.headers.get("Accept", "").startswith("text/plain")
    try:
        said = act() or ""
    except Declined as declined:
        if declined.code == "unknown_conversation":
            raise Http404 from declined
        why = words.declined(declined)
        if by_script:
            return HttpResponse(why, status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, why)
        _keep(request, public_id, request.POST.get("text", ""))
        return HttpResponseRedirect(back)
    if "text" in request.POST:
        _keep(request, public_id, "")
    if by_script:
        return HttpResponse(said, content_type="text/plain; charset=utf-8")
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(back)


def _keep(request: HttpRequest, public_id: str, text: str) -> None:
    """What was typed and could not be kept as a note stays with the session, until one is; never in an address."""
    kept = request.session.get(UNSAVED, {})
    if text:
        request.session[UNSAVED] = {**kept, public_id: text[:LONGEST_UNSAVED]}
    elif public_id in kept:
        request.session[UNSAVED] = {key: value for key, value in kept.items() if key != public_id}


def _back(request: HttpRequest, public_id: str) -> str:
    place = Place.of(request.POST.get("queue", "")) or Place(Queue.US)
    return reverse("conversation", args=[place.slug, public_id])


def _place(queue: str) -> Place:
    place = Place.of(queue)
    if place is None:
        raise Http404
    return place


def _frame(place: Place) -> dict[str, object]:
    return {
        "here": place.slug,
        "place": place,
        "order": words.order(place.queue),
        "nothing": words.nothing(place.queue),
        "now": clock(),
    }


def _around(who: Who) -> dict[str, object]:
    """The frame, and what was said to her thanks where she has not read it yet: it stands where no conversation is open."""
    seen = frames.frame(who, clock())
    return {"around": seen, "thanked": thanks.unseen(who) if seen.thanks else ()}


def _open(here: opening.Open) -> dict[str, object]:
    """What head and thread need."""
    return {
        "pane": here.pane,
        "house": here.house,
        "heard": here.house.position,
        "due_how": here.due,
        "whose": whose(here.told, taken=here.pane.placed) if here.told else "",
        "fact_holding": here.holding,
        "there": here.house.there,
        "hands": here.house.hands,
    }


def _nobody(place: Place, rows: Sequence[queries.Row]) -> dict[str, object]:
    """In the list of what nobody has: why."""
    return {"nobody": line.why_nobody(place, rows)}


urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/<slug:queue>/", desk, name="desk"),
    path("desk/<slug:queue>/rows/", rows, name="desk_rows"),
    path("desk/<slug:queue>/<slug:public_id>/", conversation, name="conversation"),
    path("desk/<slug:queue>/<slug:public_id>/thread/", thread, name="conversation_thread"),
    path("c/<slug:public_id>/here/", here, name="conversation_here"),
    path("c/<slug:public_id>/take/", take, name="conversation_take"),
    path("c/<slug:public_id>/give/", give, name="conversation_give"),
    path("c/<slug:public_id>/note/", note, name="conversation_note"),
    path("c/<slug:public_id>/done/", close, name="conversation_close"),
    path("c/<slug:public_id>/reopen/", reopen, name="conversation_reopen"),
]
