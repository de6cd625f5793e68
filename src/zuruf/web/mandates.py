"""Mandates: who may say what without asking; granted, changed with the difference before one's eyes, ended with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf.core.mandate import RISKS
from zuruf.core.people import May, Who
from zuruf.flow import mandate as flow
from zuruf.flow import undo
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.guideline_money import asking_about_money
from zuruf.store.queries import mandate as rules
from zuruf.store.queries import mandate_page as reading
from zuruf.store.queries.mandate_page import Choices, MandateView
from zuruf.web import mandate_form as form
from zuruf.web import mandate_words as said
from zuruf.web import what_if_mandates
from zuruf.web.access import needs
from zuruf.web.refusals import words
from zuruf.web.reply_words import language
from zuruf.web.undo import offered, offering, undone


@dataclass(frozen=True, slots=True)
class Row:
    """One mandate in the list. `mark`: why it does not count now or not for long, "" mostly."""

    m: MandateView
    brief: str
    mark: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds which. `kind`: "role", "team" or "member"."""

    name: str
    kind: str
    key: str
    rows: list[Row]


@needs(May.INSIDE)
@require_GET
def mandates(request: HttpRequest, who: Who) -> HttpResponse:
    """Who holds what, the groups first."""
    context = {
        "holders": _by_holder(reading.live()),
        "without": reading.without(),
        "ended": [Row(m, said.holder(m), "") for m in reading.ended()],
        "in_force": rules.rules().in_force,
        "undo": offered(request),
        "here": "mandates",
    }
    return render(request, "mandates/mandates.html", context)


@needs(May.INSIDE)
@require_GET
def mandate(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """One mandate: what it allows, who granted it and why, and what it was before."""
    return _one(request, who, public_id)


@needs(May.RUN)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, who: Who) -> HttpResponse:
    """Grant one."""
    choices, data = _choices(), request.POST if request.method == "POST" else None
    first = {"holder": request.GET.get("for", ""), **_like(request.GET.get("like", "")), **_told(request)}
    first |= what_if_mandates.tried(request.GET.get("run", ""), "")
    filled = form.MandateForm(data, choices=choices, initial=first)
    if filled.is_valid() and request.POST.get("do") == "grant":
        try:
            what = form.grant(filled, clock())
            made = flow.grant(who, what)
        except Declined as declined:
            filled.add_error(None, words(declined))
        else:
            messages.success(request, _("Granted.") + " " + _holds(what.starts_at), extra_tags="done")
            return redirect("mandate", public_id=made)
    asked = {"form": filled, "sentences": _allows(filled, choices), "here": "mandates"}
    return render(request, "mandates/edit.html", asked, status=422 if filled.errors else 200)


@needs(May.RUN)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Another version takes its place."""
    was, choices = _found(public_id), _choices()
    data = request.POST if request.method == "POST" else None
    first = form.initial(was) | what_if_mandates.tried(request.GET.get("run", ""), public_id)
    filled = form.MandateForm(data, choices=choices, was=was.terms, initial=first)
    if filled.is_valid() and request.POST.get("do") == "grant":
        try:
            what = form.grant(filled, clock())
            made = flow.change(who, public_id, what)
        except Declined as declined:
            filled.add_error(None, words(declined))
        else:
            messages.success(request, _("Changed.") + " " + _holds(what.starts_at), extra_tags="done")
            return redirect("mandate", public_id=made)
    context = {
        "form": filled, "m": was, "holder": said.holder(was), "sentences": _allows(filled, choices, was),
        "changes": _changes(filled, choices, was), "here": "mandates",
    }  # fmt: skip
    return render(request, "mandates/edit.html", context, status=422 if filled.errors else 200)


@needs(May.RUN)
@require_POST
def trial(request: HttpRequest, who: Who) -> HttpResponse:
    """What the form would allow as it stands, while it is filled in."""
    choices = _choices()
    was = reading.one(request.POST.get("was", ""))
    filled = form.MandateForm(request.POST, choices=choices, was=was.terms if was else None)
    filled.is_valid()
    context = {
        "sentences": _allows(filled, choices, was),
        "changes": _changes(filled, choices, was) if was else None,
    }
    return render(request, "mandates/allows.html", {**context, "m": was})


@needs(May.RUN)
@require_POST
def end(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Nobody holds it any more."""
    try:
        flow.end(who, public_id, request.POST.get("why", ""))
    except Declined as declined:
        if declined.code == "unknown_mandate":
            raise Http404 from None
        return _one(request, who, public_id, words(declined))
    messages.success(request, _("Ended. What went out on it stays as it is."), extra_tags="done")
    return offering("mandates", public_id)


@needs(May.RUN)
@require_POST
def end_undo(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """It holds again."""
    return undone(request, "mandates", lambda: undo.mandate_ended(who, public_id))


@needs(May.RUN)
@require_POST
def switch(request: HttpRequest, who: Who) -> HttpResponse:
    """Do mandates decide, or guidelines alone?"""
    on = request.POST.get("on") == "1"
    try:
        flow.switch(who, on)
    except Declined as declined:
        messages.error(request, words(declined), extra_tags="error")
    else:
        done = (
            _("Mandates are in force.")
            if on
            else _("Mandates are no longer in force: guidelines alone decide.")
        )
        messages.success(request, done, extra_tags="done")
    return redirect("mandates")


def _one(request: HttpRequest, who: Who, public_id: str, problem: str = "") -> HttpResponse:
    m, now = _found(public_id), clock()
    names = said.Names.of(_choices(), asking_about_money())
    versions = reading.history(m)
    told = [
        (v, said.differences(before.terms, v.terms, names) if before else [])
        for v, before in zip(versions, [*versions[1:], None], strict=True)
    ]
    context = {
        "m": m, "holder": said.holder(m), "sentences": _said(m, names), "mark": said.mark(m, now), "now": now,
        "versions": told, "problem": problem, "in_force": rules.rules().in_force, "here": "mandates",
        "figures": who.public_id in (m.holder_id, m.granted_by_id),  # of one person: for her and whoever granted it
    }  # fmt: skip
    return render(request, "mandates/mandate.html", context, status=422 if problem else 200)


def _by_holder(found: list[MandateView]) -> list[Holder]:
    names, now = said.Names.of(_choices()), clock()
    made: dict[tuple[str, str], Holder] = {}
    for m in found:
        holder = made.setdefault((m.holder, m.holder_id), Holder(said.holder(m), m.holder, m.holder_id, []))
        holder.rows.append(Row(m, said.brief(m.terms, names), said.mark(m, now)))
    order = ("role", "team", "member")
    return sorted(made.values(), key=lambda h: (order.index(h.kind), h.name.casefold()))


def _said(m: MandateView, names: said.Names) -> list[str]:
    kind = m.holder_id if m.holder == "role" else m.holder
    return said.sentences(m.terms, kind, said.holder(m), names)


def _allows(filled: form.MandateForm, choices: Choices, was: MandateView | None = None) -> list[str]:
    """What the form says now, in sentences; before anything is filled in, what it begins with."""
    names = said.Names.of(choices, asking_about_money())
    terms = form.terms(filled, was, clock())
    if was:
        return said.sentences(
            terms, was.holder_id if was.holder == "role" else was.holder, said.holder(was), names
        )
    kind, _colon, key = form.chosen_holder(filled).partition(":")
    name = dict([*choices.members, *choices.teams]).get(key, "")
    who = said.holder_name(kind, key, name) if name else ""
    return said.sentences(terms, key if kind == "role" else kind, who, names)


def _changes(filled: form.MandateForm, choices: Choices, was: MandateView | None) -> list[said.Changed]:
    if was is None:
        return []
    return said.differences(was.terms, form.terms(filled, was, clock()), said.Names.of(choices))


def _told(request: HttpRequest) -> dict[str, object]:
    """What an address fills in: "account", "topic", "intent" and "risk", as the trial run's page proposes them."""
    given: dict[str, object] = {
        "accounts": request.GET.getlist("account"),
        "topics": request.GET.getlist("topic"),
        "intents": request.GET.getlist("intent"),
        "highest_risk": request.GET.get("risk") if request.GET.get("risk") in RISKS else "",
    }
    return {field: value for field, value in given.items() if value}


def _like(public_id: str) -> Mapping[str, object]:
    found = reading.one(public_id) if public_id else None
    return form.initial(found) if found else {}


def _found(public_id: str) -> MandateView:
    found = reading.one(public_id)
    if found is None:
        raise Http404
    return found


def _holds(starts_at: datetime | None) -> str:
    """From when on it counts; nothing of that while mandates are switched off."""
    if not rules.rules().in_force:
        return _("It counts as soon as mandates are in force.")
    if starts_at is not None and starts_at > clock():
        return _("It holds from %(day)s on.") % {"day": date_format(localtime(starts_at), "DATE_FORMAT")}
    return _("It holds from now on.")


def _choices() -> Choices:
    return reading.choices(language())


urlpatterns: list[URLPattern | URLResolver] = [
    path("mandates/", mandates, name="mandates"),
    path("mandates/new/", new, name="mandate_new"),
    path("mandates/try/", trial, name="mandate_trial"),
    path("mandates/in-force/", switch, name="mandate_switch"),
    path("mandates/<slug:public_id>/", mandate, name="mandate"),
    path("mandates/<slug:public_id>/change/", change, name="mandate_change"),
    path("mandates/<slug:public_id>/end/", end, name="mandate_end"),
    path("mandates/<slug:public_id>/end/undo/", end_undo, name="mandate_end_undo"),
]
