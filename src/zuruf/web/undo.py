"""Offering to take back what was ended a moment ago, on the page to which that led."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zuruf.flow.errors import Declined
from zuruf.web.refusals import words


def offered(request: HttpRequest) -> str:
    """The public id of what this page may offer to take back; "" for nothing."""
    return named(request.GET.get("undo", ""))


def named(asked: str) -> str:
    """*asked* where it is written as a public id, which an address can be made of; else ""."""
    return asked if asked.isascii() and asked.isalnum() else ""


def offering(page: str, public_id: str) -> HttpResponse:
    """To the page of this name, which then offers it."""
    return redirect(f"{reverse(page)}?undo={public_id}")


def undone(request: HttpRequest, page: str, act: Callable[[], None]) -> HttpResponse:
    """Take it back, and return to the page of this name."""
    try:
        act()
    except Declined as declined:
        messages.error(request, words(declined), extra_tags="error")
    else:
        messages.success(request, _("As it was before."), extra_tags="done")
    return redirect(page)
