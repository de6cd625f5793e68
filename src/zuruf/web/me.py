"""One's own page: name, initials, language, password, and one's own audit."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import load_backend, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from zuruf.core.people import May, Who
from zuruf.flow import people
from zuruf.flow import push as ringing
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import audit, chats, push, signing
from zuruf.store.queries import people as reading
from zuruf.web import forms, sign_words, verbs
from zuruf.web.access import needs
from zuruf.web.channel_words import channel
from zuruf.web.refusals import words

BY_LINK = "by_link"
LINK_COUNTS = 30 * 60  # seconds after a sign-in by link in which the old password is not asked for


@needs(May.READ)
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest, who: Who) -> HttpResponse:
    """What one says about oneself; the language changes at once."""
    return shown(request, who, request.POST if request.method == "POST" else None)


def shown(
    request: HttpRequest, who: Who, data: QueryDict | None = None, status: int = 200, **written: str
) -> HttpResponse:
    """The page. *data* of its form; *written*: what was not taken and comes back: `chat_url`, `chat_name`."""
    self = reading.one(who.public_id)
    said = {"name": who.name, "initials": who.initials, "language": who.language}
    said |= {"place": self.place if self else "", "signs": who.signs}
    ways = sign_words.mine(signing.names_of(who)) if who.may(May.ANSWER) else []
    form = forms.Profile(data, initial=said, signs=ways)
    if data and form.is_valid():
        people.set_profile(who, **form.cleaned_data)
        if form.cleaned_data["language"]:
            translation.activate(form.cleaned_data["language"])
        messages.success(request, _("Saved."), extra_tags="done")
        return redirect("me")
    context = {
        "form": form,
        "self": self,
        "told": audit.disclosures_about(who, clock()),
        "signed": _signed(who) if ways else [],
        "devices": push.mine(who) if who.may(May.ANSWER) else (),
        "chats": chats.mine(who) if who.may(May.ANSWER) else (),
        "push_key": ringing.our_key() if who.may(May.ANSWER) else "",
        "now": clock(),
        "here": "me",
        **written,
    }
    return render(request, "people/me.html", context, status=422 if data else status)


def _signed(who: Who) -> list[tuple[str, str, str]]:
    """How her answers are signed now, where we can answer."""
    return [on for on in signing.on_accounts(who, clock()) if channel(on[1]).replies]


@needs(May.READ)
@require_GET
def my_audit(request: HttpRequest, who: Who) -> HttpResponse:
    """What one did oneself: the only list of acts by member, and only for herself."""
    rows = audit.mine(who, before=verbs.before(request.GET))
    context = {"lines": verbs.lines(rows), "next": rows[-1].id if len(rows) == 50 else None, "here": "me"}
    return render(request, "people/my_audit.html", context)


@needs(May.READ)
@sensitive_post_parameters("old", "password")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest, who: Who) -> HttpResponse:
    """A new password. The old one is asked for, unless one came by a one-time link a moment ago or has none."""
    by_link = clock().timestamp() - float(request.session.get(BY_LINK, 0)) < LINK_COUNTS
    ask_old = not by_link and request.user.has_usable_password()  # type: ignore[union-attr]
    data = request.POST if request.method == "POST" else None
    if data:
        too_often = ratelimit.consume_or_429(request, action="change_password", user=request.user)
        if too_often is not None:
            return too_often  # type: ignore[no-any-return]
    form = forms.NewPassword(data, user=request.user, ask_old=ask_old)
    if data and form.is_valid():
        try:
            people.set_password(who, form.cleaned_data["password"], old=form.cleaned_data.get("old"))
        except Declined as declined:
            form.add_error("old" if ask_old else None, words(declined))
        else:
            renewed = load_backend(settings.AUTHENTICATION_BACKENDS[0]).get_user(who.id)
            if renewed is not None:
                update_session_auth_hash(request, renewed)
            request.session.pop(BY_LINK, None)
            messages.success(
                request, _("Your new password holds. Other devices were signed out."), extra_tags="done"
            )
            return redirect("home" if by_link else "me")
    context = {"form": form, "by_link": by_link, "self": reading.one(who.public_id)}
    return render(request, "account/password_change.html", context, status=422 if data else 200)


urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", me, name="me"),
    path("me/audit/", my_audit, name="my_audit"),
    path("me/password/", password, name="account_change_password"),
]
