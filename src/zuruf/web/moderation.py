"""What waits for a decision about our own public page: a look, a report, an objection."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zuruf.core.people import May, Who
from zuruf.flow import moderation as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import moderation as moderated
from zuruf.store.queries import talk as queries
from zuruf.web import moderation_words as said
from zuruf.web import talk_words
from zuruf.web.access import needs


@require_safe
@needs(May.READ)
def moderation(request: HttpRequest, who: Who) -> HttpResponse:
    return _page(request, who)


@require_POST
@needs(May.ANSWER)
def show(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(request, who, public_id, lambda: flow.show(who, public_id), _("It is public now."))


@require_POST
@needs(May.ANSWER)
def remove(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    rule, reason, finish = _rule(request), request.POST.get("reason", ""), "done" in request.POST
    quote = request.POST.get("quote", "")
    done = _("Removed. Its author reads the rule and the reason at her link and can object.")

    def act() -> None:
        flow.remove(who, public_id, rule, reason, quote=quote, done=finish)

    return _do(request, who, public_id, act, done)


@require_POST
@needs(May.ANSWER)
def restore(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(request, who, public_id, lambda: flow.restore(who, public_id), _("It is public again."))


@require_POST
@needs(May.ANSWER)
def report(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    given, removed = request.POST, request.POST.get("decision") == "removed"
    done = (
        _("Removed. The reporter and the author read why.")
        if removed
        else _("It stays. The reporter reads why.")
    )
    return _do(
        request,
        who,
        public_id,
        lambda: flow.decide_report(
            who,
            public_id,
            removed,
            rule=_rule(request),
            reason=given.get("reason", ""),
            answer=given.get("answer", ""),
            quote=given.get("quote", ""),
            done="done" in given,
        ),
        done,
    )


@require_POST
@needs(May.ANSWER)
def objection(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    upheld, answer = request.POST.get("decision") == "upheld", request.POST.get("answer", "")
    done = (
        _("It is public again. Its author reads your answer.")
        if upheld
        else _("It stays removed. Its author reads why.")
    )
    return _do(
        request, who, public_id, lambda: flow.decide_objection(who, public_id, upheld, answer=answer), done
    )


def _rule(request: HttpRequest) -> str:
    return request.POST.get("rule_own", "").strip() or request.POST.get("rule", "")


def _do(request: HttpRequest, who: Who, thing: str, verb: Callable[[], None], done: str) -> HttpResponse:
    """Do it and say so; or show the page again with what was written and why it was not done."""
    try:
        verb()
    except Declined as declined:
        names = ("decision", "rule", "rule_own", "quote", "reason", "answer", "done")
        kept = {name: request.POST.get(name, "") for name in names}
        draft = {**kept, "thing": thing, "problem": said.declined(declined)}
        return _page(request, who, draft, status=409 if declined.code in said.MOVED else 422)
    messages.success(request, done, extra_tags="done")
    return redirect("talk_moderation")


def _page(
    request: HttpRequest, who: Who, draft: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    now = clock()
    face = queries.face()
    about = {
        "here": "moderation",
        "found": moderated.moderation(who.id, now),
        "face": face,
        "now": now,
        "rules": talk_words.house_rules(face, face.language).lines if face else [],
        "draft": draft or {},
        "may_decide": who.may(May.ANSWER),
        "kinds": dict(talk_words.report_kinds()),
    }
    return render(request, "talk/moderation.html", about, status=status)


urlpatterns = [
    path("moderation/", moderation, name="talk_moderation"),
    path("moderation/<slug:public_id>/show/", show, name="talk_show"),
    path("moderation/<slug:public_id>/remove/", remove, name="talk_remove"),
    path("moderation/<slug:public_id>/restore/", restore, name="talk_restore"),
    path("moderation/report/<slug:public_id>/", report, name="talk_decide_report"),
    path("moderation/objection/<slug:public_id>/", objection, name="talk_decide_objection"),
]
