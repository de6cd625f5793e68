"""The composer: the verdict while typing, sending, and the second pair of eyes."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import reply as flow
from zuruf.flow import second_pair
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Judged
from zuruf.web import reply_words as words
from zuruf.web.access import needs


def composer_context(request: HttpRequest, who: Who, public_id: str) -> dict[str, object]:
    """What reply/composer.html needs for this conversation."""
    try:
        return _context(request, flow.standing(who, public_id, language=words.language()))
    except Declined as declined:
        raise Http404 from declined


@require_GET
@needs(May.READ)
def composer(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The composer as it stands now: after somebody decided, answered, called back or put a hold on."""
    return render(request, "reply/composer.html", composer_context(request, who, public_id))


@require_POST
@needs(May.ANSWER)
def verdict(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Keeps the draft and answers with the verdict on it, while one types."""
    text = request.POST.get("text", "")
    try:
        written = flow.write(who, public_id, text, language=words.language())
    except Declined as declined:
        return JsonResponse({"code": declined.code, "said": words.refusal(declined)}, status=409)
    saved = _("saved %(time)s") % {"time": words.clock(written.saved_at)} if written.saved_at else ""
    return JsonResponse({**_as_json(written.judged, text), "saved": saved})


@require_POST
@needs(May.ANSWER)
def reply(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Sends the answer, asks the second pair of eyes, or says why not."""
    text, seen = request.POST.get("text", ""), request.POST.get("seen", "")
    anyway = "anyway" in request.POST
    try:
        sent = flow.send(
            who,
            public_id,
            text,
            seen_answer_seq=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            read=request.POST.get("read", "")[:16],
            anyway=anyway,
        )
    except Declined as declined:
        return _declined(request, who, public_id, declined, text)
    if sent.deadline:
        told = _("With the second pair of eyes until %(time)s.") % {"time": words.clock(sent.deadline)}
    else:
        told = ""
    return _done(request, public_id, told)


@require_POST
@needs(May.ANSWER)
def ask_verdict(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The verdict on the text that the second pair of eyes is changing. Keeps nothing."""
    text = request.POST.get("text", "")
    try:
        judged = second_pair.judge(who, public_id, text, language=words.language())
    except Declined as declined:
        return JsonResponse({"code": declined.code, "said": words.refusal(declined)}, status=409)
    return JsonResponse({**_as_json(judged, text), "saved": ""})


@require_POST
@needs(May.ANSWER)
def decide(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Release, or give back with a remark."""
    decision, text = request.POST.get("decision", ""), request.POST.get("text")
    told = _("Given back with your remark.") if decision == "return" else _("Released.")
    return _decided(
        request,
        who,
        lambda: second_pair.decide(
            who, public_id, decision, text=text, remark=request.POST.get("remark", "")
        ),
        told,
    )


@require_POST
@needs(May.ANSWER)
def take_back(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The author takes her answer back from the second pair of eyes."""
    return _decided(request, who, lambda: second_pair.take_back(who, public_id), "")


def _decided(request: HttpRequest, who: Who, act: Callable[[], str], told: str) -> HttpResponse:
    try:
        conversation = act()
    except Declined as declined:
        conversation = request.POST.get("conversation", "")
        if declined.code == "gone" and not conversation:
            raise Http404 from declined
        return _declined(request, who, conversation, declined, None)
    return _done(request, conversation, told)


def _done(request: HttpRequest, conversation: str, told: str) -> HttpResponse:
    """Back to the conversation: as an address for the script, as a redirect without one."""
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}):
        there = reverse("conversation", args=["us", conversation])
    if _by_script(request):  # the composer itself shows what became of it
        return JsonResponse({"go": there})
    if told:
        messages.success(request, told, extra_tags="done")
    return redirect(there)


def _declined(
    request: HttpRequest, who: Who, conversation: str, declined: Declined, text: str | None
) -> HttpResponse:
    """Says why not: beside the field for the script, as a page with the field without one. Nothing is lost."""
    said = {"declined": declined, "said": words.refusal(declined)}
    if _by_script(request):
        told = render_to_string("reply/declined.html", said, request)
        return JsonResponse({"code": declined.code, "told": told}, status=409)
    try:
        standing = flow.standing(who, conversation, text=text, language=words.language())
    except Declined as gone:
        raise Http404 from gone
    context = {**_context(request, standing), **said}
    return render(request, "reply/declined_page.html", context, status=409)


def _context(request: HttpRequest, standing: flow.Standing) -> dict[str, object]:
    return {
        "composer": standing.composer,
        "standing": standing,
        "judged": standing.judged,
        "face": words.face(standing.judged, standing.composer.text),
    }


def _as_json(judged: Judged, text: str) -> dict[str, object]:
    face = words.face(judged, text)
    why = render_to_string("reply/why.html", {"judged": judged, "face": face})
    return {
        "state": face.state,
        "label": face.label,
        "left": face.left,
        "over": face.over,
        "marks": face.marks,
        "why": why,
    }


def _by_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:public_id>/composer", composer, name="composer"),
    path("c/<slug:public_id>/verdict", verdict, name="verdict"),
    path("c/<slug:public_id>/reply", reply, name="reply"),
    path("second/<slug:public_id>/verdict", ask_verdict, name="ask_verdict"),
    path("second/<slug:public_id>/decide", decide, name="ask_decide"),
    path("second/<slug:public_id>/back", take_back, name="ask_take_back"),
]
