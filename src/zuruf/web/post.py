"""Posts: the page with its lists, and the page on which one is written."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf.core.people import May, Who
from zuruf.flow import post as writing
from zuruf.flow import post_off
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.post import Standing
from zuruf.store.queries import post as reading
from zuruf.web import post_words as words
from zuruf.web import reply_words
from zuruf.web.access import needs


@require_GET
@needs(May.READ)
def posts(request: HttpRequest, who: Who) -> HttpResponse:
    """Drafts, what lies with the second pair, what is ahead, what is out, what came back."""
    now = clock()
    return render(request, "post/posts.html", {"posts": reading.page(who, now), "now": now, "here": "posts"})


@require_POST
@needs(May.ANSWER)
def begin(request: HttpRequest, who: Who) -> HttpResponse:
    try:
        return redirect("post", writing.begin(who))
    except Declined as declined:
        messages.error(request, words.refusal(declined))
        return redirect("posts")


@require_http_methods(["GET", "POST"])
@needs(May.READ)
def post(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """The page on which a post is written; when it is on its way, the conversation that it is."""
    if request.method == "POST":
        return _send(request, who, public_id)
    try:
        stands = writing.standing(who, public_id, language=reply_words.language())
    except Declined:
        conversation = reading.conversation_of(public_id)
        if not conversation:
            raise Http404 from None
        return redirect("conversation", "them", conversation)
    return render(request, "post/write.html", _context(stands))


@require_POST
@needs(May.ANSWER)
def verdict(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Keeps the post and answers with the verdict on it, while one types."""
    given = request.POST
    try:
        stands = writing.write(
            who,
            public_id,
            given.get("text", ""),
            given.getlist("to"),
            wall=given.get("wall", ""),
            language=reply_words.language(),
        )
    except Declined as declined:
        return JsonResponse({"code": declined.code, "said": words.refusal(declined)}, status=409)
    return JsonResponse(_as_json(stands))


@require_POST
@needs(May.ANSWER)
def discard(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    try:
        writing.discard(who, public_id)
    except Declined as declined:
        messages.error(request, words.refusal(declined))
    else:
        messages.success(request, _("Thrown away."), extra_tags="done")
    return redirect("posts")


def _send(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Send it off, or just keep it (the button of those without scripts)."""
    text, to, wall = request.POST.get("text", ""), request.POST.getlist("to"), request.POST.get("wall", "")
    try:
        if "keep" in request.POST:
            writing.write(who, public_id, text, to, wall=wall)
            return redirect("post", public_id)
        sent = post_off.send(who, public_id, text, to, wall=wall)
    except Declined as declined:
        return _declined(request, who, public_id, declined)
    asked = next((one.deadline for one in sent if one.deadline), None)
    if asked:
        told = _("With the second pair of eyes until %(time)s.") % {"time": reply_words.clock(asked)}
        messages.success(request, told, extra_tags="done")
    if _by_script(request):
        return JsonResponse({"go": reverse("posts")})
    return redirect("posts")


def _declined(request: HttpRequest, who: Who, public_id: str, declined: Declined) -> HttpResponse:
    """Says why not, beside the field; what was typed is kept."""
    said = words.refusal(declined)
    if _by_script(request):
        return JsonResponse({"code": declined.code, "said": said}, status=409)
    try:
        stands = writing.standing(
            who, public_id, text=request.POST.get("text"), language=reply_words.language()
        )
    except Declined:
        messages.error(request, said)
        return redirect("posts")
    return render(request, "post/write.html", {**_context(stands), "said": said}, status=409)


def _context(stands: Standing) -> dict[str, object]:
    text = stands.written.text
    return {
        "here": "posts",
        "stands": stands,
        "post": stands.written,
        "judged": stands.first.judged if stands.first else None,
        "face": words.face(stands),
        "accounts": [(one, words.account(one, text)) for one in stands.on],
        "wall": words.wall(stands.written.scheduled_as),
        "now": clock(),
    }


def _as_json(stands: Standing) -> dict[str, object]:
    about = _context(stands)
    face = words.face(stands)
    saved = _("saved %(time)s") % {"time": reply_words.clock(stands.written.saved_at)}
    return {
        "state": face.state,
        "label": face.label,
        "marks": face.marks,
        "why": render_to_string("post/why.html", about),
        "saved": saved,
        "accounts": [
            {"id": a.public_id, "state": a.state, "word": a.word, "left": a.left, "over": a.over}
            for a in (words.account(one, stands.written.text) for one in stands.on)
        ],
    }


def _by_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


urlpatterns: list[URLPattern | URLResolver] = [
    path("posts/", posts, name="posts"),
    path("posts/begin/", begin, name="post_begin"),
    path("posts/<slug:public_id>/", post, name="post"),
    path("posts/<slug:public_id>/verdict/", verdict, name="post_verdict"),
    path("posts/<slug:public_id>/discard/", discard, name="post_discard"),
]
