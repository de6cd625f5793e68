"""The trial run: beginning and ending one, bringing approvals from elsewhere, and its one page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf.core.people import May, Who
from zuruf.core.trial import Suggestion
from zuruf.flow import trial as flow
from zuruf.flow import trial_import, trial_report
from zuruf.flow.errors import Declined
from zuruf.store.queries import mandate_page
from zuruf.store.queries import trial as queries
from zuruf.store.queries.mandate_page import Terms
from zuruf.web import mandate_words, trial_words
from zuruf.web.access import needs
from zuruf.web.bars import Bar, bars
from zuruf.web.mandate_words import Names
from zuruf.web.numbers import whole
from zuruf.web.reply_words import language

FAULTS = 10  # shown of a file


@dataclass(frozen=True, slots=True)
class Proposed:
    """A mandate that would have sufficed. `grant`: where it can be granted, filled in."""

    said: str
    bar: Bar
    s: Suggestion
    grant: str


@needs(May.RUN)
@require_http_methods(["GET", "POST"])
def trials(request: HttpRequest, who: Who) -> HttpResponse:
    """What a trial run is, begin one, and those there were."""
    said = ""
    if request.method == "POST":
        weeks = request.POST.get("weeks", "")
        try:
            made = flow.start(who, whole(weeks))
            return redirect("trial_run", public_id=made)
        except Declined as declined:
            said = trial_words.refusal(declined)
    runs = queries.runs()
    context = {
        "runs": runs, "running": next((r for r in runs if r.ended_at is None), None), "said": said, "here": "trial",
    }  # fmt: skip
    return render(request, "trial/trials.html", context, status=422 if said else 200)


@require_GET
@needs(May.RUN)
def run(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The one page: what was found so far."""
    return _page(request, who, public_id)


@require_POST
@needs(May.RUN)
def end(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """From now on only what guidelines and mandates say is asked."""
    try:
        flow.end(who, public_id)
    except Declined as declined:
        if declined.code == "gone":
            raise Http404 from declined
        messages.error(request, trial_words.refusal(declined))
    return redirect("trial_run", public_id=public_id)


@require_POST
@needs(May.RUN)
def bring(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Approvals that were given elsewhere, as CSV."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Declined("no_file")
        if (file.size or 0) > trial_import.BIGGEST:
            raise Declined("too_big")
        found = trial_import.bring(who, public_id, file.read())
    except Declined as declined:
        if declined.code == "gone":
            raise Http404 from declined
        faults = declined.data.get("faults")
        return _page(
            request,
            who,
            public_id,
            trial_words.refusal(declined),
            faults if isinstance(faults, tuple) else (),
        )
    told = ngettext("%(n)s approval came in.", "%(n)s approvals came in.", found.new) % {"n": found.new}
    if found.again:
        told += " " + _("%(n)s were there already.") % {"n": found.again}
    messages.success(request, told, extra_tags="done")
    if found.faults:
        return _page(request, who, public_id, _("Some lines could not be read."), found.faults, status=200)
    return redirect("trial_run", public_id=public_id)


def _page(
    request: HttpRequest,
    who: Who,
    public_id: str,
    said: str = "",
    faults: tuple[object, ...] = (),
    status: int = 422,
) -> HttpResponse:
    try:
        report = trial_report.read(who, public_id, language=language())
    except Declined as declined:
        raise Http404 from declined
    o = report.outcome
    context = {
        "report": report, "o": o, "run": report.run, "said": said, "more_faults": max(0, len(faults) - FAULTS),
        "faults": [trial_words.fault(f) for f in faults[:FAULTS]],  # type: ignore[arg-type]
        "headline": trial_words.headline(o), "changed": trial_words.changed(o),
        "proposed": _proposed(report), "share": trial_words.share(o.unchanged, o.ended),
        "verdicts": bars([
            (_("out at once, if a mandate covers it"), str(o.plain), o.plain),
            (_("one second pair of eyes"), str(o.asked), o.asked),
            (_("may not go out"), str(o.stopped), o.stopped),
        ], 0),
        "here": "trial",
    }  # fmt: skip
    return render(request, "trial/run.html", context, status=status if said else 200)


def _proposed(report: trial_report.Report) -> list[Proposed]:
    choices = mandate_page.choices(language())
    names = Names.of(choices)
    drawn = bars([("", str(s.more), s.more) for s in report.outcome.suggestions])
    return [
        Proposed(mandate_words.brief(_terms(s, report.accounts), names), bar, s, _grant(s, report.accounts))
        for s, bar in zip(report.outcome.suggestions, drawn, strict=True)
    ]


def _terms(s: Suggestion, accounts: dict[int, tuple[str, str]]) -> Terms:
    m = s.mandate
    on = tuple(accounts[pk][0] for pk in m.accounts if pk in accounts)
    topics, intents = tuple(sorted(m.topics)), tuple(sorted(m.intents))
    return Terms("", accounts=on, topics=topics, intents=intents, highest_risk=m.highest_risk)


def _grant(s: Suggestion, accounts: dict[int, tuple[str, str]]) -> str:
    t = _terms(s, accounts)
    asked = (
        [("account", a) for a in t.accounts]
        + [("topic", a) for a in t.topics]
        + [("intent", i) for i in t.intents]
        + [("risk", t.highest_risk.value)]
    )
    return f"{reverse('mandate_new')}?{urlencode(asked)}"


urlpatterns: list[URLPattern | URLResolver] = [
    path("trial/", trials, name="trial"),
    path("trial/<slug:public_id>/", run, name="trial_run"),
    path("trial/<slug:public_id>/end/", end, name="trial_end"),
    path("trial/<slug:public_id>/bring/", bring, name="trial_bring"),
]
