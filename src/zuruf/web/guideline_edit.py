"""Editing a guideline: plain fields with the text beside them, tried before it is saved."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zuruf.core.guideline_examples import refusal
from zuruf.core.guideline_file import Unreadable
from zuruf.core.people import May, Who
from zuruf.flow import guideline as flow
from zuruf.flow import guideline_trial
from zuruf.flow.errors import Declined
from zuruf.store.queries import what_if as runs
from zuruf.web import guideline_form as form
from zuruf.web import guideline_lint_words as smells
from zuruf.web import guideline_words as words
from zuruf.web.access import needs
from zuruf.web.numbers import whole
from zuruf.web.reply_words import language
from zuruf.web.what_if import PERIODS

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


@needs(May.RUN)
def edit(request: HttpRequest, who: Who, slug: str) -> HttpResponse:
    """Fields and text with their trial; saving makes a new version."""
    if request.method == "POST":
        return _done(request, who, slug)
    try:
        opened = flow.opened(slug)
    except Declined as declined:
        raise Http404 from declined
    newest = opened.versions[0]
    tried = runs.run(request.GET.get("run", ""))
    kept = next((str(c["toml"]) for c in tried.changes if c["slug"] == slug), "") if tried else ""
    return _editor(request, slug, kept or newest.toml, newest.version, on=opened.on)


@needs(May.RUN)
def new(request: HttpRequest, who: Who) -> HttpResponse:
    """A guideline of one's own, begun from a template."""
    if request.method == "POST":
        return _done(request, who, "")
    return _editor(request, "", TEMPLATE, 0)


@require_POST
@needs(May.RUN)
def trial(request: HttpRequest, who: Who) -> HttpResponse:
    """What fields and text would do, while they are edited. Saves nothing. Scripts get all parts of the page as JSON."""
    toml = form.given(request.POST).toml
    context = _trial(toml)
    if "application/json" not in request.headers.get("Accept", ""):
        return render(request, "guidelines/trial.html", context)
    fields = form.fields_of(toml)
    parts = {"toml": toml, "trial": render_to_string("guidelines/trial.html", context, request)}
    if fields is not None and "problems" not in context:
        groups = {"groups": form.groups(fields)}
        parts["fields"] = render_to_string("guidelines/fields.html", groups, request)
    return JsonResponse(parts)


def _done(request: HttpRequest, who: Who, slug: str) -> HttpResponse:
    """What the pressed button asks for: save, save as a draft, or show one side as the other."""
    post = request.POST
    meant, reason, do = form.given(post), post.get("reason", ""), post.get("do", "save")
    seen = post.get("seen", "")
    version = whole(seen)
    if do not in ("save", "draft"):
        return _editor(request, slug, meant.toml, version, reason=reason, one_more=do == "example")
    if meant.both:
        said = _("Not saved: you changed both the fields and the text. Say below which of them counts.")
        return _editor(request, slug, meant.toml, version, said=said, reason=reason, code="both")
    try:
        saved, number = flow.save(who, meant.toml, reason, slug=slug, seen=version, as_draft=do == "draft")
    except Declined as declined:
        said = words.refusal(declined)
        return _editor(request, slug, meant.toml, version, said=said, reason=reason, code=declined.code)
    messages.success(request, _("Saved as version %(n)s.") % {"n": number}, extra_tags="done")
    return redirect("guideline", slug=saved)


def _editor(
    request: HttpRequest,
    slug: str,
    toml: str,
    seen: int,
    *,
    said: str = "",
    reason: str = "",
    code: str = "",
    on: int | None = None,
    one_more: bool = False,
) -> HttpResponse:
    tried = _trial(toml)
    fields = None if "problems" in tried else form.fields_of(toml, one_more=one_more)
    if code == "both":  # the fields as they were filled in, the text as it was written
        fields = {name: "\n".join(request.POST.getlist(name)) for name in request.POST}
    context = {
        "slug": slug, "toml": toml, "seen": seen, "said": said, "reason": reason, "code": code, "on": on or request.POST.get("on", ""),
        "was": request.POST.get("toml_was", toml) if code == "both" else toml,
        "groups": form.groups(fields) if fields is not None else None, "periods": PERIODS(),
        "rows": min(40, toml.count("\n") + 3), "here": "guidelines", **tried,
    }  # fmt: skip
    return render(request, "guidelines/edit.html", context, status=422 if said else 200)


def _trial(toml: str) -> dict[str, object]:
    try:
        t = guideline_trial.trial(toml)
    except Unreadable as error:
        return {"problems": words.problems(error.problems)}
    return {
        "when": words.when(t.guideline.when),
        "then": words.then(t.guideline.then, language()),
        "tried": words.tried(t.tried),
        "lacking": words.lacking(refusal(t.tried)),
        "title": words.title(t.guideline, language()),
        "smells": smells.said(t.smells),
        "hits": t.hits,
        "answers": t.answers,
    }


urlpatterns: list[URLPattern | URLResolver] = [
    path("guidelines/new/", new, name="guideline_new"),
    path("guidelines/try/", trial, name="guideline_trial"),
    path("guidelines/<slug:slug>/edit/", edit, name="guideline_edit"),
]
