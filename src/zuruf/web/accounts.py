"""Our accounts: how they are, looking again, pausing, how long words are kept, and disconnecting."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.core.signing import USUAL, Signs
from zuruf.flow import accounts as doing
from zuruf.flow import retention, signing
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import accounts as reading
from zuruf.web import account_care, channel_words, keeping_words, sign_words
from zuruf.web import account_words as say
from zuruf.web.access import needs
from zuruf.web.check_words import checked
from zuruf.web.connecting import connect, door, new
from zuruf.web.refusals import words


@needs(May.READ)
@require_GET
def accounts(request: HttpRequest, who: Who) -> HttpResponse:
    """All of them, with how they are; trouble first."""
    cards = [(account, say.state(account)) for account in reading.all_accounts()]
    cards.sort(key=lambda card: card[1].tone != "trouble")
    return render(
        request,
        "accounts/accounts.html",
        {"cards": cards, "here": "accounts", "names": channel_words.names()},
    )


@needs(May.READ)
@require_GET
def account(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """One account: its state in words, the last check, and what an owner can do about it."""
    shown = _one(public_id)
    row = channel_words.channel(shown.channel)
    context = {
        "account": shown,
        "state": say.state(shown),
        "row": row,
        "checked": checked(shown.check, row.profile) if shown.checked_at else None,
        "outdated": _outdated(shown),
        "care": account_care.page(shown, clock()),
        "door": door(request, public_id, shown.channel) if row.calls and not shown.disconnected_at else None,
        "keeping": keeping_words.of_account(shown),
        "signs": sign_words.ways(),
        "may_sign": shown.signs or USUAL,
        "here": "accounts",
    }
    return render(request, "accounts/account.html", context)


@needs(May.RUN)
@require_POST
def check(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Look now."""
    _one(public_id)
    seen = doing.check(who, public_id)
    if not seen.problem:
        messages.success(request, _("Looked just now: it works."), extra_tags="done")
    return redirect("account", public_id=public_id)


@needs(May.RUN)
@require_POST
def recall(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """How many seconds a reply can be recalled."""
    given = request.POST.get("seconds", "").strip()
    seconds = int(given) if given.isdecimal() and len(given) < 6 else -1
    return _do(request, public_id, lambda: doing.set_recall(who, public_id, seconds), _("Saved."))


@needs(May.RUN)
@require_POST
def keep(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """For how many days words of others are kept; empty: as long as the network allows."""
    given = request.POST.get("days", "").strip()
    days = int(given) if given.isdecimal() and len(given) < 6 else 0 if given else None
    return _do(request, public_id, lambda: retention.set_days(who, public_id, days), _("Saved."))


@needs(May.RUN)
@require_POST
def signs(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """How one may sign there."""
    chosen = [Signs(one) for one in request.POST.getlist("signs") if one in tuple(Signs)]
    return _do(request, public_id, lambda: signing.allow(who, public_id, chosen), _("Saved."))


@needs(May.RUN)
@require_POST
def pause(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    said = _("Paused. Nothing is read until you go on; nothing is lost.")
    return _do(request, public_id, lambda: doing.pause(who, public_id), said)


@needs(May.RUN)
@require_POST
def resume(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(request, public_id, lambda: doing.resume(who, public_id), _("It goes on."))


@needs(May.RUN)
@require_POST
def disconnect(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    said = _("Disconnected. The password is forgotten; every conversation is still here.")
    return _do(request, public_id, lambda: doing.disconnect(who, public_id), said)


def _outdated(shown: reading.AccountView) -> bool:
    """What the last look found is not so any more."""
    since, looked = shown.state_since, shown.checked_at
    return shown.trouble and bool(since and looked and looked < since)


def _one(public_id: str) -> reading.AccountView:
    shown = reading.one(public_id)
    if shown is None:
        raise Http404
    return shown


def _do(request: HttpRequest, public_id: str, verb: Callable[[], None], said: str) -> HttpResponse:
    try:
        verb()
    except Declined as declined:
        if declined.code == "unknown_account":
            raise Http404 from None
        messages.error(request, words(declined), extra_tags="error")
    else:
        messages.success(request, said, extra_tags="done")
    return redirect("account", public_id=public_id)


urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", accounts, name="accounts"),
    path("accounts/new/", new, name="account_new"),
    path("accounts/new/<slug:channel>/", connect, name="account_connect"),
    path("accounts/<slug:public_id>/", account, name="account"),
    path("accounts/<slug:public_id>/check/", check, name="account_check"),
    path("accounts/<slug:public_id>/recall/", recall, name="account_recall"),
    path("accounts/<slug:public_id>/keep/", keep, name="account_keep"),
    path("accounts/<slug:public_id>/signs/", signs, name="account_signs"),
    path("accounts/<slug:public_id>/pause/", pause, name="account_pause"),
    path("accounts/<slug:public_id>/resume/", resume, name="account_resume"),
    path("accounts/<slug:public_id>/disconnect/", disconnect, name="account_disconnect"),
]
