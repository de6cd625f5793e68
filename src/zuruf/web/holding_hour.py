"""The holding reply that names the hour: what would go out, and sending it."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zuruf.core.people import May, Who
from zuruf.flow import holding_hour as flow
from zuruf.flow.errors import Declined
from zuruf.web import reply_words
from zuruf.web.access import needs


@needs(May.ANSWER)
@require_http_methods(["GET", "POST"])
def holding_hour(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Shown with what the guidelines say of it; POST sends it, if it still names the same hour."""
    try:
        if request.method == "POST":
            flow.send(who, public_id, _seen(request.POST.get("hour", "")))
            messages.success(request, _("The holding reply is on its way. They wait on, and see by when."))
            return redirect("conversation", "us", public_id)
        offer = flow.offer(who, public_id, language=reply_words.language())
    except Declined as declined:
        if declined.code == "gone":
            raise Http404 from declined
        messages.error(request, refused(declined))
        return redirect("conversation", "us", public_id)
    return render(request, "second/hour.html", {"offer": offer, "public_id": public_id, "here": "us"})


def _seen(hour: str) -> datetime:
    """The hour that the page named. Declined("hour_moved") for what is none."""
    try:
        seen = parse_datetime(hour)
    except ValueError:  # written like one, as of a 32nd of March
        seen = None
    if seen is None:
        raise Declined("hour_moved")
    return seen


def refused(declined: Declined) -> str:
    said = {
        "not_waiting": _("Nobody waits there any more, or a holding reply went out already."),
        "not_far": _("The answer is due within four hours: better answer at once."),
        "hour_moved": _("It is due at another hour by now. Please read the holding reply again."),
        "holding_asks": _("The guidelines do not let these words go out without a second look."),
    }
    return said.get(declined.code) or reply_words.refusal(declined)


urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:public_id>/hour/", holding_hour, name="holding_hour"),
]
