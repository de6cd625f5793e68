"""The composer: the verdict while typing, sending, and the second pair of eyes."""

from collections.abc import Callable
from typing import TypedDict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import reply as flow
from zuruf.flow import second_pair
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries.desk import zone
from zuruf.web import goodwill
from zuruf.web import reply_words as words
from zuruf.web.access import needs
from zuruf.web.eyes_words import senses, till
from zuruf.web.later_words import later, when


def composer_context(who: Who, public_id: str) -> dict[str, object]:
    """What reply/composer.html needs for this conversation."""
    try:
        return context_of(flow.standing(who, public_id, language=words.language()))
    except Declined as declined:
        raise Http404 from declined


@require_GET
@needs(May.READ)
def composer(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The composer as it stands now: after somebody decided, answered, called back or put a hold on."""
    return render(request, "reply/composer.html", composer_context(who, public_id))


@require_POST
@needs(May.DRAFT)
def verdict(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Keeps the draft and answers with the verdict on it, while one types."""
    text = request.POST.get("text", "")
    try:
        promise = goodwill.given(request)
        written = flow.write(
            who,
            public_id,
            text,
            promise=promise,
            privately=privately(request),
            language=words.language(),
            **given(request),
        )
    except Declined as declined:
        return JsonResponse({"code": declined.code, "said": words.refusal(declined)}, status=409)
    line = goodwill.line(written.judged, promise, written.month)
    return JsonResponse({**as_json(written, text), "goodwill": line})


@require_POST
@needs(May.DRAFT)
def check(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Without script: keeps the draft and shows what would happen to it."""
    try:
        promise = goodwill.given(request)
        text = request.POST.get("text", "")
        flow.write(who, public_id, text, promise=promise, privately=privately(request), **given(request))
        goodwill.read(promise)
    except Declined as declined:
        return declined_page(request, who, public_id, declined, request.POST.get("text", ""))
    return back(request, public_id, "")


@require_POST
@needs(May.DRAFT)
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
            told=None if by_script(request) else request.POST.get("told", ""),
            promise=goodwill.given(request),
            privately=privately(request),
            machine_read="machine_read" in request.POST,
            **given(request),
        )
    except Declined as declined:
        return declined_page(request, who, public_id, declined, text)
    if sent.deadline:
        told = _("With the second pair of eyes until %(time)s.") % {"time": till(sent.deadline)}
    else:
        told = ""
    return back(request, public_id, told)


@require_POST
@needs(May.ANSWER)
def ask_verdict(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The verdict on the text that the second pair of eyes is changing. Keeps nothing."""
    text = request.POST.get("text", "")
    try:
        looked = second_pair.compare(who, public_id, text, language=words.language())
    except Declined as declined:
        return JsonResponse({"code": declined.code, "said": words.refusal(declined)}, status=409)
    found = looked.difference
    changed = any(p.kind != "same" for p in found.pieces)
    sense = {"changed": changed, "meaning": found.meaning, "because": senses(found.senses)}
    return JsonResponse({**as_json(flow.Written(looked.judged, None), text), **sense})


@require_POST
@needs(May.ANSWER)
def decide(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Release, or give back with a remark."""
    decision, text = request.POST.get("decision", ""), request.POST.get("text")
    ticked, said = "meaning" in request.POST, request.POST.get("meaning_said", "")
    hers = said == "1" or (
        ticked and not said
    )  # "guess": the page ticked it for her; without a script nobody does
    told = _("Given back with your remark.") if decision == "return" else _("Released.")
    return _decided(
        request,
        who,
        lambda: second_pair.decide(
            who,
            public_id,
            decision,
            text=text,
            meaning=ticked if hers else None,
            remark=request.POST.get("remark", ""),
            read=request.POST.get("read", "")[:16],
            anyway="anyway" in request.POST,
        ),
        told,
        form=f"release-{public_id}",
    )


@require_POST
@needs(May.DRAFT)
def take_back(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The author takes her answer back from the second pair of eyes."""
    return _decided(request, who, lambda: second_pair.take_back(who, public_id), "")


def _decided(
    request: HttpRequest, who: Who, act: Callable[[], str], told: str, *, form: str = "reply"
) -> HttpResponse:
    try:
        conversation = act()
    except Declined as declined:
        conversation = request.POST.get("conversation", "")
        if declined.code == "gone" and not conversation:
            raise Http404 from declined
        return declined_page(request, who, conversation, declined, None, form=form)
    return back(request, conversation, told)


def back(request: HttpRequest, conversation: str, told: str) -> HttpResponse:
    """Back to the conversation: as an address for the script, as a redirect without one."""
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}):
        there = reverse("conversation", args=["us", conversation])
    if by_script(request):  # the composer itself shows what became of it
        return JsonResponse({"go": there})
    if told:
        messages.success(request, told, extra_tags="done")
    return HttpResponseRedirect(there)


def declined_page(
    request: HttpRequest,
    who: Who,
    conversation: str,
    declined: Declined,
    text: str | None,
    *,
    title: str = "",
    form: str = "reply",
) -> HttpResponse:
    """Says why not: beside the field for the script, as a page with the field without one. Nothing is lost."""
    said = {
        "declined": declined,
        "said": words.refusal(declined),
        "title": title or words.not_done(declined),
        "form": form,
    }
    if by_script(request):
        told = render_to_string("reply/declined.html", said, request)
        return JsonResponse({"code": declined.code, "told": told}, status=409)
    try:
        standing = flow.standing(who, conversation, text=text, language=words.language())
    except Declined as gone:
        raise Http404 from gone
    context = {**context_of(standing), **said}
    if declined.code == "goodwill_amount":
        context["typed_amount"] = request.POST.get("goodwill", "")
    return render(request, "reply/declined_page.html", context, status=409)


def context_of(standing: flow.Standing) -> dict[str, object]:
    """What reply/composer.html needs."""
    now = clock()
    c = standing.composer
    return {
        "composer": c,
        "standing": standing,
        "judged": standing.judged,
        "face": words.face(standing.judged, c.text, c.hour, standing.wrong),
        "hour": when(c.hour.at) if c.hour else "",
        "later": later(c.hour, now, str(zone())),
        "alt_longest": standing.alt_longest or "",
        "now": now,
    }


class Given(TypedDict, total=False):
    at: str
    alts: dict[str, str]


def given(request: HttpRequest) -> Given:
    """What the form says besides the text: the hour, when it was asked for one, and the words for pictures."""
    found = Given(alts={k[4:]: str(v) for k, v in request.POST.items() if k.startswith("alt-")})
    if "when" in request.POST:
        chosen = request.POST["when"]
        found["at"] = (request.POST.get("at", "") or " ?") if chosen == "own" else chosen
    return found


def privately(request: HttpRequest) -> bool | None:
    """Whether it is to go to whoever is answered alone; None where nobody was asked."""
    return request.POST.get("privately") == "yes" if "addressed" in request.POST else None


def as_json(written: flow.Written, text: str) -> dict[str, object]:
    """A verdict for the script: button, lines, what is underlined, and what it goes out in."""
    judged, hour = written.judged, written.hour
    face = words.face(judged, text, hour, written.wrong)
    saved = _("saved %(time)s") % {"time": words.clock(written.saved_at)} if written.saved_at else ""
    return {
        "state": face.state,
        "label": face.label,
        "left": face.left,
        "over": face.over,
        "marks": face.marks,
        "why": render_to_string("reply/why.html", {"judged": judged, "face": face}),
        "hour": when(hour.at) if hour else "",
        "parts": face.parts,
        "list": render_to_string("reply/parts.html", {"judged": judged}) if judged.parts else "",
        "saved": saved,
        "terms": render_to_string("reply/terms.html", {"judged": judged, "now": clock()}).strip(),
    }


def by_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:public_id>/composer", composer, name="composer"),
    path("c/<slug:public_id>/verdict", verdict, name="verdict"),
    path("c/<slug:public_id>/check", check, name="check"),
    path("c/<slug:public_id>/reply", reply, name="reply"),
    path("second/<slug:public_id>/verdict", ask_verdict, name="ask_verdict"),
    path("second/<slug:public_id>/decide", decide, name="ask_decide"),
    path("second/<slug:public_id>/back", take_back, name="ask_take_back"),
]
