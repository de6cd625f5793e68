"""What if? asked from the pages of mandates: of one as its form stands, of one that would end, of all put in force."""

from dataclasses import fields

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zuruf.core.people import May, Who
from zuruf.flow import what_if as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.mandate import Grant
from zuruf.flow.what_if_mandates import MandateChange
from zuruf.store.queries import mandate_page as reading
from zuruf.web import mandate_form as form
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
    return Grant(**{**told, **holder, "name": said.name or _("new")})


def _refusal(declined: Declined) -> str:
    return {
        "no_change": _("Nothing would be otherwise: change something first."),
        "mandate_holder": _("Choose first for whom it is."),
        "unknown_mandate": _("This mandate was changed or ended meanwhile. This is how it stands now."),
    }.get(declined.code, _("That did not work. Please look at the page again."))


urlpatterns: list[URLPattern | URLResolver] = [
    path("mandates/what-if/", ask, name="what_if_mandate"),
]
