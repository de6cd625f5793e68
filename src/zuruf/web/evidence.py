"""What people found about one's answers, what follows for mandates, and figures of teams of five or more."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.evidence import Evidence, Permit
from zuruf.core.people import May, Who
from zuruf.flow import evidence as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import agreement, mandate_page
from zuruf.store.queries import evidence as reading
from zuruf.store.queries import review as rules
from zuruf.store.queries.desk import zone
from zuruf.store.queries.mandate import rules as in_force
from zuruf.web import growth_words
from zuruf.web import review_words as words
from zuruf.web.access import needs
from zuruf.web.growth_words import Changed
from zuruf.web.reply_words import language

FROM = 0.5  # where the drawn scale of shares begins


@dataclass(frozen=True, slots=True)
class Bar:
    """A share and its bounds on a scale from 50 to 100 %, in percent of its width; `share` None: nothing was found yet."""

    share: str
    lower: str
    upper: str
    widen: str
    narrow: str


@dataclass(frozen=True, slots=True)
class MineRow:
    """One's record under one mandate, in words."""

    m: reading.Mine
    bar: Bar | None
    lower: str
    upper: str
    stands: str
    concludes: str
    reach: str


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal, what it would change, and whether who reads it decides it."""

    p: reading.ProposalView
    changes: list[Changed]
    lower: str
    upper: str
    mine: bool = False


@needs(May.ANSWER)
@require_GET
def mine(request: HttpRequest, who: Who) -> HttpResponse:
    """One's own record: nobody else sees it like this."""
    limits, plan = rules.lines(), rules.plan()
    widen, narrow = round(limits.widen * 100), round(limits.narrow * 100)
    rows = [
        MineRow(
            m,
            _bar(m.evidence, limits.widen, limits.narrow) if m.evidence.reviews else None,
            words.percent(m.evidence.lower, 1),
            words.percent(m.evidence.upper, 1),
            words.stands(m, plan.clear_after, plan.share),
            words.concludes(m, widen, narrow),
            words.reach(m),
        )
        for m in reading.mine(who.id)
    ]
    context = {
        "rows": rows,
        "proposals": _proposals(reading.of_person(who.id), who),
        "examples": [(e, words.result(e.result)) for e in reading.examples(who.id)],
        "outside": reading.outside(who.id),
        "permitted": agreement.permitted(Permit.PERSONS, clock()),
        "here": "my_evidence",
    }
    return render(request, "review/mine.html", context)


@needs(May.ANSWER)
@require_POST
def pass_on(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """To whoever granted the mandate, or not at all."""
    keep = request.POST.get("do") == "drop"
    try:
        if keep:
            flow.drop(who, public_id)
        else:
            flow.pass_on(who, public_id, request.POST.get("sentence", ""))
    except Declined as declined:
        messages.error(request, words.declined(declined), extra_tags="error")
    else:
        done = _("It stays with you.") if keep else _("Passed on. Whoever granted the mandate decides.")
        messages.success(request, done, extra_tags="done")
    return redirect("my_evidence")


@needs(May.RUN)
@require_GET
def proposals(request: HttpRequest, who: Who) -> HttpResponse:
    """What people passed on, for whoever granted their mandates."""
    rows = _proposals(reading.to_decide(who.id), who)
    waits = [r for r in rows if r.p.state == "passed_on"]
    context = {"waits": waits, "decided": [r for r in rows if r not in waits], "here": "proposals"}
    return render(request, "review/proposals.html", context)


@needs(May.RUN)
@require_POST
def decide(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Granted as proposed, or declined with a reason."""
    why, made = request.POST.get("why", ""), ""
    try:
        if request.POST.get("do") == "grant":
            made = flow.grant(who, public_id, why)
        else:
            flow.decline(who, public_id, why)
    except Declined as declined:
        messages.error(request, words.declined(declined), extra_tags="error")
        return redirect("proposals")
    if made:
        said = (
            _("Granted. It holds from now on.")
            if in_force().in_force
            else _("Granted. It holds as soon as mandates are in force.")
        )
        messages.success(request, said, extra_tags="done")
        return redirect("mandate", public_id=made)
    messages.success(request, _("Declined. The person reads why."), extra_tags="done")
    return redirect("proposals")


@needs(May.RUN)
@require_GET
def figures(request: HttpRequest, who: Who) -> HttpResponse:
    """Reviews in figures: teams of five or more, and persons only where an agreement permits it."""
    now = clock()
    permitted, persons = (agreement.permitted(p, now) for p in (Permit.SMALL_GROUPS, Permit.PERSONS))
    found, limits = reading.team_figures(permitted, now, zone()), rules.lines()
    context = {
        "all": found.all,
        "all_bar": _bar(found.all, limits.widen, limits.narrow) if found.all else None,
        "rows": [
            (name, key, e, words.percent(e.lower), words.percent(e.upper)) for name, key, e in found.rows
        ],
        "hidden": found.hidden,
        "permitted": permitted,
        "persons": [
            (n, k, e, words.percent(e.lower), words.percent(e.upper)) for n, k, e in reading.persons()
        ]
        if persons
        else None,
        "here": "review_figures",
    }
    return render(request, "review/figures.html", context)


def _proposals(found: list[reading.ProposalView], who: Who) -> list[ProposalRow]:
    names = growth_words.names(mandate_page.choices(language())) if found else None
    return [
        ProposalRow(
            p,
            growth_words.changes(mandate_page.one(p.mandate), p.suggests, names) if names else [],
            words.percent(float(p.figures.get("lower", 0)), 1),
            words.percent(float(p.figures.get("upper", 1)), 1),
            p.grantor_id == who.public_id,
        )
        for p in found
    ]


def _bar(e: Evidence, widen: float, narrow: float) -> Bar:
    return Bar(*(_at(share) for share in (e.fine / max(1, e.reviews), e.lower, e.upper, widen, narrow)))


def _at(share: float) -> str:
    return f"{max(0.0, min(1.0, (share - FROM) / (1 - FROM))) * 100:.2f}%"


urlpatterns: list[URLPattern | URLResolver] = [
    path("record/", mine, name="my_evidence"),
    path("record/<slug:public_id>/", pass_on, name="pass_on"),
    path("proposals/", proposals, name="proposals"),
    path("proposals/<slug:public_id>/", decide, name="proposal_decide"),
    path("reviews-in-figures/", figures, name="review_figures"),
]
