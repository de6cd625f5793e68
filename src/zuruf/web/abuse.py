"""Against abuse: what can be done about one message, everything that is hidden, and handing on what one need not bear."""

from collections.abc import Callable
from dataclasses import astuple
from urllib.parse import quote_plus, urlencode

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zuruf import channels
from zuruf.core.desk import Queue
from zuruf.core.measure import Offer
from zuruf.core.people import May, Who
from zuruf.core.proof import USUAL
from zuruf.flow import hiding as flow
from zuruf.flow import proof as proofs
from zuruf.flow import spare as sparing
from zuruf.flow import veil as veiling
from zuruf.flow.able import is_own
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.hiding import Ground
from zuruf.store.queries import abuse as reading
from zuruf.store.queries import proof as kept
from zuruf.store.queries import talk
from zuruf.store.queries.desk import Place, listed
from zuruf.web import abuse_words as said
from zuruf.web import keeping_words, proof_words, talk_words
from zuruf.web.access import needs
from zuruf.web.undo import named

SPARED = "spared"
BACK = 60  # seconds in which handing on can be taken back
KEPT = ("measure", "rule", "rule_own", "quote", "reason", "kind", "done")


@require_safe
@needs(May.ANSWER)
def case(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """A conversation's newest message from outside, or the one named by `m`."""
    return _page(request, who, public_id, request.GET.get("m", ""))


@require_POST
@needs(May.ANSWER)
def act(request: HttpRequest, who: Who, public_id: str, message: str) -> HttpResponse:
    """Decide a measure; with what is missing the page comes back as it was written."""
    given = request.POST
    rule = given.get("rule_own", "").strip() or given.get("rule", "")
    ground = Ground(rule, given.get("quote", ""), given.get("reason", ""), given.get("kind", ""))
    try:
        flow.act(who, message, given.get("measure", ""), ground, done="done" in given)
    except Declined as declined:
        draft = {name: given.get(name, "") for name in KEPT} | said.wrong(declined)
        return _page(request, who, public_id, message, draft)
    return redirect(f"{_case(public_id, message)}&decided={quote_plus(given.get('measure', ''))}")


@require_POST
@needs(May.ANSWER)
def keep(request: HttpRequest, who: Who, public_id: str, message: str) -> HttpResponse:
    """Freeze the message as evidence."""
    given = request.POST
    why = proofs.Why(
        given.get("purpose", ""), given.get("lasts", USUAL), given.get("owner", ""), given.get("note", "")
    )
    return _do(
        request, lambda: proofs.keep(who, message, why), _("Kept as evidence."), _case(public_id, message)
    )


@require_POST
@needs(May.ANSWER)
def spare(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Hand it on without a reason; then her own list, since she need not look at it again."""
    by_script = request.headers.get("Accept", "").startswith("text/plain")
    try:
        done = sparing.spare(who, public_id)
    except Declined as declined:
        if declined.code == "unknown_conversation":
            raise Http404 from declined
        if by_script:
            return HttpResponse(said.declined(declined), status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, said.declined(declined))
    else:
        words = said.spared(done, None if "harmless" in request.POST else reading.help_line())
        back = signing.dumps([who.id, *astuple(done)], salt=SPARED)
        if by_script:
            return HttpResponse(words, content_type="text/plain; charset=utf-8", headers={"X-Undo": back})
        messages.success(request, words)
        there = f"{_list(request)}?{urlencode({'spared': public_id, 'back': back})}"  # the list offers to take it back
        return HttpResponseRedirect(there)
    return HttpResponseRedirect(_list(request))


def _list(request: HttpRequest) -> str:
    place = Place.of(request.POST.get("queue", "")) or Place(Queue.US)
    return reverse("desk", args=[place.slug])


@require_POST
@needs(May.ANSWER)
def spare_undo(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """It was not meant like that. What is to be restored is only with her: `back`, as she got it, for a minute."""
    try:
        by, *was = signing.loads(request.POST.get("back", ""), salt=SPARED, max_age=BACK)
        if by != who.id or was[0] != public_id:
            raise Declined("taken")
        sparing.take_back(who, sparing.Spared(*was))
    except (Declined, signing.BadSignature) as stays:
        words, status = said.declined(stays if isinstance(stays, Declined) else Declined("taken")), 409
    else:
        words, status = _("As it was before."), 200
    if request.headers.get("Accept", "").startswith("text/plain"):
        return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    messages.info(request, words)
    return redirect("conversation", "us", public_id)


@require_POST
@needs(May.READ)
def veil(request: HttpRequest, who: Who) -> HttpResponse:
    """Her own choice: abusive messages behind a veil, or as they are."""
    veiling.set_unveiled(who, "unveiled" in request.POST)
    messages.success(request, _("Saved."), extra_tags="done")
    return redirect("me")


@require_safe
@needs(May.INSIDE)
def hidden(request: HttpRequest, who: Who) -> HttpResponse:
    """Everything that is hidden, blocked or reported: by which rule, by whom, since when."""
    now = clock()
    context = {
        "found": reading.hidden(who.id, now),
        "may_look": flow.may_look(who),
        "now": now,
        "here": "hidden",
    }
    return render(request, "abuse/hidden.html", context)


@require_POST
@needs(May.ANSWER)
def back(request: HttpRequest, who: Who, act_id: str) -> HttpResponse:
    return _do(request, lambda: flow.take_back(who, act_id), _("It is being taken back."), _back(request))


@require_POST
@needs(May.ANSWER)
def settle(request: HttpRequest, who: Who, act_id: str) -> HttpResponse:
    how = request.POST.get("how", "")
    return _do(request, lambda: flow.settle(who, act_id, how), _("Noted."), _back(request))


@require_POST
@needs(May.ANSWER)
def look(request: HttpRequest, who: Who, act_id: str) -> HttpResponse:
    return _do(
        request, lambda: flow.look(who, act_id), _("Noted: somebody else found it right."), _back(request)
    )


def _do(request: HttpRequest, verb: Callable[[], object], done: str, back_to: str) -> HttpResponse:
    try:
        verb()
    except Declined as declined:
        if declined.code == "unknown":
            raise Http404 from declined
        messages.error(request, said.declined(declined), extra_tags="error")
    else:
        messages.success(request, done, extra_tags="done")
    return redirect(back_to)


def _back(request: HttpRequest) -> str:
    """To the message where the button was, else to the page of all."""
    conversation, message = named(request.POST.get("c", "")), named(request.POST.get("m", ""))
    return _case(conversation, message) if conversation and message else reverse("hidden")


def _case(conversation: str, message: str) -> str:
    return f"{reverse('abuse', args=[conversation])}?m={message}"


def _page(
    request: HttpRequest, who: Who, public_id: str, message: str, draft: dict[str, str] | None = None
) -> HttpResponse:
    found = reading.case(who.id, public_id, message)
    if found is None:
        raise Http404
    decided = request.GET.get("decided", "")
    after = listed(who, Place(Queue.US), limit=2).rows if decided else ()
    face = talk.face()
    offers = _offers(found.channel)
    can = said.choices(found, offers)
    context = {
        "case": found,
        "choices": can,
        "held": said.held(found, offers),
        "any": any(not c.why_not for c in can),
        "rules": talk_words.house_rules(face, (get_language() or "en")[:2]).lines if face else [],
        "kinds": talk_words.report_kinds(),
        "purposes": proof_words.purposes(),
        "terms": proof_words.terms(),
        "usual": USUAL,
        "kept_only": keeping_words.evidence(found.channel),
        "people": kept.people(),
        "help_line": said.help_line(reading.help_line()),
        "draft": draft or {},
        "decided": said.decided(decided, ours=is_own(found.channel)),
        "next": next((row.public_id for row in after if row.public_id != public_id), ""),
        "now": clock(),
        "here": "hidden",
    }
    return render(request, "abuse/case.html", context, status=422 if draft else 200)


def _offers(channel: str) -> tuple[Offer, ...]:
    return channels.can(channel).offers


urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:public_id>/abuse/", case, name="abuse"),
    path("c/<slug:public_id>/abuse/<slug:message>/act/", act, name="abuse_act"),
    path("c/<slug:public_id>/abuse/<slug:message>/keep/", keep, name="abuse_keep"),
    path("c/<slug:public_id>/spare/", spare, name="conversation_spare"),
    path("c/<slug:public_id>/spare/undo/", spare_undo, name="conversation_spare_undo"),
    path("me/veil/", veil, name="my_veil"),
    path("hidden/", hidden, name="hidden"),
    path("hidden/<slug:act_id>/back/", back, name="hidden_back"),
    path("hidden/<slug:act_id>/settle/", settle, name="hidden_settle"),
    path("hidden/<slug:act_id>/look/", look, name="hidden_look"),
]
