"""What goes out with an answer: pictures are added, put in order and removed. Every button keeps what was written."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zuruf.core.people import May, Who
from zuruf.flow import attachments as flow
from zuruf.flow import reply as replies
from zuruf.flow.errors import Declined
from zuruf.web import reply_words as words
from zuruf.web.access import needs
from zuruf.web.attach_words import changed
from zuruf.web.reply import as_json, back, by_script, composer_context, declined_page, given


@require_POST
@needs(May.DRAFT)
def attach(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Adds files to the draft, which begins with them if there is none. Those before one that is not taken stay."""
    try:
        draft = replies.begin(who, public_id, request.POST.get("text", ""), **given(request))
        added = flow.add_all(who, draft, request.FILES.getlist("file"))
    except Declined as declined:
        return _not_done(request, who, public_id, declined)
    told = (changed(name, one.notes) for name, one in added)
    return _as_it_stands(request, who, public_id, " ".join(filter(None, told)))


@require_POST
@needs(May.DRAFT)
def attached(request: HttpRequest, who: Who, public_id: str, file: str) -> HttpResponse:
    """Removes one, or puts it one place earlier or later."""
    try:
        draft = replies.begin(who, public_id, request.POST.get("text", ""), **given(request))
        flow.arrange(who, draft, file, request.POST.get("do", ""))
    except Declined as declined:
        return _not_done(request, who, public_id, declined)
    return _as_it_stands(request, who, public_id, "")


def _as_it_stands(request: HttpRequest, who: Who, public_id: str, told: str) -> HttpResponse:
    """The list of files and the verdict, for the script; the conversation without one."""
    if not by_script(request):
        if told:
            messages.info(request, told)
        return back(request, public_id, "")
    return JsonResponse({**_drawn(request, who, public_id), "told": told})


def _not_done(request: HttpRequest, who: Who, public_id: str, declined: Declined) -> HttpResponse:
    if not by_script(request):
        text = request.POST.get("text", "")
        return declined_page(request, who, public_id, declined, text, title=_("Not attached"))
    said = {"code": declined.code, "said": words.refusal(declined)}
    return JsonResponse({**_drawn(request, who, public_id), **said}, status=409)


def _drawn(request: HttpRequest, who: Who, public_id: str) -> dict[str, object]:
    context = composer_context(who, public_id)
    standing = context["standing"]
    assert isinstance(standing, replies.Standing)
    c = standing.composer
    written = replies.Written(standing.judged, c.saved_at, c.hour, standing.wrong)
    html = render_to_string("reply/attached.html", {**context, "attached": c.attached}, request)
    return {**as_json(written, c.text), "attached": html}


urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:public_id>/attach", attach, name="attach"),
    path("c/<slug:public_id>/attached/<slug:file>", attached, name="attached"),
]
