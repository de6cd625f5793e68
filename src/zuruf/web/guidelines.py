"""Guidelines: what holds, in plain words, with its examples and what the linter finds; switched on and off."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import guideline as flow
from zuruf.flow import guideline_lint as linting
from zuruf.flow import guideline_settings as settings
from zuruf.flow.errors import Declined
from zuruf.store.queries import guideline as queries
from zuruf.store.queries import guideline_facts
from zuruf.web import guideline_lint_words as smells
from zuruf.web import guideline_words as words
from zuruf.web.access import needs
from zuruf.web.numbers import whole
from zuruf.web.reply_words import language
from zuruf.web.what_if import PERIODS


@require_GET
@needs(May.READ)
def guidelines(request: HttpRequest, who: Who) -> HttpResponse:
    """All guidelines: what is on stands first, with what the linter finds."""
    linted = linting.linted()
    rows = [(g, words.verdict(g.verdict), smells.said(linted.of(g.slug))) for g in queries.listed(language())]
    context = {
        "rows": rows,
        "on": sum(g.on is not None for g, *_rest in rows),
        "linted": linted,
        "smelly": len({s.slug for s in linted.smells}),
        "here": "guidelines",
    }
    return render(request, "guidelines/guidelines.html", context)


@require_GET
@needs(May.READ)
def guideline(request: HttpRequest, who: Who, slug: str) -> HttpResponse:
    """One guideline in words, its examples with their result, its versions."""
    try:
        opened = flow.opened(slug)
    except Declined as declined:
        raise Http404 from declined
    g = opened.guideline
    newest = opened.versions[0]
    context = {
        "opened": opened,
        "g": g,
        "title": words.title(g, language()),
        "why": g.why.get(language()) or next(iter(g.why.values())),
        "say": g.then.say.get(language()) or next(iter(g.then.say.values())),
        "when": words.when(g.when),
        "then": words.then(g.then, language()),
        "about": ", ".join(map(words.about, sorted(g.delicate))),
        "tried": words.tried(opened.tried),
        "waiting": newest if newest.state == "draft" and opened.on else None,
        "smells": smells.said(linting.linted().of(slug)) if opened.on else (),
        "periods": PERIODS(),
        "here": "guidelines",
    }
    return render(request, "guidelines/guideline.html", context)


@require_POST
@needs(May.RUN)
def switch(request: HttpRequest, who: Who, slug: str) -> HttpResponse:
    """On or off, for everybody from the next keystroke on."""
    on = request.POST.get("on") == "1"
    version = request.POST.get("version", "")
    try:
        flow.switch(who, slug, on, version=whole(version))
    except Declined as declined:
        raise Http404 from declined
    messages.success(request, _("Switched on.") if on else _("Switched off."), extra_tags="done")
    return redirect("guidelines") if "list" in request.POST else redirect("guideline", slug=slug)


@needs(May.RUN)
@require_http_methods(["GET", "POST"])
def told(request: HttpRequest, who: Who) -> HttpResponse:
    """What the organisation tells its guidelines: names, numbers, and when the linter speaks."""
    shown: guideline_facts.Told | settings.Told = guideline_facts.told()
    said = ""
    if request.method == "POST":
        shown = _told(request)
        try:
            settings.save(who, shown)
        except Declined as declined:
            said = words.refusal(declined)
        else:
            messages.success(request, _("Saved."), extra_tags="done")
            return redirect("guideline_told")
    lists = {
        name: "\n".join(getattr(shown, name)) for name in ("competitors", "customer_numbers", "our_names")
    }
    context = {**lists, "percent": shown.keeps_back_percent, "said": said, "here": "guidelines"}
    return render(request, "guidelines/told.html", context, status=422 if said else 200)


def _told(request: HttpRequest) -> settings.Told:
    def lines(name: str) -> tuple[str, ...]:
        stated = request.POST.get(name, "").splitlines()
        return tuple(dict.fromkeys(line.strip() for line in stated if line.strip()))

    percent = request.POST.get("percent", "")
    return settings.Told(
        lines("competitors"),
        lines("customer_numbers"),
        lines("our_names"),
        whole(percent),
    )


urlpatterns: list[URLPattern | URLResolver] = [
    path("guidelines/", guidelines, name="guidelines"),
    path("guidelines/settings/", told, name="guideline_told"),
    path("guidelines/<slug:slug>/", guideline, name="guideline"),
    path("guidelines/<slug:slug>/switch/", switch, name="guideline_switch"),
]
