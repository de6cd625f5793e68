"""Ringing on phones: what a browser needs to install us and to be rung, and one's own devices."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zuruf.core.colour import ink_on
from zuruf.core.people import May, Who
from zuruf.flow import push
from zuruf.flow.errors import Declined
from zuruf.store.queries import organisation
from zuruf.web import icon
from zuruf.web.access import needs, open_to_all
from zuruf.web.refusals import words

STYLES = (
    "css/tokens.css",
    "css/base.css",
    "css/house.css",
)  # of the page that says that we cannot be reached
PAPER = "#fdfcf9"  # of a window that is still empty; as --paper in tokens.css


@require_safe
@open_to_all("a browser asks without its session; it says no more than the house's name and colour")
def manifest(request: HttpRequest) -> HttpResponse:
    """https://www.w3.org/TR/appmanifest/"""
    house = organisation.current()
    icons = [
        {
            "src": reverse("app_icon", args=[size]),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": use,
        }
        for size in icon.SIZES
        for use in ("any", "maskable")
    ]
    said = {
        "id": "/",
        "name": f"Zuruf · {house.name}" if house.name else "Zuruf",
        "short_name": "Zuruf",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "lang": house.language,
        "categories": ["business", "productivity"],
        "background_color": PAPER,
        "theme_color": house.colour,
        "icons": icons,
    }
    answer = JsonResponse(said, content_type="application/manifest+json")
    patch_cache_control(answer, public=True, max_age=3600)
    return answer


@require_safe
@open_to_all("our sign, for home screens")
def app_icon(request: HttpRequest, size: int) -> HttpResponse:
    if size not in icon.SIZES:
        raise Http404
    colour = organisation.current().colour
    answer = HttpResponse(icon.png(size, colour, ink_on(colour)), content_type="image/png")
    patch_cache_control(answer, public=True, max_age=86_400)
    return answer


@require_safe
@open_to_all("a script like the others; it must lie at the root to count for all pages")
def worker(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
@open_to_all("a browser keeps it to show it without a connection; it says nothing of anybody")
def offline(request: HttpRequest) -> HttpResponse:
    """In both languages: whoever opens it later may read another one than whoever was here when it was kept."""
    return render(request, "push/offline.html", {"styles": STYLES})


@needs(May.ANSWER)
@require_POST
def device_on(request: HttpRequest, who: Who) -> HttpResponse:
    given = [request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth", "name")]

    def act() -> str:
        push.switch_on(who, *given)
        return _("This device rings from now on. Try it with a test ring.")

    return _do(request, act)


@needs(May.ANSWER)
@require_POST
def device_test(request: HttpRequest, who: Who) -> HttpResponse:
    def act() -> str:
        n = push.try_out(who)
        said = ngettext("%(n)s device rings in a moment.", "%(n)s devices ring in a moment.", n)
        return said % {"n": n}

    return _do(request, act)


@needs(May.READ)
@require_POST
def device_off(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    def act() -> str:
        push.switch_off(who, public_id)
        return _("It rings no more.")

    return _do(request, act)


def _do(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act(), extra_tags="done")
    except Declined as declined:
        said = _("There is no such device any more.") if declined.code == "gone" else words(declined)
        messages.error(request, said, extra_tags="error")
    return redirect(reverse("me") + "#devices")


@cache
def _script() -> str:
    parts = [reverse("offline"), *(static(name) for name in STYLES)]
    script = (Path(__file__).parent / "static" / "js" / "sw.js").read_text()
    return f"const PARTS = {json.dumps(parts)};\n{script}"


urlpatterns: list[URLPattern | URLResolver] = [
    path("manifest.webmanifest", manifest, name="manifest"),
    path("icon/<int:size>.png", app_icon, name="app_icon"),
    path("sw.js", worker, name="push_worker"),
    path("offline/", offline, name="offline"),
    path("me/devices/on", device_on, name="device_on"),
    path("me/devices/test", device_test, name="device_test"),
    path("me/devices/<slug:public_id>/off", device_off, name="device_off"),
]
