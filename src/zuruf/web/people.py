"""Who is who, who may do what, and the teams. Everybody may look; owners change."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf.core.people import May, Role, Who
from zuruf.flow import people as doing
from zuruf.flow import teams
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import absence
from zuruf.store.queries import people as reading
from zuruf.web import forms
from zuruf.web.access import needs
from zuruf.web.refusals import words


@needs(May.INSIDE)
@require_GET
def people(request: HttpRequest, who: Who) -> HttpResponse:
    away = {a.member: a for a in absence.now_and_ahead(clock()) if a.begun}
    context = {"everyone": reading.everyone(), "teams": reading.teams(), "here": "people", "roles": _roles()}
    context["away"] = away
    return render(request, "people/people.html", context)


@needs(May.RUN)
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, who: Who) -> HttpResponse:
    """A new person; the answer shows her link once."""
    data = request.POST if request.method == "POST" else None
    form = forms.Invite(data, teams=_teams())
    if data and form.is_valid():
        given = form.cleaned_data
        try:
            public_id = doing.invite(
                who,
                email=given["email"],
                name=given["name"],
                role=Role(given["role"]),
                second_pair=given["second_pair"],
                lifts_holds=given["lifts_holds"],
                teams=given.get("teams", ()),
                agency=given["agency"],
            )
        except Declined as declined:
            form.add_error("email", words(declined))
        else:
            return _hand_over(request, who, public_id, new=True)
    context = {"form": form, "here": "people"}
    return render(request, "people/invite.html", context, status=422 if data else 200)


@needs(May.INSIDE)
@require_GET
def person(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """One of us."""
    shown = _one(public_id)
    first = {
        "role": shown.role.value,
        "agency": shown.agency,
        "second_pair": shown.second_pair,
        "lifts_holds": shown.lifts_holds,
        "teams": list(shown.team_ids),
    }
    context = {"person": shown, "form": forms.Member(initial=first, teams=_teams()), "here": "people"}
    return render(request, "people/person.html", {**context, "roles": _roles()})


@needs(May.RUN)
@require_POST
def change(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """What she may do from now on."""
    shown = _one(public_id)
    form = forms.Member(request.POST, teams=_teams())
    if form.is_valid():
        given = form.cleaned_data
        role, chosen = Role(given["role"]), given.get("teams", ())
        try:
            doing.change(
                who,
                public_id,
                role=role,
                second_pair=given["second_pair"],
                lifts_holds=given["lifts_holds"],
                teams=chosen,
                agency=given["agency"],
            )
        except Declined as declined:
            form.add_error(None, words(declined))
        else:
            messages.success(request, _("Saved. It holds from now on."), extra_tags="done")
            return redirect("person", public_id=public_id)
    context = {"person": shown, "form": form, "here": "people", "roles": _roles()}
    return render(request, "people/person.html", context, status=422)


@needs(May.RUN)
@never_cache
@require_POST
def make_link(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    try:
        return _hand_over(request, who, public_id, new=False)
    except Declined as declined:
        return _back(request, public_id, declined)


@needs(May.RUN)
@require_POST
def deactivate(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    try:
        doing.deactivate(who, public_id)
    except Declined as declined:
        return _back(request, public_id, declined)
    messages.success(request, _("Cannot sign in any more; open sessions have ended."), extra_tags="done")
    return redirect("person", public_id=public_id)


@needs(May.RUN)
@require_POST
def reactivate(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    try:
        doing.reactivate(who, public_id)
    except Declined as declined:
        return _back(request, public_id, declined)
    messages.success(request, _("Can sign in again."), extra_tags="done")
    return redirect("person", public_id=public_id)


@needs(May.RUN)
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, who: Who, public_id: str = "") -> HttpResponse:
    """A new team, or one that is there."""
    shown = reading.team(public_id) if public_id else None
    if public_id and shown is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    everyone = [(p.public_id, p.name or p.email) for p in reading.everyone() if p.active]
    first = {"name": shown.name, "members": [m for m, _name in shown.members]} if shown else {}
    form = forms.Team(data, initial=first, members=everyone)
    if data and form.is_valid():
        name, members = form.cleaned_data["name"], form.cleaned_data.get("members", ())
        try:
            teams.change(who, public_id or teams.create(who, name), name=name, members=members)
        except Declined as declined:
            form.add_error("name", words(declined))
        else:
            return redirect("people")
    context = {"form": form, "team": shown, "here": "people"}
    return render(request, "people/team.html", context, status=422 if data else 200)


def _hand_over(request: HttpRequest, who: Who, public_id: str, *, new: bool) -> HttpResponse:
    """The link is in this one answer only: what is kept is its hash."""
    link = request.build_absolute_uri(doing.link_for(who, public_id))
    context = {"person": reading.one(public_id), "link": link, "new": new, "here": "people"}
    return render(request, "people/link.html", context)


def _one(public_id: str) -> reading.Person:
    shown = reading.one(public_id)
    if shown is None:
        raise Http404
    return shown


def _back(request: HttpRequest, public_id: str, declined: Declined) -> HttpResponse:
    if declined.code == "unknown_person":
        raise Http404
    messages.error(request, words(declined), extra_tags="error")
    return redirect("person", public_id=public_id)


def _teams() -> list[tuple[str, str]]:
    return [(t.public_id, t.name) for t in reading.teams()]


def _roles() -> dict[str, str]:
    return {
        Role.OWNER.value: _("Owner"),
        Role.DESK.value: _("Answers"),
        Role.PARTNER.value: _("Partner"),
        Role.GUEST.value: _("Guest"),
    }


urlpatterns: list[URLPattern | URLResolver] = [
    path("people/", people, name="people"),
    path("people/invite/", invite, name="invite"),
    path("people/team/", team, name="team_new"),
    path("people/team/<slug:public_id>/", team, name="team"),
    path("people/<slug:public_id>/", person, name="person"),
    path("people/<slug:public_id>/change/", change, name="person_change"),
    path("people/<slug:public_id>/link/", make_link, name="person_link"),
    path("people/<slug:public_id>/deactivate/", deactivate, name="person_deactivate"),
    path("people/<slug:public_id>/reactivate/", reactivate, name="person_reactivate"),
]
