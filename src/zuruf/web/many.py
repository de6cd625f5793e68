"""One answer to many who ask the same: whom, the text with what becomes of each, its sending as it goes on, and the look of a
second pair of eyes at all of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.many import MOST
from zuruf.core.people import May, Who
from zuruf.flow import many as flow
from zuruf.flow import many_alike, many_back, many_standing
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import changes
from zuruf.store.queries import library, understood
from zuruf.store.queries import many as reading
from zuruf.web import many_words, reply_words
from zuruf.web.access import needs

ASKED_FOR = 200  # conversations in one address


@needs(May.ANSWER)
def many(request: HttpRequest, who: Who) -> HttpResponse:
    """Whom: those who ask the same as in `like`, or the chosen ones (`conversation`, repeated); without either, what she wrote
    to many before. POST begins to write to those that are ticked."""
    if request.method == "POST":
        return _begin(request, who)
    now = clock()
    context: dict[str, object] = {"now": now, "here": "many", "most": MOST}
    if like := request.GET.get("like", ""):
        try:
            found = many_alike.find(who, like, now=now)
        except Declined as declined:
            raise Http404 from declined
        topics = [understood.topic_name(t, reply_words.language()) for t in found.first.here.topics]
        return render(request, "many/alike.html", {**context, "found": found, "topics": topics})
    if chosen := request.GET.getlist("conversation")[:ASKED_FOR]:
        return render(request, "many/chosen.html", {**context, "askers": reading.askers(who, chosen, now)})
    return render(request, "many/many.html", {**context, "batches": reading.mine(who)})


def _begin(request: HttpRequest, who: Who) -> HttpResponse:
    given = request.POST
    like = given.get("like", "")
    try:
        text = flow.words_of(who, like) if like else ""
        batch = flow.begin(
            who, given.getlist("conversation")[:ASKED_FOR], text=text, again=given.get("again", "")
        )
    except Declined as declined:
        messages.error(request, many_words.declined(declined), extra_tags="error")
        return redirect(f"{reverse('many')}?like={like}" if like.isalnum() else reverse("many"))
    return redirect("many_batch", batch)


@require_GET
@needs(May.ANSWER)
def batch(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The batch as it stands. Asked for by its own script, just what changes."""
    heard = changes.last()
    return _shown(request, who, public_id, heard=heard)


@require_POST
@needs(May.ANSWER)
def write(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Keeps what is written, and does what was pressed (`do`): send, drop, again, out:…, in:…, block:…; by its script, shows what
    would become of each."""
    given = request.POST
    own = {key.removeprefix("own-"): str(given[key]) for key in given if key.startswith("own-")}
    do, _colon, what = given.get("do", "check").partition(":")
    text, block = given.get("text", ""), None
    if do == "block" and (found := library.block(what)):
        text, block = _with_block(text, dict(found.texts)), what

    def act() -> str:
        flow.write(who, public_id, text, own=own, block=block)
        return _pressed(who, public_id, do, what)

    try:
        gone = act()
    except Declined as declined:
        if declined.code == "gone":
            raise Http404 from declined
        messages.error(request, many_words.declined(declined), extra_tags="error")
        return redirect("many_batch", public_id)
    if request.headers.get("X-Part") == "lines":
        return _shown(request, who, public_id)
    return redirect(gone or reverse("many_batch", args=[public_id]))


def _pressed(who: Who, public_id: str, do: str, what: str) -> str:
    """Where to go then, "" back to the batch."""
    acts: dict[str, Callable[[], object]] = {
        "send": lambda: flow.send(who, public_id),
        "drop": lambda: flow.drop(who, public_id),
        "again": lambda: flow.look_again(who, public_id),
        "out": lambda: flow.take_out(who, public_id, what),
        "in": lambda: flow.take_in(who, public_id, what),
    }
    if do in acts:
        acts[do]()
    return reverse("many") if do == "drop" else ""


def _with_block(text: str, texts: dict[str, str]) -> str:
    """A block's words take the place of nothing, and stand below what is written."""
    words = texts.get(reply_words.language()) or next(iter(texts.values()), "")
    return f"{text.rstrip()}\n\n{words}" if text.strip() else words


@require_POST
@needs(May.ANSWER)
def recall(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Call back all of it that is not out."""
    try:
        done = many_back.recall(who, public_id)
    except Declined as declined:
        raise Http404 from declined
    messages.success(request, many_words.called_back(done), extra_tags="done")
    return redirect("many_batch", public_id)


@needs(May.ANSWER)
def look(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """All answers of a batch that wait for her eyes, on one page; POST releases those that are ticked, each by itself."""
    if request.method == "POST":
        given = request.POST
        read = {ask: given.get(f"read-{ask}", "")[:16] for ask in given.getlist("ask")[:MOST]}
        done = many_back.release(who, read)
        if done.out:
            told = ngettext("%(n)s answer released.", "%(n)s answers released.", done.out) % {"n": done.out}
            messages.success(request, told, extra_tags="done")
        for declined in done.stayed.values():
            messages.error(request, reply_words.refusal(declined), extra_tags="error")
        return redirect("many_look", public_id)
    asks = reading.to_look(who, public_id)
    return render(
        request, "many/look.html", {"asks": asks, "now": clock(), "here": "many", "batch": public_id}
    )


def _shown(
    request: HttpRequest, who: Who, public_id: str, heard: changes.Position | None = None
) -> HttpResponse:
    now = clock()
    try:
        standing = many_standing.standing(who, public_id, language=reply_words.language(), now=now)
    except Declined as declined:
        raise Http404 from declined
    part = request.headers.get("X-Part") == "lines"
    context: dict[str, object] = {
        "standing": standing,
        "batch": standing.batch,
        "now": now,
        "here": "many",
        "heard": heard,
    }
    if standing.batch.sent_at:
        name = "many/going_part.html" if part else "many/going.html"
    else:
        name = "many/lines.html" if part else "many/write.html"
        context["blocks"] = () if part else library.blocks()
    answer = render(request, name, context)
    answer["Cache-Control"] = "no-store"
    return answer


urlpatterns: list[URLPattern | URLResolver] = [
    path("many/", many, name="many"),
    path("many/<slug:public_id>/", batch, name="many_batch"),
    path("many/<slug:public_id>/write/", write, name="many_write"),
    path("many/<slug:public_id>/recall/", recall, name="many_recall"),
    path("many/<slug:public_id>/look/", look, name="many_look"),
]
