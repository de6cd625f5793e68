"""The page of the hours: when we are there, whose public holidays we keep, when we close of our own accord."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zuruf.core.people import May, Who
from zuruf.flow import hours as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.web import due_words, place_words
from zuruf.web.access import needs
from zuruf.web.hours_form import EMPTY, Closed, Limits, Week, closed_initial, read, week_initial
from zuruf.web.numbers import whole
from zuruf.web.refusals import words

USUAL = {str(weekday): [["09:00", "17:00"]] for weekday in range(5)}
HALVES = ({"day": "12-24", "until": "12:00"}, {"day": "12-31", "until": "12:00"})


@needs(May.RUN)
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, who: Who) -> HttpResponse:
    """Shown and saved. Three buttons only fill in: the usual week, more rows, and the half days of December."""
    now = clock()
    shown = flow.page(translation.get_language() or "en", now=now)
    stored = shown.hours
    data = request.POST if request.method == "POST" else None
    limits = Limits(data, initial={"place": stored.place, "ask_minutes": stored.ask_minutes})
    usual = request.POST.get("add") == "week"
    week = Week(
        data and {**data.dict(), **(week_initial(USUAL) if usual else {})}, initial=week_initial(stored.hours)
    )
    closed = _closed(request, stored, now)
    if (
        data
        and "add" not in data
        and all([limits.is_valid(), week.is_valid(), *(c.is_valid() for c in closed)])
    ):
        try:
            flow.save(who, read(limits, week, closed))
        except Declined as declined:
            messages.error(request, words(declined), extra_tags="error")
        else:
            messages.success(request, _("Saved. Whoever waits is due by these hours."), extra_tags="done")
            return redirect("hours")
    wrong = bool(data) and "add" not in request.POST
    context = {
        "limits": limits, "week": week, "closed": closed, "wrong": wrong, "here": "organisation",
        "place": place_words.name(stored.place), "always": shown.calendar.always,
        "examples": [due_words.told(due, ZoneInfo(shown.zone)) for due in shown.examples],
        "ahead": [(one, formats.date_format(one.day, "D, j. N Y" if due_words.dotted() else "D, j N Y")) for one in shown.ahead],
    }  # fmt: skip
    return render(request, "organisation/hours.html", context, status=422 if wrong else 200)


def _closed(request: HttpRequest, stored: flow.Hours, now: datetime) -> list[Closed]:
    """A form for each closing day, and some for more."""
    year = now.year
    if request.method != "POST":
        known = [closed_initial(day) for day in stored.closed]
        return [
            Closed(initial=known[n] if n < len(known) else {}, prefix=f"c{n}", this_year=year)
            for n in range(len(known) + EMPTY)
        ]
    told = request.POST.get("rows", "")
    count = min(whole(told), flow.MOST_CLOSINGS)
    add = request.POST.get("add", "")
    if not add:
        return [Closed(request.POST, prefix=f"c{n}", this_year=year) for n in range(count)]
    fields = Closed.base_fields
    written = [{name: request.POST.get(f"c{n}-{name}", "") for name in fields} for n in range(count)]
    rows = [row for row in written if row["day"]] + _more(add)
    return [Closed(initial=row, prefix=f"c{n}", this_year=year) for n, row in enumerate(rows)]


def _more(add: str) -> list[dict[str, str]]:
    """What a button adds below the rows that are written."""
    rows: dict[str, list[dict[str, str]]] = {"halves": _halves(), "row": [{} for _row in range(EMPTY)]}
    return rows.get(add, [{}])


def _halves() -> list[dict[str, str]]:
    names = {"12-24": _("Christmas Eve"), "12-31": _("New Year's Eve")}
    return [closed_initial({**half, "name": names[half["day"]]}) for half in HALVES]


urlpatterns: list[URLPattern | URLResolver] = [path("organisation/hours/", hours, name="hours")]
