"""One reply on its way or out: where it stands, its buttons, and the page on which it is corrected."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf.core.people import May, Who
from zuruf.core.reply import signature, unsigned
from zuruf.flow import correct as correcting
from zuruf.flow import outbox as doing
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import corrections
from zuruf.store.queries import outbox as reading
from zuruf.web import delivery_words, reply_words
from zuruf.web.access import needs


@needs(May.READ)
@require_GET
def delivery(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Where one reply stands now; the part of a page that shows it."""
    return _where(request, public_id)


@needs(May.ANSWER)
@require_POST
def recall(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(request, public_id, lambda: doing.recall(who, public_id))


@needs(May.ANSWER)
@require_POST
def say_yes(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """One that became overdue under a hold goes out after all."""
    return _do(request, public_id, lambda: doing.say_yes(who, public_id))


@needs(May.ANSWER)
@require_POST
def withdraw(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    why, whole = request.POST.get("why", ""), "whole" in request.POST
    return _do(request, public_id, lambda: doing.withdraw(who, public_id, why=why, whole=whole))


@needs(May.ANSWER)
@require_POST
def settle(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """What a person says about an unclear one: it is there, send again, give up."""
    decision, link = request.POST.get("decision", ""), request.POST.get("link", "")
    return _do(request, public_id, lambda: doing.settle(who, public_id, decision, link), link)


@needs(May.ANSWER)
@require_POST
def leave(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """What the network hid or removed stays so."""
    return _do(request, public_id, lambda: correcting.leave(who, public_id))


@needs(May.ANSWER)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The page on which what is out is put right; sending it from there."""
    if request.method == "GET":
        return _correct_page(request, who, public_id)
    text = request.POST.get("text", "")
    try:
        sent = correcting.correct(who, public_id, text)
    except Declined as declined:
        return _not_corrected(request, who, public_id, declined, text)
    there = _conversation_of(public_id)
    if sent.deadline:
        told = _("With the second pair of eyes until %(time)s.") % {"time": reply_words.clock(sent.deadline)}
        messages.success(request, told, extra_tags="done")
    return JsonResponse({"go": there}) if _by_script(request) else redirect(there)


@needs(May.ANSWER)
@require_POST
def correct_verdict(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The verdict on a correction while it is typed. Keeps nothing."""
    text = request.POST.get("text", "")
    try:
        judged = correcting.judge(who, public_id, text, language=reply_words.language())
    except Declined as declined:
        return JsonResponse({"code": declined.code, "said": delivery_words.refusal(declined)}, status=409)
    face = delivery_words.face(judged, text)
    why = render_to_string("reply/why.html", {"judged": judged, "face": face})
    said = {"state": face.state, "label": face.label, "left": face.left, "over": face.over}
    return JsonResponse({**said, "marks": face.marks, "why": why, "saved": ""})


def back(request: HttpRequest) -> HttpResponse:
    """The page that was left, when it is one of ours."""
    to = request.POST.get("next") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(to)
    return redirect("outbox")


def _do(request: HttpRequest, public_id: str, act: Callable[[], object], link: str = "") -> HttpResponse:
    """Do it; answer with where the reply stands now, or go back to the page it was clicked on. *link*: what was typed,
    to be put right where it was declined."""
    error = ""
    try:
        act()
    except Declined as declined:
        if declined.code == "unknown_delivery":
            raise Http404 from declined
        error = delivery_words.refusal(declined)
    if request.headers.get("HX-Request"):
        return _where(request, public_id, error, link if error else "")
    if error:
        messages.error(request, error)
    return back(request)


def _where(request: HttpRequest, public_id: str, error: str = "", link: str = "") -> HttpResponse:
    now = clock()
    found = reading.one(public_id, now)
    if found is None:
        raise Http404
    answer = render(
        request, "outbox/where.html", {"delivery": found, "now": now, "error": error, "link": link}
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _correct_page(
    request: HttpRequest,
    who: Who,
    public_id: str,
    *,
    text: str | None = None,
    said: str = "",
) -> HttpResponse:
    now = clock()
    found = reading.one(public_id, now)
    if found is None:
        raise Http404
    begun = corrections.begun(public_id, who.id)
    edits = delivery_words.offers(found, "edit")
    mark = corrections.signed_with(public_id) if edits else ""
    kept = begun.text or (found.text if edits else "")
    shown = text if text is not None else unsigned(kept, mark)
    context: dict[str, object] = {
        "delivery": found,
        "begun": begun,
        "edits": edits,
        "text": shown,
        "signature": signature(mark),
        "said": said,
        "now": now,
        "here": "outbox",
    }
    try:
        judged = correcting.judge(who, public_id, shown, language=reply_words.language(), now=now)
        context |= {"judged": judged, "face": delivery_words.face(judged, shown)}
    except Declined as declined:
        context["closed"] = delivery_words.refusal(declined)
    return render(request, "outbox/correct.html", context, status=409 if said else 200)


def _not_corrected(
    request: HttpRequest, who: Who, public_id: str, declined: Declined, text: str
) -> HttpResponse:
    """Says why not, beside the field. The text is kept."""
    if declined.code == "unknown_delivery":
        raise Http404 from declined
    said = delivery_words.refusal(declined)
    if _by_script(request):
        told = render_to_string("reply/declined.html", {"declined": declined, "said": said}, request)
        return JsonResponse({"code": declined.code, "told": told}, status=409)
    return _correct_page(request, who, public_id, text=text, said=said)


def _conversation_of(public_id: str) -> str:
    found = reading.one(public_id)
    return reverse("conversation", args=["us", found.conversation]) if found else reverse("outbox")


def _by_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


urlpatterns: list[URLPattern | URLResolver] = [
    path("outbox/<slug:public_id>/", delivery, name="delivery"),
    path("outbox/<slug:public_id>/recall/", recall, name="recall"),
    path("outbox/<slug:public_id>/yes/", say_yes, name="say_yes"),
    path("outbox/<slug:public_id>/withdraw/", withdraw, name="withdraw"),
    path("outbox/<slug:public_id>/settle/", settle, name="settle"),
    path("outbox/<slug:public_id>/leave/", leave, name="leave"),
    path("outbox/<slug:public_id>/correct/", correct, name="correct"),
    path("outbox/<slug:public_id>/correct/verdict", correct_verdict, name="correct_verdict"),
]
