"""Duty: who is on it this week, a pause, a note for the hand-over; and picking up what rings."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import duty as flow
from zuruf.flow import ringing
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import chats, wall
from zuruf.store.queries import duty as reading
from zuruf.web import duty_words
from zuruf.web.access import needs
from zuruf.web.numbers import whole

TIME = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


@needs(May.INSIDE)
@require_GET
def duty(request: HttpRequest, who: Who) -> HttpResponse:
    return shown(request, who)


def shown(request: HttpRequest, who: Who, status: int = 200, **written: str) -> HttpResponse:
    """The page. *written*: what was not taken and comes back: `note`, `chat_url`, `chat_name`."""
    now = clock()
    page = reading.page(who, now, flow.hours(now))
    context = {
        "page": page,
        "me": next((p for p in page.people if p.me), None),
        "weekdays": duty_words.weekdays(),
        "names": dict(duty_words.weekdays()),
        "pauses": duty_words.PAUSES,
        "screens": wall.screens(now) if who.may(May.RUN) else (),
        "chats": chats.house() if who.may(May.RUN) else (),
        "now": now,
        "here": "duty",
        **written,
    }
    return render(request, "duty/duty.html", context, status=status)


@needs(May.RUN)
@require_POST
def shift(request: HttpRequest, who: Who) -> HttpResponse:
    given = request.POST

    def act() -> str:
        times = _minutes(given.get("starts", "")), _minutes(given.get("ends", ""))
        days = [whole(day, -1) for day in given.getlist("weekday")]
        rank = whole(given.get("rank"))
        flow.add_shifts(who, given.get("member", ""), days, *times, rank=rank)
        return _("On the rota.")

    return _do(request, act)


@needs(May.RUN)
@require_POST
def shift_end(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(request, lambda: flow.end_shift(who, public_id), _("Off the rota."))


@needs(May.ANSWER)
@require_POST
def otherwise(request: HttpRequest, who: Who) -> HttpResponse:
    """An exception on one day."""
    given = request.POST

    def act() -> str:
        starts, ends = _moment(given.get("starts_at", "")), _moment(given.get("ends_at", ""))
        flow.otherwise(
            who, given.get("member", who.public_id), on=given.get("on") == "1", starts_at=starts, ends_at=ends
        )
        return _("Entered.")

    return _do(request, act)


@needs(May.ANSWER)
@require_POST
def take_over(request: HttpRequest, who: Who) -> HttpResponse:
    def act() -> str:
        flow.take_over(who, request.POST.get("member", ""), _moment(request.POST.get("at", "")))
        return _("It is yours now. Thank you.")

    return _do(request, act)


@needs(May.ANSWER)
@require_POST
def cancel(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(request, lambda: flow.cancel(who, public_id), _("As it was before."))


@needs(May.ANSWER)
@require_POST
def pause(request: HttpRequest, who: Who) -> HttpResponse:
    minutes = request.POST.get("minutes", "")
    if minutes == "0":
        return _do(request, lambda: flow.back(who), _("Welcome back."))
    n = whole(minutes)
    return _do(request, lambda: flow.pause(who, n), _("Enjoy your meal. Nothing rings here meanwhile."))


@needs(May.ANSWER)
@require_POST
def told(request: HttpRequest, who: Who) -> HttpResponse:
    """A note for whoever comes on duty."""
    text = request.POST.get("text", "")
    try:
        flow.hand_over(who, text)
    except Declined as declined:
        messages.error(request, duty_words.declined(declined), extra_tags="error")
        return shown(request, who, 422, note=text)
    messages.success(request, _("Whoever comes on duty reads it here."), extra_tags="done")
    return redirect("duty")


@needs(May.ANSWER)
@require_POST
def read(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    return _do(request, lambda: flow.read(who, public_id), _("Read."))


@needs(May.RUN)
@require_POST
def settle(request: HttpRequest, who: Who) -> HttpResponse:
    minutes = request.POST.get("ring_minutes", "")
    n = whole(minutes)
    outside = "outside" in request.POST
    return _do(request, lambda: flow.settle(who, ring_minutes=n, outside=outside), _("Saved."))


@needs(May.ANSWER)
@require_POST
def pick_up(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    try:
        conversation = ringing.pick_up(who, public_id)
    except Declined as declined:
        messages.error(request, duty_words.declined(declined), extra_tags="error")
        return redirect("desk", "us")
    return redirect("conversation", "mine", conversation)


@needs(May.ANSWER)
@require_POST
def pass_on(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    try:
        next_one = ringing.pass_on(who, public_id)
    except Declined as declined:
        messages.error(request, duty_words.declined(declined), extra_tags="error")
    else:
        messages.success(request, duty_words.passed(next_one), extra_tags="done")
    return redirect(_from(request))


def _from(request: HttpRequest) -> str:
    return reverse("desk", args=["us"])


def _do(request: HttpRequest, act: Callable[[], str | None], text: str = "", back: str = "") -> HttpResponse:
    try:
        said = act() or text
    except Declined as declined:
        messages.error(request, duty_words.declined(declined), extra_tags="error")
    else:
        messages.success(request, said, extra_tags="done")
    return redirect(back or "duty")


def _minutes(text: str) -> int:
    """ "08:30" → 510. Declined("shift_times") for anything else."""
    found = TIME.fullmatch(text.strip())
    if found is None:
        raise Declined("shift_times")
    return int(found[1]) * 60 + int(found[2])


def _moment(text: str) -> datetime:
    """What a field of the browser's calendar gives, on the reader's wall; or a moment with its zone."""
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        raise Declined("duty_times")
    try:
        return timezone.make_aware(at) if timezone.is_naive(at) else at.astimezone(UTC)
    except OverflowError:  # the first or the last day there is
        raise Declined("duty_times") from None


urlpatterns: list[URLPattern | URLResolver] = [
    path("duty/", duty, name="duty"),
    path("duty/shift/", shift, name="duty_shift"),
    path("duty/shift/<slug:public_id>/end/", shift_end, name="duty_shift_end"),
    path("duty/otherwise/", otherwise, name="duty_otherwise"),
    path("duty/take-over/", take_over, name="duty_take_over"),
    path("duty/change/<slug:public_id>/cancel/", cancel, name="duty_cancel"),
    path("duty/pause/", pause, name="duty_pause"),
    path("duty/told/", told, name="duty_told"),
    path("duty/told/<slug:public_id>/read/", read, name="duty_read"),
    path("duty/settings/", settle, name="duty_settle"),
    path("ring/<slug:public_id>/pick-up/", pick_up, name="ring_pick_up"),
    path("ring/<slug:public_id>/pass/", pass_on, name="ring_pass"),
]
