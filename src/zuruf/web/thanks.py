"""Thanks from outside: one's own, and passing them on by hand."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import thanks as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import thanks as reading
from zuruf.store.queries.desk import Place
from zuruf.web import words
from zuruf.web.access import needs


@require_GET
@needs(May.READ)
def thanks(request: HttpRequest, who: Who) -> HttpResponse:
    """Hers of the last year. Nobody else can open them."""
    now = clock()
    found = reading.mine(who, now)
    new = any(t.new for t in found)
    return render(
        request, "thanks/thanks.html", {"thanks": found, "any_new": new, "now": now, "here": "thanks"}
    )


@require_POST
@needs(May.READ)
def read(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    flow.saw(who, public_id)
    there = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(there, None)
    return redirect(there if ours and there.startswith("/") else reverse("thanks"))


@require_POST
@needs(May.READ)
def read_all(request: HttpRequest, who: Who) -> HttpResponse:
    flow.saw_all(who)
    return redirect("thanks")


@require_POST
@needs(May.ANSWER)
def pass_on(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """To those whose part it was, or to whom she chose; said in place when the script asked."""
    to, status = request.POST.get("to", ""), 200
    try:
        n = flow.pass_on(who, public_id, [to] if to else [], request.POST.get("text", ""))
        said = ngettext("%(n)s person hears of it.", "%(n)s people hear of it.", n) % {"n": n} if n else _("They know of it already.")  # fmt: skip
    except Declined as declined:
        if declined.code == "unknown_conversation":
            raise Http404 from declined
        said, status = _declined(declined), 409
    if request.headers.get("Accept", "").startswith("text/plain"):
        return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    (messages.success if status == 200 else messages.error)(request, said)
    place = Place.of(request.POST.get("queue", ""))
    return redirect("conversation", place.slug if place else "us", public_id)


def _declined(declined: Declined) -> str:
    if declined.code == "thanks_nobody":
        return _("Nobody of ours answered here, or only you. Choose whom they are for.")
    return words.declined(declined)


urlpatterns: list[URLPattern | URLResolver] = [
    path("thanks/", thanks, name="thanks"),
    path("thanks/read/", read_all, name="thanks_read_all"),
    path("thanks/<slug:public_id>/read/", read, name="thanks_read"),
    path("c/<slug:public_id>/thanks/", pass_on, name="thanks_pass_on"),
]
