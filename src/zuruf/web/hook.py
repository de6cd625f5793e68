"""The door at which networks call. Machines read what it says: short words, never a page, and nothing of what they sent."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zuruf.core.calling import LARGEST
from zuruf.flow import calling
from zuruf.flow.errors import Declined
from zuruf.web.access import open_to_all

PIECE = 64 * 1024
_SAID = {
    "nobody": (404, "Nobody is called here."),
    "refused": (403, "Not signed as agreed."),
    "not_ready": (503, "Not ready. Please call again."),
    "too_often": (429, "Too many calls that are not signed as agreed."),
    "too_much": (413, f"A call may have {LARGEST} bytes at most."),
}


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all("networks call here; each call is signed, and verified before a byte of it is kept")
def hook(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET: is this address yours? POST: something happened."""
    try:
        if request.method == "GET":
            return _plain(200, calling.greeting(public_id, request.GET.dict()))
        sender = request.META.get("REMOTE_ADDR", "")
        calling.admit(sender)
        body = _body(request)
        if body is None:
            return _plain(*_SAID["too_much"])
        calling.called(public_id, {n.lower(): v for n, v in request.headers.items()}, body, sender=sender)
    except Declined as declined:
        answer = _plain(*_SAID[declined.code])
        if declined.code == "too_often":
            answer["Retry-After"] = str(int(declined.data["after"].total_seconds()) + 1)  # type: ignore[attr-defined]
        return answer
    return _plain(200, "")


def _body(request: HttpRequest) -> bytes | None:
    """Counted while it is read, whatever length it gives itself; None: it is too large."""
    pieces, size = [], 0
    while piece := request.read(PIECE):
        size += len(piece)
        if size > LARGEST:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _plain(status: int, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


urlpatterns = [path("hook/<slug:public_id>/", hook, name="hook")]
