"""The reader's language, her own choice before the browser's, and the organisation's time of day."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from zuruf.store.queries import desk
from zuruf.web.access import current


def preferences(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Activate the member's language and the house's clock; pages of the public follow the browser (LocaleMiddleware)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/static/", "/talk")):
            who = current(request)
            if who is not None:
                timezone.activate(desk.zone())
            if who is not None and who.language:
                translation.activate(who.language)
                request.LANGUAGE_CODE = who.language
        return get_response(request)

    return middleware
