"""Attached files from our own host: what is published, for everybody; what was sent off, for those who are signed in;
what is still written, for its author, and for the second pair of eyes that is asked about it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.http import content_disposition_header, parse_etags, quote_etag
from django.views.decorators.http import require_safe

from zuruf.core.people import May, Who
from zuruf.flow.able import is_own
from zuruf.store.queries import attachments as queries
from zuruf.store.queries.talk import Face
from zuruf.web.access import needs
from zuruf.web.talk_frame import public


@require_safe
@needs(May.READ)
def file(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """An attached file, for the desk. Of what is still written nobody else learns that it is there."""
    found = queries.file(public_id)
    return _served(request, found if found and found.seen_by(who) else None)


@require_safe
@public("everybody sees the pictures of what we published on our own page", private=True)
def talk_file(request: HttpRequest, face: Face, public_id: str) -> HttpResponse:
    """An attached file, while what it belongs to is out on our own page."""
    found = queries.file(public_id)
    return _served(request, found if found and any(map(is_own, found.out_on)) else None)


def _served(request: HttpRequest, found: queries.File | None) -> HttpResponse:
    """Never as anything that a browser would run, and never kept unasked: what is withdrawn is gone at once."""
    if found is None:
        raise Http404
    tag = quote_etag(found.sha256[:32])
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(found.path.read_bytes(), content_type=found.mime)
        picture = found.mime.startswith("image/")
        named = content_disposition_header(not picture, found.name)
        if named:
            answer["Content-Disposition"] = named
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


urlpatterns: list[URLPattern | URLResolver] = [
    path("files/<slug:public_id>", file, name="file"),
    path("talk/file/<talkid:public_id>", talk_file, name="talk_file"),
]
