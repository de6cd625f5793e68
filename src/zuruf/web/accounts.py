"""Our accounts: how they are, connecting one, looking again, pausing and disconnecting."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf import channels
from zuruf.core.channel import Check
from zuruf.core.people import May, Who
from zuruf.core.signing import USUAL, Signs
from zuruf.flow import accounts as doing
from zuruf.flow import signing
from zuruf.flow.errors import Declined
from zuruf.store.queries import accounts as reading
from zuruf.web import account_words as say
from zuruf.web import sign_words
from zuruf.web.access import needs
from zuruf.web.account_form import Connect
from zuruf.web.refusals import words

NOT_CONNECTED_HERE = ("talk", "import", "by_hand")  # our own page is always there, a file is no network, a place is named


@needs(May.READ)
@require_GET
def accounts(request: HttpRequest, who: Who) -> HttpResponse:
    """All of them, with how they are; trouble first."""
    cards = [(account, say.state(account)) for account in reading.all_accounts()]
    return render(
        request, "accounts/accounts.html", {"cards": cards, "here": "accounts", "names": say.names()}
    )


@needs(May.RUN)
@require_GET
def new(request: HttpRequest, who: Who) -> HttpResponse:
    """Which channel, and what each can really do."""
    rows = [say.channel(name) for name in channels.kinds() if name not in NOT_CONNECTED_HERE]
    return render(request, "accounts/new.html", {"rows": rows, "here": "accounts"})


@needs(May.RUN)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest, who: Who, channel: str) -> HttpResponse:
    """What to fill in. It is looked at before anything is saved; secrets are never shown again."""
    if channel not in channels.kinds() or channel in NOT_CONNECTED_HERE:
        raise Http404
    again = reading.one(request.GET.get("again", "")) if request.GET.get("again") else None
    data = request.POST if request.method == "POST" else None
    form = Connect(data, fields=channels.can(channel).fields, initial=again.settings if again else None)
    check: Check | None = None
    if data and form.is_valid():
        try:
            public_id = doing.connect(who, channel, form.settings, form.secrets)
        except Declined as declined:
            found = declined.data.get("check")
            check = found if isinstance(found, Check) else None
            if check is None:
                form.add_error(None, words(declined))
        else:
            messages.success(request, _("Connected. This is what it can do:"), extra_tags="done")
            return redirect("account", public_id=public_id)
    context = {
        "form": form,
        "row": say.channel(channel),
        "check": check,
        "problem": say.problem(check.problem) if check else "",
        "again": again,
        "here": "accounts",
    }
    return render(request, "accounts/connect.html", context, status=422 if data else 200)


@needs(May.READ)
@require_GET
def account(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """One account: its state in words, the last check, and what an owner can do about it."""
    shown = _one(public_id)
    context = {
        "account": shown,
        "state": say.state(shown),
        "row": say.channel(shown.channel),
        "problem": say.problem(str(shown.check.get("problem", ""))),
        "limits": say.limits(shown.check),
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
    path("accounts/<slug:public_id>/signs/", signs, name="account_signs"),
    path("accounts/<slug:public_id>/pause/", pause, name="account_pause"),
    path("accounts/<slug:public_id>/resume/", resume, name="account_resume"),
    path("accounts/<slug:public_id>/disconnect/", disconnect, name="account_disconnect"),
]
