"""Who opens a live stream, and what her page says about itself."""

from urllib.parse import parse_qs

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, parse_cookie
from django.utils.module_loading import import_string

from zuruf.core.people import May, Who
from zuruf.store.queries import people
from zuruf.store.queries.desk import Place
from zuruf.web.line import Seat


def reader(session: str) -> Who | None:
    """Who is signed in with this session, None for nobody."""
    request = HttpRequest()
    request.session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")(session)
    user = auth.get_user(request)
    return people.who_is(user) if user.is_authenticated else None


def session(cookie: str) -> str:
    """The key of the session in a Cookie header, "" for none. Read as every other page reads it: what another service on this
    host put before ours may be written as no standard allows."""
    return parse_cookie(cookie).get(settings.SESSION_COOKIE_NAME, "")


def asked(query: bytes) -> dict[str, str]:
    """What the page said: `after`, where it stood when it was made (what changed since is told first), and the `queue` and the
    `lang` of its list."""
    return {name: values[0] for name, values in parse_qs(query.decode("latin-1")).items()}


def seat(who: Who, asked: dict[str, str]) -> Seat | None:
    """Where she sits whose page shows a list; None for a page without."""
    place, language = Place.of(asked.get("queue", "")), asked.get("lang", "")
    if place is None or language not in dict(settings.LANGUAGES) or not who.may(May.READ):
        return None
    return Seat(who, place, language)
