"""The audit: by thing, time and kind. Never by person: see docs/decisions."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import audit as doing
from zuruf.flow import disclosure
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import audit as reading
from zuruf.store.queries import people
from zuruf.web import verbs
from zuruf.web.access import needs
from zuruf.web.refusals import words

PAGE = 50
MOST = 200_000
ASKED = frozenset({"thing", "id", "verb", "since", "until", "before", "kind"})
COLUMNS = ("id", "at", "thing", "thing_id", "conversation", "verb", "why")


@needs(May.INSIDE)
@require_GET
def audit(request: HttpRequest, who: Who) -> HttpResponse:
    """The newest first, in pages of 50."""
    wanted = _filter(request)
    rows = reading.entries(wanted, before=verbs.before(request.GET), limit=PAGE)
    kinds = reading.kinds()
    asked = {k: v for k, v in request.GET.items() if k != "before" and v}
    more = urlencode({**asked, "before": str(rows[-1].id)}) if len(rows) == PAGE else ""
    context = {
        "lines": verbs.lines(rows),
        "wanted": wanted,
        "asked": asked,
        "query": urlencode(asked),
        "more": more,
        "things": _in_words(kinds.things, verbs.thing),
        "verbs": _in_words(kinds.verbs, verbs.kind),
        "seal": reading.last_seal(),
        "here": "audit",
    }
    return render(request, "audit/audit.html", context)


@needs(May.RUN)
@require_GET
def export(request: HttpRequest, who: Who, kind: str) -> HttpResponse:
    """What the filter shows as a file, oldest first, without anybody's name or pseudonym. *kind*: "csv" or "json" (one
    per line). At most 200,000 entries: narrow the time for more."""
    rows = islice(reading.exported(_filter(request)), MOST)
    pieces, mime = (_csv(rows), "text/csv") if kind == "csv" else (_json(rows), "application/x-ndjson")
    response = HttpResponse("".join(pieces), content_type=f"{mime}; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="zuruf-audit.{"csv" if kind == "csv" else "jsonl"}"'
    )
    return response


@needs(May.RUN)
@require_POST
def verify(request: HttpRequest, who: Who) -> HttpResponse:
    """Count up all seals again."""
    found = doing.verify()
    if found.broken:
        said = _("The entries %(first)s to %(last)s are not as they were when they were sealed.")
        messages.error(
            request, said % {"first": found.broken[0], "last": found.broken[1]}, extra_tags="error"
        )
    else:
        said = _("%(entries)s sealed entries are as they were. %(unsealed)s are not sealed yet.")
        messages.success(
            request, said % {"entries": found.entries, "unsealed": found.unsealed}, extra_tags="done"
        )
    return redirect("audit")


@needs(May.RUN)
@require_http_methods(["GET", "POST"])
def disclosures(request: HttpRequest, who: Who) -> HttpResponse:
    """Two owners together may open one person's audit for a day. Here one asks and another decides."""
    problem, subject = "", request.POST.get("member", "").replace("\x00", "")
    reason = request.POST.get("reason", "").replace("\x00", "")[:1000]
    if request.method == "POST":
        try:
            disclosure.ask(who, subject, reason)
        except Declined as declined:
            problem = words(declined)
        else:
            messages.success(request, _("Asked. Another owner decides now."), extra_tags="done")
            return redirect("disclosures")
    context = {
        "rows": reading.disclosures(clock()),
        "everyone": [p for p in people.everyone() if p.public_id != who.public_id],
        "problem": problem,
        "reason": reason,
        "subject": subject,
        "here": "audit",
    }
    return render(request, "audit/disclosures.html", context, status=422 if problem else 200)


@needs(May.RUN)
@require_POST
def decide(request: HttpRequest, who: Who, public_id: str, decision: str) -> HttpResponse:
    try:
        (disclosure.confirm if decision == "confirm" else disclosure.refuse)(who, public_id)
    except Declined as declined:
        if declined.code == "unknown_disclosure":
            raise Http404 from None
        messages.error(request, words(declined), extra_tags="error")
    return redirect("disclosures")


@needs(May.RUN)
@require_POST
def disclosed(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """One person's acts, for the two; each look is an entry of its own, so it is a POST."""
    try:
        disclosure.opened(who, public_id)
    except Declined as declined:
        messages.error(request, words(declined), extra_tags="error")
        return redirect("disclosures")
    rows = reading.disclosed(public_id, who, clock(), before=verbs.before(request.POST)) or []
    context = {
        "lines": verbs.lines(rows),
        "about": reading.disclosure(public_id, clock()),
        "next": rows[-1].id if len(rows) == PAGE else None,
        "here": "audit",
    }
    return render(request, "audit/disclosed.html", context)


def _in_words(codes: Iterable[str], words_of: Callable[[str], str]) -> list[tuple[str, str]]:
    """(code, words) in the order in which people look for words."""
    return sorted(((code, words_of(code)) for code in codes), key=lambda pair: pair[1].casefold())


def _filter(request: HttpRequest) -> reading.Filter:
    """What was asked for. Anything that names a person, or that we do not know, is refused rather than ignored."""
    if unknown := set(request.GET) - ASKED:
        raise BadRequest(f"The audit cannot be asked by {', '.join(sorted(unknown))}.")
    given = {k: str(request.GET[k]).replace("\x00", "").strip() for k in request.GET}
    try:
        return reading.Filter(
            thing=given.get("thing", ""),
            thing_id=given.get("id", ""),
            verb=given.get("verb", ""),
            since=_day(given.get("since", "")),
            until=_day(given.get("until", ""), after=1),
        )
    except ValueError as error:
        raise BadRequest(str(error)) from None


def _day(text: str, after: int = 0) -> datetime | None:
    """The beginning of that day where the reader is, or of one so many days *after* it."""
    try:
        if not text:
            return None
        day = date.fromisoformat(text) + timedelta(days=after)
        return datetime.combine(day, time(), get_current_timezone()).astimezone(UTC)
    except (ValueError, OverflowError):  # before the first day that there is, or after the last
        raise BadRequest("A day is written like 2026-03-31.") from None


class _Echo:
    def write(self, line: str) -> str:
        return line


def _csv(rows: Iterator[reading.Entry]) -> Iterator[str]:
    out = csv.writer(_Echo())
    yield out.writerow(COLUMNS)
    for row in rows:
        yield out.writerow(_cells(row))


def _json(rows: Iterator[reading.Entry]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(dict(zip(COLUMNS, _cells(row), strict=True))) + "\n"


def _cells(row: reading.Entry) -> list[object]:
    return [row.id, row.at.isoformat(), row.thing, row.thing_id, row.conversation, row.verb, row.why]


urlpatterns: list[URLPattern | URLResolver] = [
    path("audit/", audit, name="audit"),
    path("audit/export.csv", export, {"kind": "csv"}, name="audit_csv"),
    path("audit/export.jsonl", export, {"kind": "json"}, name="audit_json"),
    path("audit/verify/", verify, name="audit_verify"),
    path("audit/disclosures/", disclosures, name="disclosures"),
    path("audit/disclosures/<slug:public_id>/read/", disclosed, name="disclosed"),
    path(
        "audit/disclosures/<slug:public_id>/confirm/",
        decide,
        {"decision": "confirm"},
        name="disclosure_confirm",
    ),
    path(
        "audit/disclosures/<slug:public_id>/refuse/", decide, {"decision": "refuse"}, name="disclosure_refuse"
    ),
]
