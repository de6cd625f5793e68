"""The reader's language, her own choice before the browser's, and the organisation's time of day."""

from collections.abc import Callable
from contextlib import suppress

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from zuruf.flow import presence
from zuruf.store.queries import desk
from zuruf.web.access import current


def preferences(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Activate the member's language and the house's clock; pages of the public follow the browser (LocaleMiddleware)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/static/", "/talk")):
            who = current(request)
            if who is not None:
                timezone.activate(desk.zone())
            if who is not None and _by_hand(request):
                with suppress(OperationalError):  # who is there is not worth a page that fails
                    presence.looked(who, getattr(request.user, "seen_at", None))
            if who is not None and who.language:
                translation.activate(who.language)
                request.LANGUAGE_CODE = who.language
        return get_response(request)

    return middleware


def _by_hand(request: HttpRequest) -> bool:
    """Did a person do something just now? What a page fetches by itself, also in a hidden tab, is no sign of anybody."""
    return request.method == "POST" or "text/html" in request.headers.get("Accept", "")
