"""Goodwill beside the answer while one writes it, and the slips for whoever sees to it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core import goodwill as rules
from zuruf.core.goodwill import Promise
from zuruf.core.people import May, Who
from zuruf.flow import goodwill as flow
from zuruf.flow import undo
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Judged
from zuruf.store.queries import goodwill as reading
from zuruf.store.queries.goodwill import Month
from zuruf.web import goodwill_words as words
from zuruf.web.access import needs
from zuruf.web.undo import offered, offering, undone


def given(request: HttpRequest) -> Promise | None:
    """What the composer's form says of goodwill; None where it says nothing."""
    written = request.POST.get("goodwill")
    if written is None:
        return None
    cents, what = rules.cents(written), request.POST.get("goodwill_for", "")
    return Promise(0, what, unread=True) if cents is None else Promise(cents, what)


def read(promise: Promise | None) -> None:
    """Raises Declined("goodwill_amount") for what is no amount."""
    if promise is not None and promise.unread:
        raise Declined("goodwill_amount")


def line(judged: Judged, promise: Promise | None, month: Month | None) -> str:
    """What is promised, what of the month is left, and that it is public; "" where no money is promised."""
    cents = max(judged.goodwill, promise.cents if promise else 0)
    unread = promise is not None and promise.unread
    if not cents and not unread:
        return ""
    beside = promise is not None and not unread and promise.cents >= judged.goodwill
    shown = {
        "unread": unread,
        "said": words.promised(cents, promise.what if promise else "", beside=beside) if cents else "",
        "left": words.left(month, cents) if cents and month else "",
        "public": judged.public and bool(cents),
    }
    return render_to_string("reply/goodwill_line.html", shown)


@needs(May.INSIDE)
@require_GET
def slips(request: HttpRequest, who: Who) -> HttpResponse:
    """What was promised and is not fulfilled, what ended lately, and one's own month."""
    now = clock()
    month = reading.month(who.id, now)
    context = {
        "open": reading.open_slips(now),
        "ended": reading.ended_slips(now),
        "month": words.month(month),
        "now": now,
        "undo": offered(request),
        "here": "goodwill",
    }
    return render(request, "goodwill/slips.html", context)


@needs(May.ANSWER)
@require_POST
def fulfil(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    remark = request.POST.get("remark", "")
    done = _did(request, lambda: flow.fulfil(who, public_id, remark), _("Fulfilled."))
    return offering("goodwill", public_id) if done else redirect("goodwill")


@needs(May.ANSWER)
@require_POST
def fulfil_undo(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """It was not fulfilled after all."""
    return undone(request, "goodwill", lambda: undo.fulfilled(who, public_id))


@needs(May.ANSWER)
@require_POST
def cancel(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    remark = request.POST.get("remark", "")
    _did(
        request,
        lambda: flow.cancel(who, public_id, remark),
        _("Cancelled. It counts against nobody's month."),
        _("Cancelled. It goes on counting in your month, since you promised it yourself and it is out."),
    )
    return redirect("goodwill")


def _did(request: HttpRequest, act: Callable[[], bool | None], said: str, still: str = "") -> bool:
    """Do it and say so. *still*: what is said when *act* answers False. Whether it was done."""
    try:
        said = still if act() is False else said
    except Declined as declined:
        messages.error(request, words.declined(declined.code))
        return False
    messages.success(request, said, extra_tags="done")
    return True


urlpatterns: list[URLPattern | URLResolver] = [
    path("goodwill/", slips, name="goodwill"),
    path("goodwill/<slug:public_id>/fulfil/", fulfil, name="goodwill_fulfil"),
    path("goodwill/<slug:public_id>/fulfil/undo/", fulfil_undo, name="goodwill_fulfil_undo"),
    path("goodwill/<slug:public_id>/cancel/", cancel, name="goodwill_cancel"),
]
