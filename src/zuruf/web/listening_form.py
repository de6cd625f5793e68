"""Making and changing a listening search: a form, and before it is saved a preview of what the last days would have brought."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_http_methods

from zuruf.core.listening import LONGEST
from zuruf.core.listening_fair import USUAL_DAYS, Concerns, Kind, Marked
from zuruf.core.people import May, Who
from zuruf.core.search_match import Piece
from zuruf.flow import listening_preview, listening_searches
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.listening_preview import Preview, Source
from zuruf.flow.listening_searches import Wish
from zuruf.store.queries import hearing, listening_staff
from zuruf.store.queries import listening_page as reading
from zuruf.store.queries.listening_page import SearchView
from zuruf.web import listening_reach_words, listening_words
from zuruf.web.access import needs

FIELDS = (
    "name",
    "query",
    "purpose",
    "purpose_why",
    "owner",
    "keeps",
    "keeps_why",
    "allow_why",
    "allow_until",
)


@dataclass(frozen=True, slots=True)
class Example:
    """One of the hits that a preview shows."""

    author: str
    network: str
    at: datetime
    pieces: list[Piece]
    veiled: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview in words. `days`: (day, hits, how long its bar is in percent)."""

    says: str
    warns: str
    sources: list[str]
    days: list[tuple[str, int, int]]
    shown: list[Example]


@needs(May.ANSWER)
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, who: Who, public_id: str = "") -> HttpResponse:
    """POST `do` preview or save; what was not looked at in its present words is previewed first."""
    s = reading.search(public_id, clock()) if public_id else None
    if public_id and s is None:
        raise Http404
    written, marked = _written(request, who, s)
    context: dict[str, object] = {}
    if request.method == "POST":
        looked = request.POST.get("seen", "") == _digest(written["query"])
        if request.POST.get("do") == "save" and looked:
            try:
                made = listening_searches.save(who, public_id, _wish(written, marked))
            except Declined as declined:
                context |= _wrong(who, declined)
            else:
                messages.success(
                    request, listening_words.saved(flows=bool(hearing.flows(clock()))), extra_tags="done"
                )
                return redirect("listening_search", made)
        if "refused" not in context:
            context |= _looked(who, public_id, written, marked)
    return _page(request, s, written, marked, context)


def _page(
    request: HttpRequest,
    s: SearchView | None,
    written: Mapping[str, str],
    marked: tuple[Marked, ...],
    context: Mapping[str, object],
) -> HttpResponse:
    bad = any(context.get(name) for name in ("wrong", "problems"))
    page = {
        "search": s,
        "title": s.name if s else _("New search"),
        "written": written,
        "authors": marked,
        "kinds": listening_words.kinds(),
        "purposes": listening_words.purposes(),
        "owners": listening_staff.owners(),
        "examples": listening_words.examples(),
        "longest": LONGEST,
        "usual_days": USUAL_DAYS,
        "now": clock(),
        "here": "listening",
        **context,
    }
    return render(request, "listening/form.html", page, status=422 if bad else 200)


def _written(
    request: HttpRequest, who: Who, s: SearchView | None
) -> tuple[dict[str, str], tuple[Marked, ...]]:
    """What stands in the form, and who its authors are."""
    if request.method == "POST":
        written = {n: request.POST.get(n, "").replace("\x00", " ")[: LONGEST + 200] for n in FIELDS}
        columns = (request.POST.getlist(n) for n in ("author", "author_kind", "author_why"))
        given = zip(*([said.replace("\x00", " ") for said in column] for column in columns), strict=False)
        known = [Marked(h, Kind(k) if k in tuple(Kind) else None, why) for h, k, why in given]
    else:
        written = dict.fromkeys(FIELDS, "") | {"owner": who.public_id, "keeps": str(USUAL_DAYS)}
        known = []
        if s:
            written |= {"name": s.name, "query": s.query, "purpose": s.purpose, "purpose_why": s.purpose_why}
            written |= {"owner": s.owner_id, "keeps": str(s.keeps), "keeps_why": s.keeps_why}
            known = list(listening_preview.marked(s.authors))
    return written, listening_preview.authors(written["query"], known)


def _wish(written: Mapping[str, str], marked: tuple[Marked, ...]) -> Wish:
    keeps = written["keeps"].strip()
    return Wish(
        name=written["name"],
        query=written["query"],
        purpose=written["purpose"],
        purpose_why=written["purpose_why"],
        owner=written["owner"],
        keeps=None if not keeps else int(keeps) if keeps.isdecimal() and len(keeps) < 5 else 0,
        keeps_why=written["keeps_why"],
        authors=marked,
        allow_why=written["allow_why"],
        allow_until=_day(written["allow_until"]),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _digest(query: str) -> str:
    """Which words a preview was of."""
    return hashlib.sha256(" ".join(query.split()).encode()).hexdigest()[:16]


def _wrong(who: Who, declined: Declined) -> dict[str, object]:
    found = declined.data.get("concerns")
    said: dict[str, object] = {}
    if isinstance(found, Concerns):
        said["refused"] = listening_words.refused(found, runs=who.may(May.RUN))
    if declined.code != "refused":
        said["wrong"] = listening_words.declined(declined)
    return said


def _looked(
    who: Who, public_id: str, written: Mapping[str, str], marked: tuple[Marked, ...]
) -> dict[str, object]:
    """What the last days would have brought; what is refused is not tried."""
    try:
        found = listening_preview.preview(who, public_id, _wish(written, marked))
    except Declined as declined:
        if declined.code != "query":
            return _wrong(who, declined)
        problems = declined.data["problems"]
        return {"problems": [listening_words.problem(p) for p in problems]}  # type: ignore[attr-defined]
    return {"seen": _digest(written["query"]), "preview": _shown(found, written["query"])}


def _shown(found: Preview, query: str) -> Shown:
    most = max((n for _day, n in found.days), default=0)
    days = [
        (formats.date_format(day, "SHORT_DATE_FORMAT"), n, round(100 * n / most) if most else 0)
        for day, n in found.days
    ]
    examples = [
        Example(
            e.author,
            listening_reach_words.name(e.network),
            e.at,
            listening_words.marked(e.text, e.places),
            e.veiled,
        )
        for e in found.examples
    ]
    sources = [_source(one) for one in found.sources]
    if not _asked(found):
        sources.append(
            _(
                "No network was asked: no account is connected through which it could be. Far more may be said there."
            )
        )
    return Shown(_says(found), _warns(found, query), sources, days, examples)


def _asked(found: Preview) -> bool:
    """Was a network asked, and did it answer?"""
    return any(one.kind == "search" and not one.problem for one in found.sources)


def _says(found: Preview) -> str:
    a_day = found.rate.a_day
    n = formats.number_format(a_day, 1 if 0 < a_day < 10 else 0)
    if not a_day:
        return _("Nothing in the last %(days)s days") % {"days": found.over}
    return (
        _("At least %(n)s hits a day")
        if found.rate.at_least or not _asked(found)
        else _("About %(n)s hits a day")
    ) % {"n": n}


def _warns(found: Preview, query: str) -> str:
    if listening_words.everyday(query):
        return _(
            "Everybody says these words, whatever it is about: it would hear thousands and pause by itself. Add your name, or what you make."
        )
    return {
        "many": _(
            "Nobody reads more than 200 a day. Add a word, put words into quotes, or exclude what is of no use."
        ),
        "none": _(
            "Perhaps people say it in other words, or write it otherwise. A name that is new may be right all the same: then save it."
        ),
    }.get(found.rate.warns, "")


def _source(one: Source) -> str:
    network = listening_reach_words.name(one.network)
    hits = npgettext("listening", "%(n)s hit", "%(n)s hits", one.found) % {"n": one.found}
    if one.problem:
        return _("%(network)s was not asked: %(why)s") % {"network": network, "why": one.problem}
    if one.kind == "search":
        asked = _("Asked %(network)s through %(account)s: %(hits)s")
        return asked % {"network": network, "account": one.account, "hits": hits}
    about = {"n": one.looked_at, "hits": hits}
    if one.kind == "heard":
        return _("Looked through what other searches heard (%(n)s): %(hits)s") % about
    return _("Looked through public messages to you (%(n)s): %(hits)s") % about


urlpatterns: list[URLPattern | URLResolver] = [
    path("listening/new/", form, name="listening_new"),
    path("listening/<slug:public_id>/change/", form, name="listening_change"),
]
