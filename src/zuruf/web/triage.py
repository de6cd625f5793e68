"""Correcting on the desk what triage understood, and the page of the organisation's topics."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zuruf.core.people import May, Who
from zuruf.core.triage import MANY_OF, ONE_OF
from zuruf.flow import assessment, assessment_back
from zuruf.flow import topics as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import topics as reading
from zuruf.store.queries.desk import Place
from zuruf.web import refusals, triage_words, words
from zuruf.web.access import needs

LANGUAGES = ("de", "en")
LONGEST = 5000  # characters of a text that is tried
UNDO = "undo"  # a message with this tag offers to take back what it says (messages.html)


@needs(May.ANSWER)
@require_POST
def understood(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """What the message that waits really is: `intent`, `topic`, `risk`, each any number of times; of ONE_OF what somebody chose."""
    by_script = request.headers.get("Accept", "").startswith("text/plain")
    found = {label: request.POST.getlist(label) for label in MANY_OF}
    found |= {label: [value] for label in ONE_OF if (value := request.POST.get(label))}
    changed: tuple[str, ...] = ()
    status = 200
    try:
        changed = assessment.correct(who, public_id, found)
        said = (
            _("Understood anew, and what is nearly the same with it.")
            if changed
            else _("That is how it was understood already.")
        )
    except Declined as declined:
        if declined.code == "gone":
            raise Http404 from declined
        said, status = words.declined(declined), 409
    if by_script:
        back: dict[str, str] = {"X-Undo": "1"} if changed else {}
        return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8", headers=back)
    if status == 200:
        messages.success(request, said, extra_tags=f"done {UNDO}" if changed else "done")
    else:
        messages.error(request, said)
    return _at_desk(request, public_id)


@needs(May.ANSWER)
@require_POST
def understood_before(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Her last correction there is taken back."""
    try:
        assessment_back.undo(who, public_id)
        said, status = _("As it was before."), 200
    except Declined as declined:
        said, status = refusals.words(declined), 409
    if request.headers.get("Accept", "").startswith("text/plain"):
        return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    (messages.success if status == 200 else messages.error)(request, said)
    return _at_desk(request, public_id)


def _at_desk(request: HttpRequest, public_id: str) -> HttpResponse:
    """To the conversation, in the list from which it was opened."""
    place = Place.of(request.POST.get("queue", ""))
    return redirect("conversation", place.slug if place else "us", public_id)


@needs(May.READ)
@require_http_methods(["GET", "POST"])
def topics(request: HttpRequest, who: Who) -> HttpResponse:
    """All topics with what was found of them lately; POST begins with a list of ours."""
    if request.method == "POST":
        try:
            made = flow.begin_with_starters(who)
        except Declined as declined:
            messages.error(request, _said(declined))
        else:
            messages.success(
                request,
                ngettext("%(n)s topic to begin with.", "%(n)s topics to begin with.", made) % {"n": made},
            )
        return redirect("topics")
    shown = [(t, triage_words.named(t.name)) for t in reading.listed(clock())]
    return render(request, "triage/topics.html", {"topics": shown, "here": "topics"})


@needs(May.READ)
@require_http_methods(["GET", "POST"])
def topic(request: HttpRequest, who: Who, slug: str = "") -> HttpResponse:
    """One topic, or a new one: its names and words, and a text to try them on. POST `do` keeps, tries, retires, restores."""
    t = reading.one(slug) if slug else None
    if slug and t is None:
        raise Http404
    written = {f"name_{language}": (t.name.get(language, "") if t else "") for language in LANGUAGES}
    written |= {"words": "\n".join(t.words) if t else "", "text": ""}
    context: dict[str, object] = {
        "topic": t,
        "slug": slug,
        "title": triage_words.named(t.name) if t else "",
        "here": "topics",
    }
    status = 200
    if request.method == "POST":
        written = {field: request.POST.get(field, "") for field in written}
        do = request.POST.get("do", "keep")
        if do == "try":
            tried = flow.tried(slug, written["words"], written["text"][:LONGEST])
            context |= {"tried": triage_words.tried(tried, slug), "was_tried": True}
        else:
            try:
                return _done(request, who, slug, do, written)
            except Declined as declined:
                context["wrong"], status = _said(declined), 400
    return render(request, "triage/topic.html", {**context, "written": written}, status=status)


def _done(request: HttpRequest, who: Who, slug: str, do: str, written: dict[str, str]) -> HttpResponse:
    if do in ("retire", "restore"):
        flow.retire(who, slug, back=do == "restore")
        said = (
            _("In use again.") if do == "restore" else _("Retired. What was found under it stays readable.")
        )
    else:
        names = {language: written[f"name_{language}"] for language in LANGUAGES}
        flow.save(who, slug, names, written["words"])
        said = _("Kept. What is open is looked at again within a minute.")
    messages.success(request, said, extra_tags="done")
    return redirect("topics")


def _said(declined: Declined) -> str:
    return triage_words.declined(declined.code) or words.declined(declined)


urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:public_id>/understood/", understood, name="conversation_understood"),
    path("c/<slug:public_id>/understood/undo/", understood_before, name="conversation_understood_before"),
    path("topics/", topics, name="topics"),
    path("topics/new/", topic, name="topic_new"),
    path("topics/<slug:slug>/", topic, name="topic"),
]
