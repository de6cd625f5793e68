"""Signing in: the few of allauth's pages that we want, in our own look. Nobody registers; people are invited."""

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path, re_path

from zuruf.store.queries import organisation, people
from zuruf.web.access import View, open_to_all


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited; nobody registers. No page says "you have signed in": one sees it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        return None


@open_to_all("Who is not signed in yet has to be able to sign in.")
def login(request: HttpRequest) -> HttpResponse:
    context = {"organisation": organisation.current(), "nobody_yet": not people.an_owner_has_a_password()}
    view = views.LoginView.as_view(extra_context=context)
    return view(request)  # type: ignore[no-any-return]


@open_to_all("Leaving is never refused.")
def logout(request: HttpRequest) -> HttpResponse:
    """Who has no password is told first how to come back: the sign-in page alone would not let her in."""
    unsure = request.user.is_authenticated and not request.user.has_usable_password()
    if unsure and request.method == "POST" and "anyway" not in request.POST:
        return render(request, "account/logout.html", {"no_password": True})
    return views.LogoutView.as_view(extra_context={"no_password": unsure})(request)  # type: ignore[no-any-return]


@open_to_all("Whoever lost a password cannot be signed in.")
def forgotten(request: HttpRequest) -> HttpResponse:
    """By mail where this house has a mail server; else the page says how it is done without one."""
    if not settings.EMAIL_HOST:
        return render(request, "account/password_reset.html", {"by_mail": False})
    view = views.PasswordResetView.as_view(extra_context={"by_mail": True})
    return view(request)  # type: ignore[no-any-return]


def _marked(view: View, why: str) -> View:
    """An allauth view, callable like one of ours, with its reason to be open."""

    def inner(request: HttpRequest, **kwargs: object) -> HttpResponse:
        return view(request, **kwargs)

    return open_to_all(why)(inner)


urlpatterns: list[URLPattern | URLResolver] = [
    path("signin/", login, name="account_login"),
    path("signin/out/", logout, name="account_logout"),
    path(
        "signin/inactive/",
        _marked(views.account_inactive, "It tells somebody who was let go why the door is closed."),
        name="account_inactive",
    ),
    path("signin/forgotten/", forgotten, name="account_reset_password"),
    path(
        "signin/forgotten/sent/",
        _marked(views.password_reset_done, "It follows the page for a lost password."),
        name="account_reset_password_done",
    ),
    path(
        "signin/new/done/",
        _marked(views.password_reset_from_key_done, "It follows the link of the mail."),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^signin/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _marked(views.password_reset_from_key, "The link of the mail is the key."),
        name="account_reset_password_from_key",
    ),
]
