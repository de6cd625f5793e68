"""What goes out with a post: pictures are added, put in order and removed. Every button keeps what was written."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_POST

from zuruf.core.people import May, Who
from zuruf.flow import attachments as flow
from zuruf.flow.errors import Declined
from zuruf.flow.post import standing
from zuruf.web import post_words as words
from zuruf.web import reply_words
from zuruf.web.access import needs
from zuruf.web.attach_words import changed
from zuruf.web.post import as_json, context_of, declined_page, kept
from zuruf.web.reply import by_script


@require_POST
@needs(May.DRAFT)
def attach(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Adds files to the post. Those before one that is not taken stay."""
    try:
        kept(request, who, public_id)
        added = flow.add_all(who, public_id, request.FILES.getlist("file"))
    except Declined as declined:
        return _not_done(request, who, public_id, declined)
    told = (changed(name, one.notes) for name, one in added)
    return _as_it_stands(request, who, public_id, " ".join(filter(None, told)))


@require_POST
@needs(May.DRAFT)
def attached(request: HttpRequest, who: Who, public_id: str, file: str) -> HttpResponse:
    """Removes one, or puts it one place earlier or later."""
    try:
        kept(request, who, public_id)
        flow.arrange(who, public_id, file, request.POST.get("do", ""))
    except Declined as declined:
        return _not_done(request, who, public_id, declined)
    return _as_it_stands(request, who, public_id, "")


def _as_it_stands(request: HttpRequest, who: Who, public_id: str, told: str) -> HttpResponse:
    if by_script(request):
        return JsonResponse({**_drawn(request, who, public_id), "told": told})
    if told:
        messages.info(request, told)
    return redirect("post", public_id)


def _not_done(request: HttpRequest, who: Who, public_id: str, declined: Declined) -> HttpResponse:
    if not by_script(request):
        return declined_page(request, who, public_id, declined)
    said = {"code": declined.code, "said": words.refusal(declined)}
    try:
        return JsonResponse({**_drawn(request, who, public_id), **said}, status=409)
    except Declined:  # it was sent from another tab
        return JsonResponse(said, status=409)


def _drawn(request: HttpRequest, who: Who, public_id: str) -> dict[str, object]:
    stands = standing(who, public_id, language=reply_words.language())
    html = render_to_string("reply/attached.html", dict(context_of(stands)), request)
    return {**as_json(stands), "attached": html}


urlpatterns: list[URLPattern | URLResolver] = [
    path("posts/<slug:public_id>/attach/", attach, name="post_attach"),
    path("posts/<slug:public_id>/attached/<slug:file>/", attached, name="post_attached"),
]
