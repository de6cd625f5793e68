"""What all public pages share: the organisation's face, the visitor's language, and headers that fit each page."""

from collections.abc import Callable
from functools import wraps
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import register_converter
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from zuruf.core.people import May
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import talk as queries
from zuruf.store.queries.talk import Face
from zuruf.web.access import current, open_to_all

YEAR = 60 * 60 * 24 * 365
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
STATUS = {"too_many": 429, "closed": 503, "no_thread": 404, "unknown_link": 404, "far_too_long": 413}


class PublicId:
    """12 characters of store.ids; anything else is not looked up at all."""

    regex = "[2-9a-z]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Secret(PublicId):
    """A secret link: 128 bits in hex."""

    regex = "[0-9a-f]{32}"


register_converter(PublicId, "talkid")
register_converter(Secret, "talksecret")


def public(
    why: str, *, index: bool = False, private: bool = False, framed: bool = False
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page for everybody. *index*: search engines may list it. *private*: they must not, and its address is a
    secret or of no use to others. *framed*: other websites may show it in a frame. The view gets the face as its
    second argument."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt  # see the docstring of zuruf.web.talk
        @open_to_all(why)
        @wraps(view)
        def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            face = queries.face()
            if face is None or not face.name:
                return render(request, "talk/not_yet.html", status=503)
            chosen = _language(request)
            with timezone.override(ZoneInfo(face.timezone)):
                answer = view(request, face, *args, **kwargs)
            return _headers(answer, chosen if not framed else "", index and not private, framed)

        return inner

    return wrap


def page(
    request: HttpRequest,
    face: Face,
    template: str,
    more: dict[str, object],
    *,
    status: int = 200,
    declined: Declined | None = None,
) -> HttpResponse:
    """Render a public page. *declined* sets the status, and for "too many" when to come again."""
    who = None if more.get("framed") else current(request)
    about = {
        "face": face,
        "now": clock(),
        "lang": translation.get_language(),
        "languages": settings.LANGUAGES,
        "base": settings.URL,
        "runs": who is not None and who.may(May.RUN),
        "missing": _missing(face) if who is not None else [],
        **more,
    }
    answer = render(request, template, about, status=STATUS.get(declined.code, 422) if declined else status)
    after = declined.data.get("after") if declined else None
    if after is not None:
        answer["Retry-After"] = str(int(after.total_seconds()) + 1)  # type: ignore[attr-defined]
    return answer


def asked(request: HttpRequest, name: str) -> str:
    """What the address asks for under *name*, without the one character that no database takes."""
    return request.GET.get(name, "").replace("\x00", "")


def _missing(face: Face) -> list[str]:
    """What the law wants on such a page and nobody filled in yet; shown to owners, never to the public."""
    return [name for name in ("contact_point", "imprint_url", "privacy_url") if not getattr(face, name)]


def _language(request: HttpRequest) -> str:
    """Activate what the visitor chose by the switch; else LocaleMiddleware has followed her browser. The choice."""
    chosen = request.GET.get("lang", "")
    if chosen not in LANGUAGES:
        return ""
    translation.activate(chosen)
    request.LANGUAGE_CODE = chosen
    return chosen


def _headers(answer: HttpResponse, chosen: str, index: bool, framed: bool) -> HttpResponse:
    if chosen:  # only after somebody pressed the switch, and it holds nothing but "de" or "en"
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    if not index:
        answer["X-Robots-Tag"] = "noindex, nofollow"
        answer["Referrer-Policy"] = "no-referrer"
    if "Cache-Control" not in answer:
        answer["Cache-Control"] = "no-store"
    if framed:
        answer.xframe_options_exempt = True
        answer._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]
    return answer
