"""What waiting costs: the page, its file, and the way to What if."""

import csv
import io
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.core.price import BAD, Advice, Figures
from zuruf.flow import price as flow
from zuruf.flow.errors import Declined
from zuruf.web import guideline_words, price_words
from zuruf.web.access import needs
from zuruf.web.bars import Bar, bars
from zuruf.web.numbers import whole
from zuruf.web.reply_words import language

COLUMNS = (
    "by", "name", "questions", "minutes", "median", "nine_of_ten", "after_due", "after_due_median", "decided", "unchanged",
    "changed", "words_changed_median", "changed_in_meaning", "returned", "ran_out", "released_on_time_out", "advice",
)  # fmt: skip
ORDER = (Advice.HARM, Advice.DROP, Advice.WORDING, Advice.RUNS_OUT, Advice.KEEP)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table. `tries`: how What if is to try it without the step: "off", "look" or ""."""

    key: str
    name: str
    f: Figures
    bar: Bar
    standing: str
    tries: str


@dataclass(frozen=True, slots=True)
class Table:
    kind: str
    title: str
    lines: list[Line]
    hidden: int

    @property
    def tells(self) -> bool:
        """Does it say more than the sum? One line alone is the sum; of guidelines it says which."""
        return len(self.lines) + self.hidden > 1 or self.kind == "guideline"


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of advice about one guideline or reason: what to do, and why."""

    key: str
    name: str
    head: str
    why: str
    tries: str


@require_GET
@needs(May.INSIDE)
def price(request: HttpRequest, who: Who) -> HttpResponse:
    """What second pairs of eyes cost in this time, what they changed, and what follows."""
    found = flow.read(who, _days(request), language=language())
    context: dict[str, object] = {"found": found, "days": flow.DAYS, "here": "price"}
    if found.whole is not None and found.ended:
        context |= {
            "headline": price_words.headline(found.whole, found.days),
            "late": price_words.late(found.whole),
            "strip": _strip(found.spread),
            "tables": [_table(part) for part in found.parts],
            "advised": _advised(found.parts),
            "released": [(price_words.became(b), n) for b, n in found.whole.waits.became],
            "bad": sum(found.whole.waits.of(b) for b in BAD),
        }
    return render(request, "price/price.html", context)


@require_GET
@needs(May.INSIDE)
def as_file(request: HttpRequest, who: Who) -> HttpResponse:
    """The figures of the page as CSV: the same rows, none that the page hides."""
    found = flow.read(who, _days(request), language=language())
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(COLUMNS)
    if found.whole is not None:
        out.writerow(_cells("all", "", found.whole, ""))
    for part in found.parts:
        out.writerows(
            _cells(
                part.kind, row.name or row.key, row.figures, "" if row.advice is Advice.NONE else row.advice
            )
            for row in part.rows
        )
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="zuruf-waiting-{found.days}.csv"'
    return response


@require_POST
@needs(May.RUN)
def try_without(request: HttpRequest, who: Who, slug: str) -> HttpResponse:
    """What if this guideline no longer asked? Runs over the same time."""
    how = "off" if request.POST.get("how") == "off" else "look"
    try:
        return redirect("what_if_run", public_id=flow.try_without(who, slug, how, _days(request)))
    except Declined as declined:
        if declined.code == "gone":
            raise Http404 from declined
        messages.error(request, guideline_words.refusal(declined))
        return redirect("price")


def _days(request: HttpRequest) -> int:
    days = request.GET.get("days") or request.POST.get("days") or ""
    return asked if (asked := whole(days)) in flow.DAYS else 90


def _strip(counts: tuple[int, ...]) -> list[Bar]:
    """How many answers sat how long; the part in which the median lies stands out."""
    half, so_far, middle = sum(counts) / 2, 0, -1
    for n, count in enumerate(counts):
        so_far += count
        if so_far >= half:
            middle = n
            break
    rows = [
        (label, str(n), float(n)) for label, n in zip(price_words.parts_of_the_strip(), counts, strict=True)
    ]
    return bars(rows, middle)


def _table(part: flow.Part) -> Table:
    shown = [(row, _name(part.kind, row)) for row in part.rows]
    drawn = bars(
        [(name, price_words.span(r.figures.waits.total), r.figures.waits.total) for r, name in shown]
    )
    lines = [
        Line(row.key, name, row.figures, bar, price_words.standing(row.advice, row.figures), _tries(row))
        for (row, name), bar in zip(shown, drawn, strict=True)
    ]
    return Table(part.kind, _title(part.kind), lines, part.hidden)


def _advised(parts: tuple[flow.Part, ...]) -> list[Told]:
    """Everything that follows from the figures, what harms first."""
    rows = [(part.kind, row) for part in parts for row in part.rows if row.advice is not Advice.NONE]
    rows.sort(key=lambda one: ORDER.index(one[1].advice) if one[1].advice in ORDER else len(ORDER))
    told = ((row, _name(kind, row), *price_words.advice(row.advice, row.figures)) for kind, row in rows)
    return [Told(row.key, name, head, why, _tries(row)) for row, name, head, why in told if head]


def _tries(row: flow.Row) -> str:
    return {Advice.DROP: "off", Advice.WORDING: "look"}.get(row.advice, "") if row.active else ""


def _name(kind: str, row: flow.Row) -> str:
    if kind == "reason":
        return price_words.reason(row.key)
    return row.name or (row.key if kind == "guideline" else "") or price_words.nameless(kind)


def _title(kind: str) -> str:
    return {
        "guideline": _("By guideline"),
        "reason": _("By reason"),
        "account": _("By account"),
        "team": _("By team"),
    }[kind]


def _cells(kind: str, name: str, f: Figures, advice: str) -> list[object]:
    w, c = f.waits, f.changes
    # A spreadsheet would reckon with a name that begins like a formula.
    safe = f"'{name}" if name[:1] in "=+-@\t\r" and name else name
    return [
        kind, safe, f.asked, round(w.total), round(w.median), round(w.ninth), w.late, round(w.late_by), c.decided,
        c.unchanged, c.changed, c.words, c.meaning, c.returned, w.ran_out, w.released, advice,
    ]  # fmt: skip


urlpatterns: list[URLPattern | URLResolver] = [
    path("waiting/", price, name="price"),
    path("waiting/waiting.csv", as_file, name="price_csv"),
    path("waiting/try/<slug:slug>/", try_without, name="price_try"),
]
