"""The page of the prepared holding replies."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import holding_set as flow
from zuruf.flow.errors import Declined
from zuruf.store.queries import topics
from zuruf.web import reply_words
from zuruf.web.access import needs
from zuruf.web.refusals import words


@needs(May.DRAFT)
@require_GET
def holding(request: HttpRequest, who: Who) -> HttpResponse:
    """The set, what guidelines and channels make of each now, and a form for one more."""
    return _page(request)


@needs(May.RUN)
@require_POST
def save(request: HttpRequest, who: Who, public_id: str = "") -> HttpResponse:
    texts = {k: request.POST.get(f"text-{k}", "")[:3000] for k in flow.LANGUAGES}
    meant = request.POST.getlist("topic")
    try:
        flow.save(who, public_id, texts, meant)
    except Declined as declined:
        messages.error(request, words(declined), extra_tags="error")
        gone = declined.code == "unknown_holding"  # its words come back as a new one
        written = {"public_id": "" if gone else public_id, "texts": texts, "topics": meant}
        return _page(request, written, status=422)
    messages.success(request, _("Saved. It is used from the next question on."), extra_tags="done")
    return redirect("holding")


@needs(May.RUN)
@require_POST
def first(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _done(request, lambda: flow.first(who, public_id), _("It is taken first now."))


@needs(May.RUN)
@require_POST
def retire(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _done(request, lambda: flow.retire(who, public_id), _("It is used no more."))


def _done(request: HttpRequest, act: Callable[[], None], told: str) -> HttpResponse:
    try:
        act()
    except Declined as declined:
        messages.error(request, words(declined), extra_tags="error")
    else:
        messages.success(request, told, extra_tags="done")
    return redirect("holding")


def _page(
    request: HttpRequest, written: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    language = reply_words.language()
    names = {slug: n.get(language) or next(iter(n.values()), slug) for slug, n in topics.names().items()}
    context = {
        "prepared": flow.page(language),
        "topics": [(slug, names.get(slug, slug)) for slug, _words in topics.words()],
        "names": names,
        "languages": flow.LANGUAGES,
        "written": written or {},
        "fresh": written if written and not written["public_id"] else {"texts": {}, "topics": ()},
        "here": "holding",
    }
    return render(request, "second/holding.html", context, status=status)


urlpatterns: list[URLPattern | URLResolver] = [
    path("holding/", holding, name="holding"),
    path("holding/new/", save, name="holding_new"),
    path("holding/<slug:public_id>/", save, name="holding_save"),
    path("holding/<slug:public_id>/first/", first, name="holding_first"),
    path("holding/<slug:public_id>/retire/", retire, name="holding_retire"),
]
