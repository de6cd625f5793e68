"""The page of the figures about waiting: how long, where, when; beside the goal, never beside persons."""

import csv
import io
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zuruf.core.insight import SLOTS, Figures
from zuruf.core.people import May, Who
from zuruf.flow import insight as flow
from zuruf.flow.clock import clock
from zuruf.store.queries import insight as reading
from zuruf.web import insight_words, triage_words, words
from zuruf.web.access import needs
from zuruf.web.insight_weeks import drawing
from zuruf.web.numbers import whole

COLUMNS = (
    "kind", "name", "answered", "needed_none", "announcements", "median_minutes", "p90_minutes",
    "median_minutes_while_open", "in_time_share",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    f: Figures
    width: float


@dataclass(frozen=True, slots=True)
class Table:
    kind: str
    title: str
    lines: tuple[Line, ...]
    hidden: int

    @property
    def dashes(self) -> bool:
        """Does any cell say nothing?"""
        return any(
            None in (f.median, f.ninth, f.inside, f.kept, f.answered, f.decided, f.dialogue)
            for f in (line.f for line in self.lines)
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell of the map. `level`: 0 none, 1 to 5 by the goal, -1 hidden."""

    level: int
    said: str = ""
    told: str = ""


@require_GET
@needs(May.INSIDE)
def insight(request: HttpRequest, who: Who) -> HttpResponse:
    """How long one waits for us, and when, where and about what."""
    found = flow.read(who, _weeks(request))
    context: dict[str, object] = {
        "found": found, "lengths": flow.WEEKS, "here": "insight", "now_said": insight_words.now(found.waiting, clock()),
        "late": insight_words.late(found.waiting), "now_at": clock(),
    }  # fmt: skip
    if found.whole is not None:
        context |= {
            "headline": insight_words.headline(found.whole),
            "against": insight_words.against(found.whole, found.goal),
            "tiles": _tiles(found, found.whole),
            "tables": [_table(t) for t in found.tables],
            "drawing": drawing(found),
            "map": _map(found),
            "hours": insight_words.hours(),
            "closed": [(words.closing(why), n) for why, n in found.whole.closed],
        }
    return render(request, "insight/insight.html", context)


@require_GET
@needs(May.INSIDE)
def as_file(request: HttpRequest, who: Who) -> HttpResponse:
    """What the page shows as CSV, and nothing that it hides."""
    found = flow.read(who, _weeks(request))
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(COLUMNS)
    if found.whole is not None:
        out.writerow(_cells("all", "", found.whole))
    for table in found.tables:
        out.writerows(_cells(table.kind, line.name, line.f) for line in _table(table).lines)
    out.writerows(_cells("week", monday.isoformat(), f) for monday, f in found.weeks if f is not None)
    for at, spot in sorted(found.spots.items()):
        name = f"{insight_words.weekday(at // SLOTS)} {insight_words.hours()[at % SLOTS]}"
        out.writerow(["hours", name, spot.answered, "", "", round(spot.median), "", "", ""])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="zuruf-insight-{found.length}-weeks.csv"'
    return response


def _weeks(request: HttpRequest) -> int:
    told = request.GET.get("weeks", "")
    return asked if (asked := whole(told)) in flow.WEEKS else 12


def _tiles(found: flow.Insight, f: Figures) -> list[tuple[str, str, str]]:
    """(figure, what it is, of what): what one reads first."""
    span, percent = insight_words.span, insight_words.percent
    return [
        (span(f.median) if f.median is not None else "–", _("median wait"), _("as the asker waits it")),
        (span(f.ninth) if f.ninth is not None else "–", _("nine of ten"), _("or less")),
        (percent(f.kept), _("in time"), _("of what had a due time")),
        (
            percent(found.share),
            _("answered or decided"),
            _("of all who wrote") if found.share is not None else _("hidden: too few people behind it"),
        ),
        (percent(f.dialogue), _("dialogue"), _("answers, against announcements")),
    ]


def _table(table: flow.Table) -> Table:
    names = reading.account_names() if table.kind == "account" else {}
    longest = max((row.figures.median or 0 for row in table.rows), default=0)

    def name(key: str) -> str:
        if table.kind == "account":
            return names.get(int(key), "–")
        return triage_words.topic(key) if key else _("no topic found")

    lines = tuple(
        Line(name(r.key), r.figures, round(100 * (r.figures.median or 0) / longest, 1) if longest else 0.0)
        for r in table.rows
    )
    title = _("By account") if table.kind == "account" else _("By topic")
    return Table(table.kind, title, lines, table.hidden)


def _map(found: flow.Insight) -> list[tuple[str, list[Spot]]]:
    """Weekday → its hours. How dark: against the house's target."""
    return [
        (insight_words.weekday(day), [_spot(found, day * SLOTS + n) for n in range(SLOTS)])
        for day in range(7)
    ]


def _spot(found: flow.Insight, at: int) -> Spot:
    spot = found.spots.get(at)
    if spot is None:
        return Spot(0)
    level = 1 + sum(spot.median > found.goal * times for times in (0.5, 1, 2, 4))
    return Spot(level, insight_words.short(spot.median), insight_words.span(spot.median))


def _cells(kind: str, name: str, f: Figures) -> list[object]:
    # A spreadsheet would reckon with a name that begins like a formula.
    safe = f"'{name}" if name[:1] in "=+-@\t\r" and name else name
    numbers = [None if v is None else round(v) for v in (f.median, f.ninth, f.inside)]
    return [
        kind,
        safe,
        f.answered,
        f.decided,
        f.posts,
        *numbers,
        None if f.kept is None else round(f.kept, 3),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("insight/", insight, name="insight"),
    path("insight/insight.csv", as_file, name="insight_csv"),
]
