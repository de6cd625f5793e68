"""Searching everything said by and to us: a page that answers while one types, and searches kept under a name."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.core.search import LONGEST, composed
from zuruf.flow import search as flow
from zuruf.flow import search_saved as keeping
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import search_saved
from zuruf.store.queries.search_saved import Saved
from zuruf.web import search_words
from zuruf.web.access import needs
from zuruf.web.undo import offered

FIELDS = ("from", "account", "channel", "topic", "is", "after", "before")
"""Filters that the page has as fields, named as in the query language."""


@require_GET
@needs(May.READ)
def search(request: HttpRequest, who: Who) -> HttpResponse:
    """`q` with the fields behind it; `sort` best; `page` what a page gave as its next. For a script just what was found."""
    return _page(request, who, request.GET, None)


@require_GET
@needs(May.READ)
def view(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """A saved search, with what it finds now."""
    saved = search_saved.one(who, public_id)
    if saved is None:
        raise Http404
    asked = QueryDict(mutable=True)
    asked.update(
        {"q": saved.query, "sort": "best" if saved.best else "", "page": request.GET.get("page", "")}
    )
    return _page(request, who, asked, saved)


@require_POST
@needs(May.READ)
def save(request: HttpRequest, who: Who) -> HttpResponse:
    """Keep `query` under `name`; `shared` for the house."""
    query, best = request.POST.get("query", ""), request.POST.get("sort") == "best"
    back = f"{reverse('search')}?{_plain(query, best)}"

    def act() -> str:
        shared = "shared" in request.POST
        made = keeping.save(who, request.POST.get("name", ""), query, best=best, shared=shared)
        messages.success(request, _("Kept. It stands at the left, under the queues."), extra_tags="done")
        return reverse("search_view", args=[made])

    return _do(request, act, back)


@require_POST
@needs(May.READ)
def rename(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    here = reverse("search_view", args=[public_id])

    def act() -> str:
        shared = "shared" in request.POST if "whose" in request.POST else None
        keeping.rename(who, public_id, request.POST.get("name", ""), shared=shared)
        messages.success(request, _("Kept."), extra_tags="done")
        return here

    return _do(request, act, here)


@require_POST
@needs(May.READ)
def remove(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Delete it; the page after it offers to undo that."""

    def act() -> str:
        keeping.remove(who, public_id)
        return f"{reverse('search')}?undo={public_id}"

    return _do(request, act, reverse("search"))


@require_POST
@needs(May.READ)
def restore(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    def act() -> str:
        keeping.remove(who, public_id, undo=True)
        return reverse("search_view", args=[public_id])

    return _do(request, act, reverse("search"))


def _do(request: HttpRequest, act: Callable[[], str], back: str) -> HttpResponse:
    try:
        return HttpResponseRedirect(act())
    except Declined as declined:
        if declined.code == "gone":
            raise Http404 from declined
        messages.error(request, search_words.declined(declined))
        return redirect(back)


def _page(request: HttpRequest, who: Who, asked: QueryDict, saved: Saved | None) -> HttpResponse:
    fields = {name: asked.get(name, "").strip()[:80] for name in FIELDS}
    typed, best = asked.get("q", "")[:LONGEST], asked.get("sort") == "best"
    text = composed(typed, fields)
    found = flow.find(who, text, after=asked.get("page", ""), best=best)
    context: dict[str, object] = {
        "found": found,
        "text": text,
        "sort": "best" if best else "",
        "plain": _plain(text, best),
        "now": clock(),
        "problems": [search_words.problem(p) for p in found.problems],
        "told": search_words.told(found),
        "saved": saved,
        "examples": search_words.examples(),
        "here": f"search-{saved.public_id}" if saved else "search",
    }
    target = request.htmx.target  # type: ignore[attr-defined]
    if target == "more":
        return render(request, "search/more.html", context)
    if target == "results":
        answer = render(request, "search/results.html", context)
        answer["HX-Replace-Url"] = _address(typed, fields, best)
        return answer
    context |= {
        "typed": typed,
        "fields": fields,
        "narrowed": any(fields.values()),
        "choices": flow.choices() if not saved else None,
        "states": search_words.states(),
        "undo": offered(request),
    }
    return render(request, "search/search.html", context)


def _plain(text: str, best: bool) -> str:
    """The query alone, as it stands in an address."""
    made = QueryDict(mutable=True)
    made.update({"q": text, **({"sort": "best"} if best else {})})
    return made.urlencode()


def _address(typed: str, fields: dict[str, str], best: bool) -> str:
    made = QueryDict(mutable=True)
    made.update({k: v for k, v in {"q": typed, **fields, "sort": "best" if best else ""}.items() if v})
    return f"{reverse('search')}{'?' if made else ''}{made.urlencode()}"


urlpatterns: list[URLPattern | URLResolver] = [
    path("search/", search, name="search"),
    path("search/save/", save, name="search_save"),
    path("search/<slug:public_id>/", view, name="search_view"),
    path("search/<slug:public_id>/rename/", rename, name="search_rename"),
    path("search/<slug:public_id>/delete/", remove, name="search_remove"),
    path("search/<slug:public_id>/restore/", restore, name="search_restore"),
]
