"""What may I say, where does it end, and how can it grow: everybody's own page, and what others may see of it."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zuruf.core.evidence import FEW, Evidence
from zuruf.core.people import May, Who
from zuruf.flow.clock import clock
from zuruf.flow.guideline_money import asking_about_money
from zuruf.store.queries import absence, evidence, limits, people
from zuruf.store.queries import guideline as guidelines
from zuruf.store.queries import mandate as rules
from zuruf.store.queries import mandate_page as reading
from zuruf.store.queries.mandate_page import MandateView
from zuruf.web import mandate_words as said
from zuruf.web.access import needs
from zuruf.web.reply_words import language


@dataclass(frozen=True, slots=True)
class Held:
    """One mandate that she holds, in sentences. `through`: the team or role that it comes by, "" for one of her own."""

    m: MandateView
    sentences: list[str]
    mark: str
    through: str
    record: str = ""  # what was found when her answers under it were looked at; only for herself


@dataclass(frozen=True, slots=True)
class Count:
    """So often, and how much of the most frequent that is, in percent, for a bar."""

    what: str
    n: int
    share: int


@needs(May.DRAFT)
@require_GET
def my_limits(request: HttpRequest, who: Who) -> HttpResponse:
    """Her own, with what only she sees: what she was asked about most."""
    lately = limits.lately(who.id, clock())
    topics = dict(reading.topics(language()))
    titles = guidelines.titles([slug for slug, _n in lately.guidelines], language())
    context = {
        **_about(who.public_id, who),
        "lately": lately,
        "promised": said.money(rules.promised(who.id, clock())),
        "gaps": _counts([(said.gap(code), n) for code, n in lately.gaps]),
        "topics": _counts([(topics.get(t, t) or _("no topic that is known"), n) for t, n in lately.topics]),
        "asking": _counts([(titles.get(slug, slug), n) for slug, n in lately.guidelines]),
        "partner": not who.may(May.ANSWER),
        "here": "my_limits",
    }
    return render(request, "mandates/limits.html", context)


@needs(May.INSIDE)
@require_GET
def limits_of(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """What somebody else may say. How much she answered and asked stays hers."""
    return render(request, "mandates/limits.html", {**_about(public_id), "here": "people"})


def _about(public_id: str, own: Who | None = None) -> dict[str, object]:
    person = people.one(public_id)
    if person is None:
        raise Http404
    now = clock()
    names = said.Names.of(reading.choices(language()), asking_about_money())
    found = {m.mandate: record(m.evidence) for m in evidence.mine(own.id)} if own else {}
    held = [
        replace(h, record=found.get(h.m.public_id, "")) for h in _all(reading.held_by(public_id), names, own)
    ]
    instead = [
        (away, _all([m for m in reading.held_by(away.member) if m.holder == "member"], names, own))
        for away in absence.stands_in_for(public_id, now)
    ]
    return {
        "person": person,
        "own": bool(own),
        "in_force": rules.rules().in_force,
        "held": held,
        "instead": instead,
        "away": absence.now_and_ahead(now, public_id),
        "stands_in": next((s for s in absence.standing() if s.public_id == public_id), None),
        "now": now,
    }


def record(found: Evidence) -> str:
    """What a person's results say, as a sentence for herself."""
    if not found.reviews:
        return _("None of these answers has been looked at yet.")
    n = {"n": found.reviews, "fine": found.fine, "few": FEW, "lower": f"{found.lower:.0%}".rstrip("%")}
    if found.too_few:
        return (
            _("%(fine)s of %(n)s answers that were looked at were fine: too few to judge, it takes %(few)s.")
            % n
        )
    return (
        _(
            "%(fine)s of %(n)s answers that were looked at were fine: with 95 %% confidence at least %(lower)s %%."
        )
        % n
    )


def _all(found: list[MandateView], names: said.Names, own: Who | None) -> list[Held]:
    return [_held(m, names, own) for m in found]


def _held(m: MandateView, names: said.Names, own: Who | None) -> Held:
    kind = said.SELF if own else m.holder_id if m.holder == "role" else m.holder
    through = "" if m.holder == "member" else said.holder(m)
    return Held(m, said.sentences(m.terms, kind, said.holder(m), names), said.mark(m, clock()), through)


def _counts(found: list[tuple[str, int]]) -> list[Count]:
    most = max((n for _what, n in found), default=1)
    return [Count(what, n, round(100 * n / most)) for what, n in found]


urlpatterns: list[URLPattern | URLResolver] = [
    path("limits/", my_limits, name="my_limits"),
    path("people/<slug:public_id>/limits/", limits_of, name="limits_of"),
]
