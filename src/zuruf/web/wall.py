"""The wall-board: who is waiting, for how long, who has it. For a screen across the room, also without an account."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import wall as flow
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import wall as reading
from zuruf.web import duty_words
from zuruf.web.access import needs, open_to_all


@needs(May.READ)
@require_GET
@never_cache
def board(request: HttpRequest, who: Who) -> HttpResponse:
    return _board(request)


@open_to_all("a screen on the wall shows who is waiting by a link that can be ended")
@require_GET
@never_cache
def screen(request: HttpRequest, token: str) -> HttpResponse:
    """The same for whoever has the link; nothing in it leads into the house."""
    if not flow.opens(token):
        raise Http404
    answer = _board(request)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@needs(May.RUN)
@require_POST
def make(request: HttpRequest, who: Who) -> HttpResponse:
    try:
        link = flow.make(who, request.POST.get("name", ""))
    except Declined as declined:
        messages.error(request, duty_words.declined(declined), extra_tags="error")
        return redirect("duty")
    context = {"link": request.build_absolute_uri(link), "here": "duty"}
    return render(request, "duty/screen.html", context)


@needs(May.RUN)
@require_POST
def end(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    try:
        flow.end(who, public_id)
    except Declined as declined:
        messages.error(request, duty_words.declined(declined), extra_tags="error")
    else:
        messages.success(
            request, _("The link is ended. Its screen shows nothing any more."), extra_tags="done"
        )
    return redirect("duty")


def _board(request: HttpRequest) -> HttpResponse:
    now = clock()
    found = reading.board(now)
    with timezone.override(ZoneInfo(found.timezone)):
        return render(request, "wall/wall.html", {"board": found, "now": now})


urlpatterns: list[URLPattern | URLResolver] = [
    path("wall/", board, name="wall"),
    path("wall/new/", make, name="wall_new"),
    path("wall/<slug:public_id>/end/", end, name="wall_end"),
    path("wall/<str:token>/", screen, name="wall_screen"),
]
