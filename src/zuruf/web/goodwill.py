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
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Judged
from zuruf.store.queries import goodwill as reading
from zuruf.web import goodwill_words as words
from zuruf.web.access import needs


def given(request: HttpRequest, *, strictly: bool = False) -> Promise | None:
    """What the composer's form says of goodwill; None where it says nothing, or no amount. *strictly*: the latter raises
    Declined("goodwill_amount")."""
    written = request.POST.get("goodwill")
    if written is None:
        return None
    cents = rules.cents(written)
    if cents is None and strictly:
        raise Declined("goodwill_amount")
    return None if cents is None else Promise(cents, request.POST.get("goodwill_for", ""))


def line(request: HttpRequest | None, who: Who, judged: Judged, promise: Promise | None) -> str:
    """What is promised, what of the month is left, and that it is public; "" where no money is promised."""
    cents = max(judged.goodwill, promise.cents if promise else 0)
    unread = request is not None and promise is None and bool(request.POST.get("goodwill", "").strip())
    if not cents and not unread:
        return ""
    beside = promise is not None and promise.cents >= judged.goodwill
    shown = {
        "unread": unread,
        "said": words.promised(cents, promise.what if promise else "", beside=beside) if cents else "",
        "left": words.left(reading.month(who.id, clock()), cents) if cents else "",
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
        "here": "goodwill",
    }
    return render(request, "goodwill/slips.html", context)


@needs(May.ANSWER)
@require_POST
def fulfil(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    remark = request.POST.get("remark", "")
    return _did(request, lambda: flow.fulfil(who, public_id, remark), _("Fulfilled."))


@needs(May.ANSWER)
@require_POST
def cancel(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    remark = request.POST.get("remark", "")
    return _did(
        request,
        lambda: flow.cancel(who, public_id, remark),
        _("Cancelled. It counts against nobody's month."),
    )


def _did(request: HttpRequest, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except Declined as declined:
        messages.error(request, words.declined(declined.code))
    else:
        messages.success(request, said, extra_tags="done")
    return redirect("goodwill")


urlpatterns: list[URLPattern | URLResolver] = [
    path("goodwill/", slips, name="goodwill"),
    path("goodwill/<slug:public_id>/fulfil/", fulfil, name="goodwill_fulfil"),
    path("goodwill/<slug:public_id>/cancel/", cancel, name="goodwill_cancel"),
]
