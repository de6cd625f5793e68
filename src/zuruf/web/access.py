"""Who may open a page. Every view carries one of these, or `open_to_all` with its reason."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict

from zuruf.core.people import May, Who
from zuruf.store.queries import people

View = Callable[..., HttpResponse]
NUL = "\x00"


def current(request: HttpRequest) -> Who | None:
    """The signed-in person, read once per request."""
    if not hasattr(request, "_who"):
        request._who = people.who_is(request.user) if request.user.is_authenticated else None  # type: ignore[attr-defined]
    return request._who  # type: ignore[attr-defined,no-any-return]


def needs(what: May) -> Callable[[View], View]:
    """Signed in and allowed to do *what*. The view gets `who` as its second argument."""

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            who = current(request)
            if who is None:
                return redirect_to_login(request.get_full_path())
            if not who.may(what):
                raise PermissionDenied
            _as_typed(request)
            return view(request, who, *args, **kwargs)

        inner.access = what  # type: ignore[attr-defined]
        return inner

    return wrap


def _as_typed(request: HttpRequest) -> None:
    """What came in the address or a form, without the one character that PostgreSQL takes in no text: it comes along when one pastes
    out of some programs, and no view has to think of it. And with a line's end as the one character that a field counted: on the way
    browsers make two of it, and a text as long as its field allows would be too long."""
    for name in ("GET", "POST"):
        given: QueryDict = getattr(request, name)
        if not any(
            sign in one for key, values in given.lists() for one in (key, *values) for sign in (NUL, "\r")
        ):
            continue
        kept = QueryDict(mutable=True)
        for key, values in given.lists():
            kept.setlist(_plain(key), [_plain(str(one)) for one in values])
        setattr(request, name, kept)


def _plain(text: str) -> str:
    return text.replace(NUL, "").replace("\r\n", "\n")


def open_to_all(why: str) -> Callable[[View], View]:
    """A page that is meant to be open; *why* is read by the walk over all addresses."""

    def wrap(view: View) -> View:
        view.access = why  # type: ignore[attr-defined]
        return view

    return wrap
