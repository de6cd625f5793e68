"""The outbox: what goes out, what waits and why, what nobody knows about; holding everything, and each reply's buttons."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import holds as holding
from zuruf.flow import outbox as doing
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import outbox as reading
from zuruf.web.access import needs


@needs(May.READ)
@require_GET
def outbox(request: HttpRequest, who: Who) -> HttpResponse:
    """Everything on its way. Asked for by its own script, just the lists."""
    now = clock()
    context = {"box": reading.page(now), "now": now, "here": "outbox"}
    part = request.headers.get("X-Part") == "lists"
    return render(request, "outbox/lists.html" if part else "outbox/outbox.html", context)


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
def withdraw(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(request, public_id, lambda: doing.withdraw(who, public_id, why=request.POST.get("why", "")))


@needs(May.ANSWER)
@require_POST
def settle(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    decision, link = request.POST.get("decision", ""), request.POST.get("link", "")
    return _do(request, public_id, lambda: doing.settle(who, public_id, decision, link))


@needs(May.ANSWER)
@require_POST
def hold(request: HttpRequest, who: Who) -> HttpResponse:
    """Hold everything, or the account that was chosen."""
    try:
        account = request.POST.get("account") or None
        holding.hold(who, account, request.POST.get("reason", ""))
    except Declined as declined:
        messages.error(request, _said(declined))
    else:
        said = (
            _("Held. No reply of this account goes out until you release it.")
            if account
            else _("Held. No reply goes out until you release it.")
        )
        messages.success(request, said, extra_tags="done")
    return _back(request)


@needs(May.ANSWER)
@require_POST
def lift(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    try:
        holding.lift(who, public_id)
    except Declined as declined:
        messages.error(request, _said(declined))
    else:
        messages.success(request, _released(), extra_tags="done")
    return _back(request)


def _released() -> str:
    """What goes out now that a hold was lifted, and what does not."""
    left = reading.holds()
    if any(not one.account_id for one in left):
        return _("Released. Everything is still held, so nothing goes out yet.")
    if left:
        names = ", ".join(one.account for one in left)
        return _("Released. Still held: %(names)s. The rest goes out now.") % {"names": names}
    return _("Released. What was waiting goes out now.")


def _do(request: HttpRequest, public_id: str, act: Callable[[], object]) -> HttpResponse:
    """Do it; answer with where the reply stands now, or go back to the page it was clicked on."""
    error = ""
    try:
        act()
    except Declined as declined:
        if declined.code == "unknown_delivery":
            raise Http404 from declined
        error = _said(declined)
    if request.headers.get("HX-Request"):
        return _where(request, public_id, error)
    if error:
        messages.error(request, error)
    return _back(request)


def _where(request: HttpRequest, public_id: str, error: str = "") -> HttpResponse:
    now = clock()
    found = reading.one(public_id, now)
    if found is None:
        raise Http404
    answer = render(request, "outbox/where.html", {"delivery": found, "now": now, "error": error})
    answer["Cache-Control"] = "no-store"
    return answer


def _back(request: HttpRequest) -> HttpResponse:
    """The page that was left, when it is one of ours."""
    to = request.POST.get("next") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure()):
        return redirect(to)
    return redirect("outbox")


def _said(declined: Declined) -> str:
    """What happened and what to do, in words."""
    known = {
        "held_already": _("This is already held by %(by)s. One release is enough.")
        % {"by": declined.data.get("by", "")},
        "too_late": _("Too late to recall: it is on its way or out. Withdraw it as soon as it is published."),
        "not_out": _("Only what is published can be withdrawn."),
        "cannot_withdraw": _("This network cannot delete it for us. Delete it there, or write a correction."),
        "not_unclear": _("Somebody settled it already. This is how it stands now."),
        "bad_link": _("The link has to start with https:// or http://."),
        "unknown_account": _("This account does not exist."),
        "unknown_hold": _("This hold does not exist."),
    }
    return known.get(declined.code, _("That was not done. Nothing was changed."))


urlpatterns: list[URLPattern | URLResolver] = [
    path("outbox/", outbox, name="outbox"),
    path("outbox/hold/", hold, name="hold"),
    path("outbox/hold/<slug:public_id>/lift/", lift, name="lift"),
    path("outbox/<slug:public_id>/", delivery, name="delivery"),
    path("outbox/<slug:public_id>/recall/", recall, name="recall"),
    path("outbox/<slug:public_id>/withdraw/", withdraw, name="withdraw"),
    path("outbox/<slug:public_id>/settle/", settle, name="settle"),
]
