"""The library from the composer: what fits this conversation, found while one types, put in by Enter; and the language model."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import library_machine, library_model, library_use
from zuruf.flow.errors import Declined
from zuruf.web import library_words, reply_words
from zuruf.web.access import needs

READING = "reading"  # a task beside those that write
LONGEST = 200  # characters that are looked for


@needs(May.DRAFT)
@require_GET
def offers(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """What fits, or what was typed (`q`): the choices of the panel."""
    typed = request.GET.get("q", "")[:LONGEST]
    try:
        found = library_use.offers(who, public_id, typed)
    except Declined as declined:
        raise Http404 from declined
    shown = [(o, library_words.stands(o.fact) if o.fact else "") for o in found]
    context = {"offers": shown, "typed": typed, "model": library_machine.asked_in(public_id)}
    return render(request, "library/offers.html", context)


@needs(May.DRAFT)
@require_GET
def best(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The title of the block that is meant for what is asked; nothing when there is none."""
    return HttpResponse(library_use.best_in(public_id), content_type="text/plain; charset=utf-8")


@needs(May.DRAFT)
@require_POST
def bring_in(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The words of `thing`, to be put where the caret is. `text`: what stands in the field; `anyway`, `source`: see the flow."""
    given = request.POST
    try:
        taken = library_use.bring_in(
            who,
            public_id,
            given.get("kind", ""),
            given.get("thing", ""),
            given.get("text", ""),
            anyway="anyway" in given,
            source="source" in given,
        )
    except Declined as declined:
        return JsonResponse({"code": declined.code, "said": _said(declined)}, status=409)
    return JsonResponse({"text": taken.text, "open": taken.left_open})


@needs(May.DRAFT)
@require_POST
def machine(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Has the language model do a `task` (draft, translation) on what stands in the field (`text`), or translate what would be answered (reading)."""
    task = request.POST.get("task", "")
    try:
        if task == READING:
            made = library_machine.read(who, public_id)
            words = {"model": made.model, "words": made.text}
            return JsonResponse({"read": render_to_string("library/machine_read.html", words, request)})
        made = library_machine.write(who, public_id, task, request.POST.get("text", ""))
    except Declined as declined:
        return JsonResponse({"code": declined.code, "said": _said(declined)}, status=409)
    newest = {"machine": {"model": made.model, "read": False}}
    line = render_to_string("library/machine.html", newest, request)
    offer = render_to_string("library/machine_offer.html", {"model": made.model, "words": made.text}, request)
    said = _("Written by %(model)s. Please read it.") % {"model": made.model}
    return JsonResponse(
        {"text": made.text, "placed": made.placed, "line": line, "offer": offer, "said": said}
    )


@needs(May.RUN)
def model(request: HttpRequest, who: Who) -> HttpResponse:
    """The language model: whether there is one, where, and what it may read. POST `do`: keep, try."""
    now_is = library_model.current()
    context: dict[str, object] = {"model": now_is, "here": "organisation"}
    written = {"on": now_is.on, "url": now_is.url, "model": now_is.model, "private": now_is.private}
    written["incoming"] = now_is.incoming
    status = 200
    if request.method == "POST":
        given = request.POST
        written = {
            "on": "on" in given,
            "url": given.get("url", ""),
            "model": given.get("model", ""),
            "private": "private" in given,
            "incoming": "incoming" in given,
        }
        key = "" if "no_key" in given else (given.get("key", "").strip() or None)
        try:
            library_model.save(
                who,
                library_model.Chosen(
                    "on" in given,
                    given.get("url", ""),
                    given.get("model", ""),
                    key,
                    "private" in given,
                    "incoming" in given,
                ),
            )
            context["told"] = _("Saved.")
            if given.get("do") == "try":
                context["answered"] = library_model.try_it(who)
        except Declined as declined:
            context["wrong"], status = library_words.declined(declined), 400
        context["model"] = library_model.current()
    return render(request, "library/model.html", {**context, "written": written}, status=status)


def _said(declined: Declined) -> str:
    return library_words.composer(declined) or reply_words.refusal(declined)


urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:public_id>/library/", offers, name="library_offers"),
    path("c/<slug:public_id>/library/best", best, name="library_best"),
    path("c/<slug:public_id>/library/bring-in", bring_in, name="library_bring_in"),
    path("c/<slug:public_id>/machine", machine, name="machine"),
    path("organisation/language-model/", model, name="language_model"),
]
