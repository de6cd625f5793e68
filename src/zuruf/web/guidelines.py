"""Guidelines: what holds, in plain words, with its examples; switched on and off; edited beside its trial."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.guideline_examples import Tried, refusal
from zuruf.core.guideline_file import Unreadable
from zuruf.core.people import May, Who
from zuruf.flow import guideline as flow
from zuruf.flow.errors import Declined
from zuruf.store.queries import guideline as queries
from zuruf.web import guideline_words as words
from zuruf.web.access import needs
from zuruf.web.reply_words import language

TEMPLATE = """\
# Every line under [when] has to hold; in a list, any one. Words are found in all their forms.
id = "our-guideline"
title = { de = "Lieferstopps kündigt nur der Vertrieb an", en = "Only sales announce delivery stops" }
why = { de = "Händler sollen es von uns erfahren, nicht aus einem Kommentar.", en = "Dealers should hear it from us." }
owner = "Vertrieb"

[when]
words.de = ["Lieferstopp", "liefern nicht mehr"]
words.en = ["delivery stop", "no longer deliver"]

[then]
verdict = "look"            # look | ask | stop
say.de = "„{hit}“: Hat der Vertrieb es schon gesagt?"
say.en = "“{hit}”: have sales announced it yet?"

[[example]]
text = "Wir liefern nicht mehr nach Übersee."
verdict = "look"

[[example]]
text = "Ihr Paket ist unterwegs."
verdict = "go"
"""


@require_GET
@needs(May.READ)
def guidelines(request: HttpRequest, who: Who) -> HttpResponse:
    """All guidelines: what is on stands first."""
    rows = [(g, words.verdict(g.verdict)) for g in queries.listed(language())]
    on = sum(g.on is not None for g, _said in rows)
    return render(request, "guidelines/guidelines.html", {"rows": rows, "on": on, "here": "guidelines"})


@require_GET
@needs(May.READ)
def guideline(request: HttpRequest, who: Who, slug: str) -> HttpResponse:
    """One guideline in words, its examples with their result, its versions."""
    opened = _opened(slug)
    g = opened.guideline
    context = {
        "opened": opened,
        "g": g,
        "title": words.title(g, language()),
        "why": g.why.get(language()) or next(iter(g.why.values())),
        "say": g.then.say.get(language()) or next(iter(g.then.say.values())),
        "when": words.when(g.when),
        "then": words.then(g.then, language()),
        "tried": _tried(opened.tried),
        "here": "guidelines",
    }
    return render(request, "guidelines/guideline.html", context)


@require_POST
@needs(May.RUN)
def switch(request: HttpRequest, who: Who, slug: str) -> HttpResponse:
    """On or off, for everybody from the next keystroke on."""
    on = request.POST.get("on") == "1"
    try:
        flow.switch(who, slug, on)
    except Declined as declined:
        raise Http404 from declined
    messages.success(request, _("Switched on.") if on else _("Switched off."), extra_tags="done")
    return redirect("guidelines") if "list" in request.POST else redirect("guideline", slug=slug)


@needs(May.RUN)
def edit(request: HttpRequest, who: Who, slug: str) -> HttpResponse:
    """The TOML with its trial beside it; saving makes a new version."""
    if request.method == "POST":
        return _save(request, who, slug)
    opened = _opened(slug)
    return _editor(request, slug, opened.versions[0].toml, opened.versions[0].version)


@needs(May.RUN)
def new(request: HttpRequest, who: Who) -> HttpResponse:
    """A guideline of one's own, begun from a template."""
    if request.method == "POST":
        return _save(request, who, "")
    return _editor(request, "", TEMPLATE, 0)


@require_POST
@needs(May.RUN)
def trial(request: HttpRequest, who: Who) -> HttpResponse:
    """What this text would do, while it is edited. Saves nothing."""
    return render(request, "guidelines/trial.html", _trial(request.POST.get("toml", "")))


def _save(request: HttpRequest, who: Who, slug: str) -> HttpResponse:
    toml, reason = request.POST.get("toml", ""), request.POST.get("reason", "")
    seen = request.POST.get("seen", "")
    version = int(seen) if seen.isdecimal() else 0
    try:
        saved, number = flow.save(who, toml, reason, slug=slug, seen=version)
    except Declined as declined:
        said = words.refusal(declined)
        return _editor(request, slug, toml, version, said=said, reason=reason, code=declined.code)
    messages.success(request, _("Saved as version %(n)s.") % {"n": number}, extra_tags="done")
    return redirect("guideline", slug=saved)


def _editor(
    request: HttpRequest, slug: str, toml: str, seen: int, *, said: str = "", reason: str = "", code: str = ""
) -> HttpResponse:
    context = {
        "slug": slug, "toml": toml, "seen": seen, "said": said, "reason": reason, "code": code,
        "rows": min(40, toml.count("\n") + 3), "here": "guidelines", **_trial(toml),
    }  # fmt: skip
    return render(request, "guidelines/edit.html", context, status=422 if said else 200)


def _trial(toml: str) -> dict[str, object]:
    try:
        g, tried = flow.trial(toml)
    except Unreadable as error:
        return {"problems": words.problems(error.problems)}
    return {
        "when": words.when(g.when),
        "then": words.then(g.then, language()),
        "tried": _tried(tried),
        "lacking": words.lacking(refusal(tried)),
        "title": words.title(g, language()),
    }


def _tried(tried: tuple[Tried, ...]) -> list[tuple[Tried, str, str, tuple[str, ...]]]:
    """(example, the verdict it says, the verdict it got, the words that were hit)."""
    return [
        (
            t,
            words.verdict(t.example.verdict),
            words.verdict(t.judgement.verdict),
            t.judgement.hits[0].words + t.judgement.hits[0].asked if t.judgement.hits else (),
        )
        for t in tried
    ]


def _opened(slug: str) -> flow.Opened:
    try:
        return flow.opened(slug)
    except Declined as declined:
        raise Http404 from declined


urlpatterns: list[URLPattern | URLResolver] = [
    path("guidelines/", guidelines, name="guidelines"),
    path("guidelines/new/", new, name="guideline_new"),
    path("guidelines/try/", trial, name="guideline_trial"),
    path("guidelines/<slug:slug>/", guideline, name="guideline"),
    path("guidelines/<slug:slug>/edit/", edit, name="guideline_edit"),
    path("guidelines/<slug:slug>/switch/", switch, name="guideline_switch"),
]
