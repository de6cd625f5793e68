"""Chats in which it rings: one's own, and those of the house."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zuruf.core.people import May, Who
from zuruf.flow import chats
from zuruf.flow.errors import Declined
from zuruf.web import chats_words, duty, me
from zuruf.web.access import needs


@needs(May.ANSWER)
@sensitive_post_parameters("url")
@require_POST
def add(request: HttpRequest, who: Who) -> HttpResponse:
    given = request.POST
    url, name, house = given.get("url", ""), given.get("name", ""), given.get("house") == "1"
    try:
        chats.add(who, url, name, house=house)
    except Declined as declined:
        messages.error(request, chats_words.declined(declined), extra_tags="error")
        show = duty.shown if house and who.may(May.INSIDE) else me.shown
        return show(request, who, status=422, chat_url=url, chat_name=name)
    messages.success(
        request, _("It rings there too from now on. Try it with a test ring."), extra_tags="done"
    )
    return _back(request)


@needs(May.ANSWER)
@require_POST
def test(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    def act() -> str:
        chats.try_out(who, public_id)
        return _("The test ring is on its way. What came of it stands here in a moment.")

    return _do(request, act)


@needs(May.ANSWER)
@require_POST
def remove(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    def act() -> str:
        chats.remove(who, public_id)
        return _("It rings there no more. The address is forgotten.")

    return _do(request, act)


def _do(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act(), extra_tags="done")
    except Declined as declined:
        messages.error(request, chats_words.declined(declined), extra_tags="error")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(reverse("duty" if request.POST.get("house") == "1" else "me") + "#chats")


urlpatterns: list[URLPattern | URLResolver] = [
    path("me/chats/add", add, name="chat_add"),
    path("me/chats/<slug:public_id>/test", test, name="chat_test"),
    path("me/chats/<slug:public_id>/remove", remove, name="chat_remove"),
]
