"""What if? asked from the pages of mandates: of one as its form stands, of one that would end, of all put in force."""

from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zuruf.core.mandate import Risk
from zuruf.core.people import May, Who
from zuruf.flow import what_if as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.guideline_money import asking_about_money
from zuruf.flow.mandate import Grant
from zuruf.flow.what_if_mandates import MandateChange
from zuruf.store.queries import mandate_page as reading
from zuruf.store.queries import what_if as runs
from zuruf.store.queries.mandate_page import Terms
from zuruf.store.queries.what_if import Run
from zuruf.web import mandate_form as form
from zuruf.web import mandate_words
from zuruf.web.access import needs

DAYS = 90
"""How far back: a quarter shows what a mandate does, and is counted in seconds."""


@needs(May.RUN)
@require_POST
def ask(request: HttpRequest, who: Who) -> HttpResponse:
    """From the form: as it stands there. With "ends": without this one. With "on": all as they are, in force or not."""
    was = request.POST.get("was", "")
    changes = [] if "on" in request.POST else [_change(request, was)]
    try:
        made = flow.ask_mandates(who, changes, DAYS, in_force=request.POST.get("on", "1") == "1")
    except Declined as declined:
        messages.error(request, _refusal(declined), extra_tags="error")
        return redirect("mandate", public_id=was) if was and reading.one(was) else redirect("mandates")
    return redirect("what_if_run", public_id=made)


def _change(request: HttpRequest, public_id: str) -> MandateChange:
    if "ends" in request.POST:
        return MandateChange(public_id)
    return MandateChange(public_id, _grant(request, public_id))


def _grant(request: HttpRequest, public_id: str) -> Grant:
    """What the form says; what is wrong in it counts as not said, and a reason is not asked for."""
    was = reading.one(public_id) if public_id else None
    choices = reading.choices((get_language() or "en").split("-")[0])
    filled = form.MandateForm(request.POST, choices=choices, was=was.terms if was else None)
    filled.is_valid()
    said = form.terms(filled, was, clock())
    told = {f.name: getattr(said, f.name) for f in fields(said)}
    kind, _colon, key = ("", "", "") if was else form.chosen_holder(filled).partition(":")
    holder = {kind: key} if kind in ("member", "team", "role") else {}
    holder["why"] = str(request.POST.get("why", ""))[:500]
    return Grant(**{**told, **holder, "name": said.name or _("new")})


def tried(run: str, mandate: str) -> dict[str, Any]:
    """The form of a mandate (public id, "" for a new one) as it stood when this run was asked for; {} for another run."""
    found = runs.run(run) if run else None
    told = next((c["grant"] for c in found.changes if c.get("mandate") == mandate), None) if found else None
    if not isinstance(told, dict):
        return {}
    kept = {f.name: told[f.name] for f in fields(Terms) if f.name in told}
    days = {name: parse_datetime(kept.get(name) or "") for name in ("starts_at", "ends_at")}
    terms = Terms(**{**kept, **days, "highest_risk": Risk(told["highest_risk"])})
    holder = next((f"{kind}:{told[kind]}" for kind in ("member", "team", "role") if told.get(kind)), "")
    first = days["starts_at"]
    ahead = {"starts_on": localtime(first).date()} if first and first > clock() else {}
    return {**form.begins_with(terms), **ahead, "holder": holder, "why": told.get("why", "")}


def back(run: Run) -> str:
    """The page of mandates from which a run was asked for; "" when it came from guidelines."""
    one = next((c for c in run.changes if "mandate" in c), None)
    if one is None:
        return reverse("mandates") if any("in_force" in c for c in run.changes) else ""
    key = str(one["mandate"])
    if one["grant"] is None:
        return reverse("mandate", args=[key])
    return f"{reverse('mandate_change', args=[key]) if key else reverse('mandate_new')}?run={run.public_id}"


def still_asked(run: Run, language: str) -> list[str]:
    """Guidelines that would ask about promised money though the mandate that is tried has a limit, in a sentence."""
    told = [grant for c in run.changes if isinstance(grant := c.get("grant"), dict)]
    if not told:
        return []
    names = mandate_words.Names.of(reading.choices(language), asking_about_money())
    said = [Terms(**{n: t[n] for n in ("name", "waives", "goodwill_each", "goodwill_month")}) for t in told]
    return [
        f"{mandate_words.promises(t)} {line}" for t in said for line in mandate_words.still_asked(t, names)
    ]


def _refusal(declined: Declined) -> str:
    return {
        "no_change": _("Nothing would be otherwise: change something first."),
        "mandate_holder": _("Choose first for whom it is."),
        "unknown_mandate": _("This mandate was changed or ended meanwhile. This is how it stands now."),
    }.get(declined.code, _("That did not work. Please look at the page again."))


urlpatterns: list[URLPattern | URLResolver] = [
    path("mandates/what-if/", ask, name="what_if_mandate"),
]
