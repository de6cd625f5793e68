"""Who answers what: the plan as a page, and why a conversation lies where it lies."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import placing
from zuruf.flow import responsibility as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import responsibility as reading
from zuruf.store.queries import responsibility_page as pages
from zuruf.web import refusals, triage_words, words
from zuruf.web import responsibility_words as told
from zuruf.web.access import needs
from zuruf.web.undo import offered

FIELDS = ("topic", "account", "language", "owner", "deputy", "team")


@needs(May.INSIDE)
@require_http_methods(["GET", "POST"])
def responsibility(request: HttpRequest, who: Who) -> HttpResponse:
    """The plan: who answers what, where nobody does, and a form for one more line of it."""
    written = {field: request.GET.get(field, "") for field in FIELDS}
    if request.method == "POST":
        written = {field: request.POST.get(field, "") for field in FIELDS}
        try:
            made = flow.appoint(
                who,
                topic=written["topic"],
                account=written["account"],
                language=written["language"],
                owner=written["owner"],
                deputy=written["deputy"],
                team=written["team"],
            )
        except Declined as declined:
            return _page(request, written, wrong=said(declined), status=422)
        messages.success(request, _("Kept. It counts for what comes in from now on."), extra_tags="done")
        return redirect(f"{reverse('responsibility')}?undo={made}")
    return _page(request, written)


@needs(May.RUN)
@require_POST
def end(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _done(request, lambda: flow.end(who, public_id), _("Ended."), f"?undo={public_id}")


@needs(May.RUN)
@require_POST
def undo(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _done(request, lambda: flow.undo(who, public_id), _("As it was before."))


@needs(May.RUN)
@require_POST
def move(request: HttpRequest, who: Who) -> HttpResponse:
    """What nobody has touched goes to whoever is responsible for it by the plan of now."""
    try:
        moved = placing.move(who)
    except Declined as declined:
        messages.error(request, said(declined), extra_tags="error")
        return redirect("responsibility")
    text = ngettext("%(n)s conversation moved.", "%(n)s conversations moved.", moved) % {"n": moved}
    messages.success(request, text, extra_tags="done")
    return redirect("responsibility")


def nobody(public_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Why each of these lies with nobody: in a word or two, and as a sentence."""
    found = reading.told(public_ids, clock())
    return {public_id: (told.short(one), told.whose(one, taken=False)) for public_id, one in found.items()}


def said(declined: Declined) -> str:
    return told.refusals().get(declined.code) or refusals.words(declined)


def _done(request: HttpRequest, act: Callable[[], None], text: str, more: str = "") -> HttpResponse:
    try:
        act()
    except Declined as declined:
        messages.error(request, said(declined), extra_tags="error")
        more = ""
    else:
        messages.success(request, text, extra_tags="done")
    return redirect(reverse("responsibility") + more)


def _page(request: HttpRequest, written: dict[str, str], wrong: str = "", status: int = 200) -> HttpResponse:
    now = clock()
    page = pages.page(now)
    rules = [(r, told.asked(r.topic, r.account, r.language)) for r in page.rules]
    context = {
        "page": page,
        "topics": [(slug, triage_words.named(name)) for slug, name in page.choices.topics],
        "languages": [(code, words.language(code)) for code in told.LANGUAGES],
        "rules": rules,
        "elsewhere": placing.would_move(now),
        "written": written,
        "wrong": wrong,
        "undo": offered(request),
        "here": "responsibility",
    }
    return render(request, "responsibility/plan.html", context, status=status)


urlpatterns: list[URLPattern | URLResolver] = [
    path("responsibility/", responsibility, name="responsibility"),
    path("responsibility/move/", move, name="responsibility_move"),
    path("responsibility/<slug:public_id>/end/", end, name="responsibility_end"),
    path("responsibility/<slug:public_id>/undo/", undo, name="responsibility_undo"),
]
