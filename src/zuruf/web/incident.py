"""Incidents: opening and closing one, its conversations, and what belongs to it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import incident as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import incident as reading
from zuruf.store.queries.desk import Place
from zuruf.web import hold_words, words
from zuruf.web.access import needs

NEW = "new"  # the choice that opens an incident


@needs(May.READ)
@require_GET
def incidents(request: HttpRequest, who: Who) -> HttpResponse:
    """All of them, and a form for a new one."""
    context = {"incidents": reading.everything(), "here": "outbox", "now": clock()}
    return render(request, "incident/incidents.html", context)


@needs(May.READ)
@require_GET
def incident(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """One incident with its conversations."""
    shown = reading.one(public_id)
    if shown is None:
        raise Http404
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    context = {
        "incident": shown,
        "members": reading.members(public_id, number),
        "leaders": reading.leaders() if not shown.closed_at and flow.trusted(who) else (),
        "number": number,
        "here": "outbox",
        "now": clock(),
    }
    return render(request, "incident/incident.html", context)


@needs(May.ANSWER)
@require_POST
def begin(request: HttpRequest, who: Who) -> HttpResponse:
    try:
        public_id = flow.begin(who, request.POST.get("name", ""))
    except Declined as declined:
        messages.error(request, _said(declined))
        return redirect("incidents")
    return redirect("incident", public_id=public_id)


@needs(May.ANSWER)
@require_POST
def close(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    try:
        flow.close(who, public_id)
    except Declined as declined:
        messages.error(request, _said(declined))
    else:
        messages.success(request, _("Closed. Its conversations stay listed here."), extra_tags="done")
    return redirect("incident", public_id=public_id)


@needs(May.ANSWER)
@require_POST
def lead(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Who leads it: a guideline may want that she is asked."""
    try:
        name = flow.lead(who, public_id, request.POST.get("lead", ""))
    except Declined as declined:
        messages.error(request, _said(declined))
    else:
        told = _("%(name)s leads it now.") % {"name": name} if name else _("Nobody leads it now.")
        messages.success(request, told, extra_tags="done")
    return redirect("incident", public_id=public_id)


@needs(May.ANSWER)
@require_POST
def belongs(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The conversation belongs to the chosen incident, to a new one ("new" with `name`), or with "" to none."""
    chosen = request.POST.get("incident", "")
    by_script = request.headers.get("Accept", "").startswith("text/plain")
    try:
        said = _put(who, public_id, chosen, request.POST.get("name", ""))
    except Declined as declined:
        if declined.code == "unknown_conversation":
            raise Http404 from declined
        said = _said(declined)
        if by_script:
            return HttpResponse(said, status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, said)
    else:
        if by_script:
            return HttpResponse(said, content_type="text/plain; charset=utf-8")
        messages.success(request, said)
    place = Place.of(request.POST.get("queue", ""))
    return HttpResponseRedirect(reverse("conversation", args=[place.slug if place else "us", public_id]))


def _put(who: Who, conversation: str, chosen: str, name: str) -> str:
    if not chosen:
        flow.take_out(who, conversation)
        return _("It belongs to no incident any more.")
    if chosen == NEW:
        return _("Belongs to: %(name)s.") % {"name": flow.begin_with(who, conversation, name)}
    return _("Belongs to: %(name)s.") % {"name": flow.put(who, conversation, chosen)}


def _said(declined: Declined) -> str:
    return hold_words.declined(declined) or words.declined(declined)


urlpatterns: list[URLPattern | URLResolver] = [
    path("incidents/", incidents, name="incidents"),
    path("incidents/open/", begin, name="incident_open"),
    path("incidents/<slug:public_id>/", incident, name="incident"),
    path("incidents/<slug:public_id>/close/", close, name="incident_close"),
    path("incidents/<slug:public_id>/lead/", lead, name="incident_lead"),
    path("c/<slug:public_id>/incident/", belongs, name="conversation_incident"),
]
