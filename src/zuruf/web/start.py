"""Where somebody arrives: the one-time link, the first run, and the door to the desk."""

from typing import Any

from django.conf import settings
from django.contrib.auth import load_backend
from django.contrib.auth import login as sign_in
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zuruf.core.guideline import ORDER, Verdict
from zuruf.core.people import May, Who, initials_of
from zuruf.flow import first_run, people
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.organisation import Settings
from zuruf.store.queries import guideline, organisation
from zuruf.store.queries import people as reading
from zuruf.web import forms
from zuruf.web.access import current, needs, open_to_all
from zuruf.web.refusals import words

# Ticked when nothing was chosen yet: what protects people, and what a house would be sorry for at once.
SENSIBLE = (
    "bank-data",
    "personal-data",
    "secrets",
    "respect",
    "liability",
    "safety-said",
    "refunds",
    "press",
    "self-harm",
    "threats",
)
BY_LINK = "by_link"  # in the session: came by a link, may set a password without the old one


@open_to_all("The front door: it only leads on.")
def home(request: HttpRequest) -> HttpResponse:
    who = current(request)
    if who is None:
        return redirect("account_login")
    if not organisation.current().first_run_done and who.may(May.RUN):
        return redirect("first_run")
    return redirect("desk", queue="us")


@open_to_all("Whoever has the link is the person it was made for; looking at it does not use it up.")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows one button, so that a preview or a virus scanner does not use the link; POST signs in."""
    if request.method != "POST":
        link = reading.link(token, clock())
        context = {"link": link, "house": organisation.current()}
        return render(request, "start/welcome.html", context, status=200 if link else 410)
    try:
        member_id = people.use_link(token)
    except Declined as declined:
        said = {"link": None, "why": words(declined), "house": organisation.current()}
        return render(request, "start/welcome.html", said, status=410)
    backend = settings.AUTHENTICATION_BACKENDS[0]
    user = load_backend(backend).get_user(member_id)
    sign_in(request, user, backend=backend)
    request.session[BY_LINK] = clock().timestamp()
    if not organisation.current().first_run_done:
        return redirect("home")
    return redirect("account_change_password")


@needs(May.RUN)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, who: Who) -> HttpResponse:
    """Who we are, who you are, which guidelines hold: one page, once."""
    house = organisation.current()
    if house.first_run_done and not house.demo:
        return redirect("organisation")
    offered = guideline.listed(_language())
    data = request.POST if request.method == "POST" else None
    org = forms.Organisation(data, initial=_first_guess(house))
    person = forms.FirstPerson(
        data, user=request.user, initial={"person_name": who.name, "initials": who.initials}
    )
    chosen = request.POST.getlist("guidelines") if data else _sensible(offered, house)
    clear = house.demo and (not data or "clear" in request.POST)
    problem = ""
    if data and org.is_valid() and person.is_valid():
        try:
            given = _settings(org.cleaned_data, house), _person(person.cleaned_data)
            first_run.finish(who, *given, chosen, clear=clear)
        except Declined as declined:
            problem = words(declined)
        else:
            return _signed_in_again(request, who)
    context = {
        "org": org,
        "person": person,
        **_at_hand(offered, chosen),
        "chosen": chosen,
        "clear": clear,
        "house": house,
        "problem": problem,
        "wrong": bool(data),
    }
    return render(request, "start/start.html", context, status=422 if data else 200)


@needs(May.RUN)
@require_POST
def keep_demo(request: HttpRequest, who: Who) -> HttpResponse:
    """Look around with the invented company first."""
    name = gettext("First person")
    first_run.keep_demo(who, name=name, initials=initials_of(name))
    return redirect("home")


@needs(May.RUN)
@require_POST
def steps_away(request: HttpRequest, who: Who) -> HttpResponse:
    """The list of first steps is put away; it comes back on the organisation's page."""
    back = "back" in request.POST
    first_run.put_steps_away(who, not back)
    return redirect("desk", queue="us") if back else redirect("home")


def _signed_in_again(request: HttpRequest, who: Who) -> HttpResponseRedirect:
    """A new password ends every session; this one goes on."""
    backend = settings.AUTHENTICATION_BACKENDS[0]
    sign_in(request, load_backend(backend).get_user(who.id), backend=backend)
    request.session.pop(BY_LINK, None)
    return redirect("home")


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _sensible(offered: tuple[guideline.Listed, ...], house: organisation.OrganisationView) -> list[str]:
    """What somebody switched on here already; else what is sensible on the first day."""
    on = [g.slug for g in offered if g.on is not None]
    return on if on and not house.demo else [g.slug for g in offered if g.slug in SENSIBLE]


def _at_hand(offered: tuple[guideline.Listed, ...], chosen: list[str]) -> dict[str, object]:
    """The ticked ones are in sight, strictest first; the others one click away."""
    strict = sorted(offered, key=lambda g: (ORDER.index(Verdict(g.verdict)) * -1, g.title.casefold()))
    near = [g for g in strict if g.slug in chosen]
    return {"near": near or strict, "far": [g for g in strict if g not in near] if near else []}


def _first_guess(house: organisation.OrganisationView) -> dict[str, Any]:
    if house.demo or not house.name:
        return {
            "language": _language(),
            "timezone": "Europe/Berlin",
            "talk_shows": "at_once",
            "colour": "#0b5c8a",
        }
    names = (
        "name",
        "colour",
        "language",
        "timezone",
        "talk_shows",
        "contact_point",
        "imprint_url",
        "privacy_url",
    )
    return {name: getattr(house, name) for name in names}


def _settings(data: dict[str, Any], house: organisation.OrganisationView) -> Settings:
    texts = {} if house.demo else {"house_rules": house.house_rules, "holding": house.holding}
    return Settings(**{**data, **texts}, target_minutes=house.target_minutes)


def _person(data: dict[str, Any]) -> first_run.Person:
    return first_run.Person(data["person_name"], data["initials"], data["email"], data["password"])


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("welcome/<str:token>/", welcome, name="welcome"),
    path("start/", start, name="first_run"),
    path("start/demo/", keep_demo, name="keep_demo"),
    path("start/steps/", steps_away, name="steps_away"),
]
