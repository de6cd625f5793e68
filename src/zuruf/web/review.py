"""Looking at answers after they went out: one after the other by keys, and the lessons that are shared."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.core.review import Result
from zuruf.flow import review as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import review as reading
from zuruf.web import review_words as words
from zuruf.web.access import needs
from zuruf.web.reply_words import language
from zuruf.web.undo import named


@needs(May.ANSWER)
@require_GET
def reviews(request: HttpRequest, who: Who, public_id: str = "") -> HttpResponse:
    """The answer to look at now, and what else waits. With `done`: what was looked at a moment ago can be undone."""
    return _page(request, who, public_id)


@needs(May.ANSWER)
@require_POST
def decide(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """What she found; then the next, or the page on which it is put right."""
    given = request.POST
    result = given.get("result", "")
    if result not in set(Result):
        raise Http404
    try:
        delivery = flow.decide(
            who, public_id, result, lesson=given.get("lesson", ""), against=given.get("against", ""),
            share=given.get("share") == "1",
        )  # fmt: skip
    except Declined as declined:
        if declined.code in ("lesson_empty", "lesson_long", "lesson_names", "unknown_against"):
            return _page(request, who, public_id, words.declined(declined))
        messages.error(request, words.declined(declined), extra_tags="error")
        return redirect("reviews")
    if result == Result.CORRECT:
        return redirect("correct", public_id=delivery)
    return redirect(f"{reverse('reviews')}?done={public_id}")


@needs(May.ANSWER)
@require_POST
def undo(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The wrong key was pressed."""
    try:
        flow.undo(who, public_id)
    except Declined as declined:
        messages.error(request, words.declined(declined), extra_tags="error")
        return redirect("reviews")
    return redirect("review", public_id=public_id)


@needs(May.INSIDE)
@require_GET
def lessons(request: HttpRequest, who: Who) -> HttpResponse:
    """What was learned, without names."""
    return render(request, "review/lessons.html", {"lessons": reading.lessons(language()), "here": "lessons"})


def _page(request: HttpRequest, who: Who, wanted: str, said: str = "") -> HttpResponse:
    try:
        page = flow.look(who, wanted)
    except Declined as declined:
        messages.error(request, words.declined(declined), extra_tags="error")
        return redirect("reviews")
    at = page.at
    keys = [row.public_id for row in page.waiting]
    here = keys.index(at.public_id) if at and at.public_id in keys else 0
    context = {
        "at": at,
        "why": words.because(at.because, at.share) if at else "",
        "rows": [(row, words.brief(row.because)) for row in page.waiting],
        "before": keys[here - 1] if here > 0 else "",
        "after": keys[here + 1] if here + 1 < len(keys) else "",
        "number": here + 1,
        "total": len(keys),
        "done": named(request.GET.get("done", "")),
        "said": said,
        "given": request.POST if said else {},
        "now": clock(),
        "here": "reviews",
        "title": _("Look afterwards"),
    }
    return render(request, "review/review.html", context, status=422 if said else 200)


urlpatterns: list[URLPattern | URLResolver] = [
    path("reviews/", reviews, name="reviews"),
    path("reviews/<slug:public_id>/", reviews, name="review"),
    path("reviews/<slug:public_id>/decide/", decide, name="review_decide"),
    path("reviews/<slug:public_id>/undo/", undo, name="review_undo"),
    path("lessons/", lessons, name="lessons"),
]
