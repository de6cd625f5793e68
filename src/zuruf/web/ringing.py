"""What rings for the person in front of the screen: questions to her eyes, and what was changed of her own answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import presence, second_pair
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import duty, fact_ask
from zuruf.store.queries import second_pair as reading
from zuruf.web.access import needs
from zuruf.web.reply import back, declined_page


@require_GET
@needs(May.READ)
def bell(request: HttpRequest, who: Who) -> HttpResponse:
    """The number on the bell and the card beside it, for the script of every page."""
    now = clock()
    eyes, facts = reading.bell(who), fact_ask.bell(who, now)
    rung = {
        "bell": eyes,
        "facts": facts,
        "fact_news": list(zip(facts.news, facts.places, strict=True)),
        "now_rings": (now_rings := duty.ringing(who)),
        "rings": (now_rings[0].among if now_rings else 0) + eyes.count + facts.count,
        "all_news": len(eyes.news) + len(facts.news),
    }
    answer = render(request, "second/ring.html", {**rung, "now": now})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs(May.READ)
def present(request: HttpRequest, who: Who) -> HttpResponse:
    """She is in front of the page and did something a moment ago: questions may ring at her."""
    presence.looked(who)
    return HttpResponse(status=204)


@require_POST
@needs(May.READ)
def saw(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The author read what was changed of her answer."""
    try:
        conversation = second_pair.saw(who, public_id)
    except Declined as declined:
        return declined_page(request, who, request.POST.get("conversation", ""), declined, None)
    return back(request, conversation, "")


urlpatterns: list[URLPattern | URLResolver] = [
    path("bell/", bell, name="bell"),
    path("bell/present/", present, name="present"),
    path("second/<slug:public_id>/seen", saw, name="ask_seen"),
]
