"""What if? A change of guidelines on past answers: asked for, watched while it is counted, read, stopped."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf.core.guideline import ORDER
from zuruf.core.people import May, Who
from zuruf.core.what_if import RunState, Tally
from zuruf.flow import what_if as flow
from zuruf.flow.errors import Declined
from zuruf.store.queries import guideline as listed
from zuruf.store.queries import what_if as queries
from zuruf.web import guideline_form as form
from zuruf.web import guideline_words as words
from zuruf.web import what_if_mandates
from zuruf.web import what_if_words as said_of
from zuruf.web.access import needs
from zuruf.web.numbers import whole
from zuruf.web.reply_words import language

DAYS = (30, 90, 365, 0)


def PERIODS() -> list[tuple[int, str]]:
    """(days, in words) that a run may look back."""
    return [
        (30, _("the last 30 days")), (90, _("the last 90 days")), (365, _("the last year")), (0, _("all answers")),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One verdict before and after, in answers."""

    verdict: str
    label: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


@needs(May.RUN)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, who: Who) -> HttpResponse:
    """Choose a set of changes, and see what was tried lately."""
    said = ""
    if request.method == "POST":
        try:
            return redirect("what_if_run", public_id=_asked(request, who))
        except Declined as declined:
            said = words.refusal(declined)
    context = {
        "rows": listed.listed(language()), "runs": [(r, said_of.title(r)) for r in queries.runs()], "periods": PERIODS(),
        "said": said, "here": "guidelines",
    }  # fmt: skip
    return render(request, "guidelines/what_if.html", context, status=422 if said else 200)


@require_GET
@needs(May.RUN)
def run(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """How far it is, what it counted, and which answers would have gone otherwise."""
    found = queries.run(public_id)
    if found is None or found.kind != "change":
        raise Http404
    tally = Tally.of(found.result)
    before, after, page = (
        request.GET.get("before", ""),
        request.GET.get("after", ""),
        request.GET.get("page", "1"),
    )
    number = whole(page, 1)
    changed, back = queries.changed(public_id, before, after, number), what_if_mandates.back(found)
    context = {
        "run": found, "title": said_of.title(found), "what": said_of.what(found), "state": _state(found.state),
        "rows": [Row(v, words.verdict(v), tally.before[v], tally.after[v]) for v in map(str, ORDER)],
        "moved": sum(tally.moved.values()), "kept": sum(n for _b, _a, n in changed.kinds),
        "kinds": [(b, a, words.verdict(b), words.verdict(a), tally.moved[f"{b}>{a}"], (b, a) == (before, after)) for b, a, _n in changed.kinds],
        "answers": [(c, words.verdict(c.before), words.verdict(c.after), said_of.decided(c.guideline)) for c in changed.rows],
        "more": changed.more, "page": number, "before": before, "after": after,
        "saved": round(tally.saved), "cost": round(tally.cost), "sources": _sources(tally),
        "only": found.changes[0]["slug"] if len(found.changes) == 1 and found.changes[0].get("toml") else "",
        "still_asked": what_if_mandates.still_asked(found, language()), "back": back,
        "here": "mandates" if back else "guidelines",
    }  # fmt: skip
    part = "guidelines/run_part.html" if "part" in request.GET else "guidelines/run.html"
    return render(request, part, context)


@require_POST
@needs(May.RUN)
def cancel(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Stop counting; what was counted stays."""
    try:
        flow.cancel(who, public_id)
    except Declined as declined:
        if declined.code == "gone":
            raise Http404 from declined
    return redirect("what_if_run", public_id=public_id)


def _asked(request: HttpRequest, who: Who) -> str:
    """From the editor: its text. From a list: "on", "off" or nothing for each guideline."""
    if "toml" in request.POST:
        return flow.ask_text(who, form.given(request.POST).toml, _days(request))
    wanted = {name.removeprefix("g."): value for name, value in request.POST.items() if name.startswith("g.")}
    return flow.ask_set(who, {k: v == "on" for k, v in wanted.items() if v in ("on", "off")}, _days(request))


def _days(request: HttpRequest) -> int:
    days = request.POST.get("days", "")
    return asked if (asked := whole(days)) in DAYS else DAYS[0]


def _state(name: str) -> str:
    return {
        RunState.WAITING: _("begins in a moment"),
        RunState.RUNNING: _("is being counted"),
        RunState.DONE: _("counted"),
        RunState.CANCELLED: _("stopped by a person; counted so far"),
        RunState.FAILED: _("broken off by a mistake; counted so far"),
    }.get(RunState(name), name)


def _sources(tally: Tally) -> list[str]:
    """Where the minutes come from, one sentence each."""
    said = {
        "own": _("%(n)s answers: how long their own second pair of eyes really took"),
        "guideline": _(
            "%(n)s answers: how long questions of the same guideline took on average in the last year"
        ),
        "mandate": _(
            "%(n)s answers: how long questions that no guideline wanted took on average in the last year"
        ),
        "all": _("%(n)s answers: how long all questions took on average in the last year"),
        "deadline": _(
            "%(n)s answers: the guideline's or the house's deadline, since nobody has been asked yet (at most so long)"
        ),
    }
    return [said[name] % {"n": n} for name, n in tally.sources.items() if name in said and n]


urlpatterns: list[URLPattern | URLResolver] = [
    path("guidelines/what-if/", start, name="what_if"),
    path("guidelines/what-if/<slug:public_id>/", run, name="what_if_run"),
    path("guidelines/what-if/<slug:public_id>/stop/", cancel, name="what_if_cancel"),
]
