"""The page about the invented company: how it lives, a rush on request, and the way out."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import demo as doing
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import demo as reading
from zuruf.web.access import needs
from zuruf.web.refusals import words


@require_GET
@needs(May.RUN)
def demo(request: HttpRequest, who: Who) -> HttpResponse:
    """How the invented public writes just now; after it moved out, that it did."""
    life, now = reading.life(), clock()
    context = {"life": life, "rushes": life.rushes(now), "here": "demo"}
    return render(request, "start/demo.html", context, status=200 if life.there else 410)


@require_POST
@needs(May.RUN)
def act(request: HttpRequest, who: Who, what: str) -> HttpResponse:
    """One of the buttons: rush, calm, sleep, wake."""
    acts: dict[str, tuple[Callable[[Who], object], str]] = {
        "rush": (doing.rush, _("The rush is on. Have a look at the desk.")),
        "calm": (doing.calm, _("The rush is over.")),
        "sleep": (doing.sleep, _("Nobody writes any more.")),
        "wake": (doing.wake, _("They write again.")),
    }
    do, said = acts[what]
    try:
        do(who)
    except Declined as declined:
        messages.error(request, words(declined), extra_tags="error")
    else:
        messages.success(request, said, extra_tags="done")
    return redirect("desk", queue="us") if what == "rush" else redirect("demo")


@require_POST
@needs(May.RUN)
def remove(request: HttpRequest, who: Who) -> HttpResponse:
    """It goes without a trace; the first run begins anew."""
    if not request.POST.get("sure"):
        messages.error(request, _("Tick that you are sure; nothing was removed."), extra_tags="error")
        return redirect("demo")
    try:
        gone = doing.remove(who)
    except Declined as declined:
        messages.error(request, words(declined), extra_tags="error")
        return redirect("demo")
    said = ngettext(
        "The invented company is gone, with %(n)s conversation.",
        "The invented company is gone, with %(n)s conversations.",
        gone,
    )
    messages.success(request, said % {"n": gone}, extra_tags="done")
    return redirect("first_run")


urlpatterns: list[URLPattern | URLResolver] = [
    path("demo/", demo, name="demo"),
    *(
        path(f"demo/{what}/", act, {"what": what}, name=f"demo_{what}")
        for what in ("rush", "calm", "sleep", "wake")
    ),
    path("demo/remove/", remove, name="demo_remove"),
]
