"""The page of the service targets: what applies to whom, what would apply to words like these, and a form for one more."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zuruf.core.people import May, Who
from zuruf.core.target import Asked, Target
from zuruf.flow import targets as flow
from zuruf.flow.errors import Declined
from zuruf.store.queries import targets as reading
from zuruf.store.queries import topics
from zuruf.web import due_words, target_words, triage_words, words
from zuruf.web.access import needs
from zuruf.web.undo import offered

CONDITIONS = ("topic", "account", "risk", "language")
FIELDS = (*CONDITIONS, "first", "next")


@needs(May.INSIDE)
@require_http_methods(["GET", "POST"])
def targets(request: HttpRequest, who: Who) -> HttpResponse:
    """All targets; POST keeps one. With `try` in the address: what would apply to words like these now."""
    if request.method != "POST":
        return _page(request, dict.fromkeys(FIELDS, ""))
    written = {field: request.POST.get(field, "").strip() for field in FIELDS}
    minutes = [_minutes(written[f]) for f in ("first", "next")]
    conditions = {field: written[field] for field in CONDITIONS}
    try:
        made = flow.save(who, Target(minutes[0], minutes[1] or minutes[0], **conditions))
    except Declined as declined:
        return _page(request, written, wrong=target_words.refused(declined), status=422)
    messages.success(request, _("Saved. Whoever waits is due by it at once."), extra_tags="done")
    return redirect(f"{reverse('targets')}?undo={made}")


@needs(May.RUN)
@require_POST
def end(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _done(request, lambda: flow.end(who, public_id), _("Ended."), f"?undo={public_id}")


@needs(May.RUN)
@require_POST
def undo(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _done(request, lambda: flow.undo(who, public_id), _("As it was before."))


def _done(request: HttpRequest, act: Callable[[], None], text: str, more: str = "") -> HttpResponse:
    try:
        act()
    except Declined as declined:
        messages.error(request, target_words.refused(declined), extra_tags="error")
        more = ""
    else:
        messages.success(request, text, extra_tags="done")
    return redirect(reverse("targets") + more)


def _page(request: HttpRequest, written: dict[str, str], wrong: str = "", status: int = 200) -> HttpResponse:
    page, accounts = flow.page(), reading.accounts()
    named = dict(accounts)
    asked = {field: request.GET.get(field, "") for field in CONDITIONS}
    context = {
        "rows": [(t, target_words.what(t, named), target_words.sentence(t)) for t in page.targets],
        "house": target_words.sentence(page.house),
        "choices": {
            "topic": [(slug, triage_words.topic(slug)) for slug, _words in topics.words()],
            "account": accounts,
            "risk": target_words.risks(),
            "language": [(code, words.language(code)) for code in target_words.LANGUAGES],
        },
        "written": written,
        "wrong": wrong,
        "asked": asked,
        "again": "again" in request.GET,
        "tried": _tried(request, asked, named) if "try" in request.GET else None,
        "undo": offered(request),
        "here": "targets",
    }
    return render(request, "organisation/targets.html", context, status=status)


def _tried(request: HttpRequest, asked: Mapping[str, str], named: Mapping[str, str]) -> dict[str, str]:
    """What applies and when it would be due, in a plain sentence each."""
    about = Asked(
        asked["account"],
        frozenset(filter(None, [asked["topic"]])),
        frozenset(filter(None, [asked["risk"]])),
        asked["language"],
        "again" in request.GET,
    )
    told = flow.tried(about, translation.get_language() or "en")
    zone = told.zone
    return {
        "what": target_words.what(told.target, named) if told.target.key else _("the house's target"),
        "time": target_words.span(told.minutes),
        "due": due_words.told(told.due, zone),
    }


def _minutes(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 7 else 0


urlpatterns: list[URLPattern | URLResolver] = [
    path("organisation/targets/", targets, name="targets"),
    path("organisation/targets/<slug:public_id>/end/", end, name="target_end"),
    path("organisation/targets/<slug:public_id>/undo/", undo, name="target_undo"),
]
