"""Who may open a page. Every view carries one of these, or `open_to_all` with its reason."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from zuruf.core.people import May, Who
from zuruf.store.queries import people

View = Callable[..., HttpResponse]


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
            return view(request, who, *args, **kwargs)

        inner.access = what  # type: ignore[attr-defined]
        return inner

    return wrap


def open_to_all(why: str) -> Callable[[View], View]:
    """A page that is meant to be open; *why* is read by the walk over all addresses."""

    def wrap(view: View) -> View:
        view.access = why  # type: ignore[attr-defined]
        return view

    return wrap
