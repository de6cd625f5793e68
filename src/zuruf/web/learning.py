"""How well triage understands, by what people said of it; and the few messages that would teach it most, with one key each."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zuruf.core.people import May, Who
from zuruf.flow import judges, learning, teaching
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import judged, topics
from zuruf.store.queries.judged import Figures, Unsure, Value
from zuruf.web import correction_words, triage_words, words
from zuruf.web.access import needs

SHOWN = 600
"""Characters of a message that is asked about."""
FEW = 10
"""Looked at fewer times than this, a figure says little."""


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a label in words."""

    name: str
    says: str
    few: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One label in words."""

    title: str
    says: str
    few: bool
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Ask:
    """A message that is asked about."""

    of: Unsure
    text: str
    question: str
    others: list[tuple[str, str]]


@needs(May.ANSWER)
@require_safe
def how_well(request: HttpRequest, who: Who) -> HttpResponse:
    """The figures, and what it asks."""
    in_use = topics.in_use()
    known = [(slug, triage_words.named(name)) for slug, name in in_use.items()]
    context = {
        "parts": [_part(f) for f in judged.figures(clock())],
        "asks": [_ask(u, known) for u in teaching.asks()],
        "standing": learning.standing(),
        "judges": judges.at_work(),
        "here": "topics",
    }
    return render(request, "triage/learning.html", context)


@needs(May.ANSWER)
@require_POST
def answer(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """What a message really is: `said` is "yes", "no" or another value."""
    message, label, value, said = (request.POST.get(n, "") for n in ("message", "label", "value", "said"))
    try:
        teaching.answer(who, public_id, message, label, value, said)
    except Declined as declined:
        gone = _("Somebody wrote something newer there, or it is gone. Nothing was changed.")
        why = gone if declined.code == "gone" else words.declined(declined)
        messages.error(request, why, extra_tags="error")
    else:
        messages.success(
            request, _("Kept. What is nearly the same is judged like it at once."), extra_tags="done"
        )
    return redirect("learning")


def _part(f: Figures) -> Part:
    lines = [Line(correction_words.value(f.label, v.value), _says(v), v.looked_at < FEW) for v in f.values]
    return Part(correction_words.title(f.label), _of(f.looked_at, f.right), f.looked_at < FEW, lines)


def _of(looked_at: int, right: int) -> str:
    return ngettext(
        "of %(n)s looked at, %(right)s right", "of %(n)s looked at, %(right)s right", looked_at
    ) % {
        "n": looked_at,
        "right": right,
    }


def _says(v: Value) -> str:
    told = [_of(v.looked_at, v.right)]
    if v.wrong:
        told.append(_("%(n)s × it was something else") % {"n": v.wrong})
    if v.missed:
        told.append(_("%(n)s × missed") % {"n": v.missed})
    return "; ".join(told)


def _ask(u: Unsure, known: list[tuple[str, str]]) -> Ask:
    question = correction_words.question(u.label, u.value)
    others = {"intent": triage_words.intents(), "topic": known}.get(u.label, [])
    text = f"{u.title}\n{u.text}" if u.title else u.text
    short = text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + " …"
    return Ask(u, short, question, [(value, said) for value, said in others if value != u.value])


urlpatterns: list[URLPattern | URLResolver] = [
    path("topics/learning/", how_well, name="learning"),
    path("topics/learning/<slug:public_id>/", answer, name="learning_answer"),
]
