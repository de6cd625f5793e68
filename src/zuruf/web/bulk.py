"""Many conversations at once: what is done to those that were chosen in a list, what came of it, and taking it back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.bulk import MOST, Chosen, Verb
from zuruf.core.many import MOST as ADDRESSEES
from zuruf.core.people import May, Who
from zuruf.flow import assessment_back, bulk_undo, merging
from zuruf.flow import bulk as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import bulk as reading
from zuruf.store.queries import desk
from zuruf.store.queries.desk import Place
from zuruf.web import bulk_words, triage_words
from zuruf.web.access import needs
from zuruf.web.triage import understood_before

FRAGMENT = "HX-Request"


@require_POST
@needs(May.ANSWER)
def do(request: HttpRequest, who: Who) -> HttpResponse:
    """Do `verb` to every `c` (as store.queries.desk.Row.chosen); "ask" shows what can be done, "answer" leads to one
    answer for all. For a script what came of it
    as a piece of a page, 409 with words where it was declined; else the page of it."""
    chosen = [c for text in request.POST.getlist("c") if (c := Chosen.read(text))]
    verb = request.POST.get("verb", "")
    if verb == "ask":
        rows = list(zip(map(str, chosen), reading.called(who, [c.public_id for c in chosen]), strict=True))
        return render(request, "bulk/ask.html", {"chosen": rows, "queue": _queue(request), **_choices(who)})
    try:
        if verb == "answer":
            return _answer(chosen)
        made = _done(request, who, verb, chosen)
    except Declined as declined:
        return _refused(request, declined, reverse("desk", args=[_queue(request)]))
    return _told(request, who, made.public_id)


@require_POST
@needs(May.ANSWER)
def undo(request: HttpRequest, who: Who, public_id: str = "") -> HttpResponse:
    """Take one back; without an id the last one, or what she corrected since in the `conversation` that is open."""
    here = request.POST.get("conversation", "")
    if not public_id and here and assessment_back.is_last(who, here, clock()):
        answer = understood_before(request, here)
        answer.headers["X-Said"] = "1"
        return answer
    try:
        made = bulk_undo.undo(who, public_id)
    except Declined as declined:
        return _refused(request, declined, reverse("bulk_mine"))
    return _told(request, who, made.public_id)


@require_GET
@needs(May.ANSWER)
def one(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """What came of one bulk of hers."""
    context = _context(who, public_id)
    return render(request, "bulk/one.html", {**context, "here": "bulk"})


@require_GET
@needs(May.ANSWER)
def mine(request: HttpRequest, who: Who) -> HttpResponse:
    """What she did to many lately."""
    lately = [
        (told, bulk_words.done(told), bulk_words.undone(told), bulk_words.interrupted(told))
        for told in reading.lately(who, clock())
    ]
    return render(request, "bulk/mine.html", {"lately": lately, "here": "bulk", "now": clock()})


@require_GET
@needs(May.ANSWER)
def acts(request: HttpRequest, who: Who) -> HttpResponse:
    """What can be done beside taking and closing, as a piece of a page."""
    return render(request, "bulk/acts.html", _choices(who))


@require_GET
@needs(May.READ)
def every(request: HttpRequest, who: Who, queue: str) -> HttpResponse:
    """Everything in a queue that can be chosen at once, a line each; "+" as the last line where there is more."""
    place = Place.of(queue)
    if place is None:
        raise Http404
    found = desk.every(who, place, find=request.GET.get("find", ""), limit=MOST + 1)
    lines = found[:MOST] + ["+"] * (len(found) > MOST)
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_POST
@needs(May.ANSWER)
def split(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """From the message `from` on (with `alone`: that one only) it is a conversation of its own."""
    back = reverse("conversation", args=[_queue(request), public_id])
    first = request.POST.get("from", "")
    those = [first] if "alone" in request.POST else reading.from_on(public_id, first)
    try:
        made, new = merging.split(who, public_id, those)
    except Declined as declined:
        return _refused(request, declined, back)
    if FRAGMENT in request.headers:
        return _told(request, who, made.public_id)
    return redirect("conversation", _queue(request), new)


def _answer(chosen: list[Chosen]) -> HttpResponse:
    """On to one answer for all of them, where they are not too many for one."""
    if len(chosen) > ADDRESSEES:
        raise Declined("too_many", limit=ADDRESSEES)
    query = urlencode([("conversation", c.public_id) for c in chosen])
    return redirect(f"{reverse('many')}?{query}")


def _done(request: HttpRequest, who: Who, verb: str, chosen: list[Chosen]) -> flow.Done:
    kind, _sep, to = request.POST.get("to", "").partition(":")
    if reason := request.POST.get("reason", ""):
        verb = Verb.CLOSE.value
    if verb == Verb.MERGE and chosen:
        return merging.merge(who, request.POST.get("keep") or chosen[0].public_id, chosen)
    topic = request.POST.get("topic", "")
    if verb not in {*Verb} or (verb == Verb.TOPIC and not topic):
        raise Declined("unknown_value")
    return flow.do(
        who,
        Verb(verb),
        chosen,
        reason=reason,
        member=to if kind == "member" else "",
        team=to if kind == "team" else "",
        text=request.POST.get("text", ""),
        topics=[topic] if topic != "none" else [],
    )


def _choices(who: Who) -> dict[str, object]:
    found = reading.choices(who)
    named = [(slug, triage_words.named(name)) for slug, name in found.topics.items()]
    return {"hands": found, "topics": named, "addressees": ADDRESSEES}


def _context(who: Who, public_id: str) -> dict[str, object]:
    told = reading.one(who, public_id, clock())
    if told is None:
        raise Http404
    return {
        "told": told,
        "done": bulk_words.undone(told) or bulk_words.done(told),
        "left": bulk_words.lines(told.kept if told.undone_at else told.missed),
        "how_far": bulk_words.interrupted(told),
        "again": [] if told.undone_at else reading.again(told),
        "now": clock(),
    }


def _told(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    if FRAGMENT in request.headers:
        return render(request, "bulk/told.html", _context(who, public_id))
    return redirect("bulk_one", public_id)


def _refused(request: HttpRequest, declined: Declined, back: str) -> HttpResponse:
    why = bulk_words.declined(declined)
    if FRAGMENT in request.headers:
        return HttpResponse(why, status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, why, extra_tags="error")
    return HttpResponseRedirect(back)


def _queue(request: HttpRequest) -> str:
    place = Place.of(request.POST.get("queue", ""))
    return place.slug if place else "us"


urlpatterns: list[URLPattern | URLResolver] = [
    path("bulk/", do, name="bulk"),
    path("bulk/lately/", mine, name="bulk_mine"),
    path("bulk/acts/", acts, name="bulk_acts"),
    path("bulk/undo/", undo, name="bulk_undo_last"),
    path("bulk/<slug:public_id>/", one, name="bulk_one"),
    path("bulk/<slug:public_id>/undo/", undo, name="bulk_undo"),
    path("desk/<slug:queue>/every/", every, name="desk_every"),
    path("c/<slug:public_id>/split/", split, name="conversation_split"),
]
