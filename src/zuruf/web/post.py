"""Posts: the page with its lists, and the page on which one is written."""

from collections.abc import Mapping

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
from zuruf.store.queries.desk import zone
from zuruf.web import post_words as words
from zuruf.web import reply_words
from zuruf.web.access import needs
from zuruf.web.later_words import later, when
from zuruf.web.reply import by_script, given


@require_GET
@needs(May.READ)
def posts(request: HttpRequest, who: Who) -> HttpResponse:
    """Drafts, what lies with the second pair, what is ahead, what is out, what came back."""
    now = clock()
    return render(request, "post/posts.html", {"posts": reading.page(who, now), "now": now, "here": "posts"})


@require_POST
@needs(May.DRAFT)
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
    return render(request, "post/write.html", context_of(stands))


@require_POST
@needs(May.DRAFT)
def verdict(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Keeps the post and answers with the verdict on it, while one types."""
    try:
        stands = kept(request, who, public_id)
    except Declined as declined:
        return JsonResponse({"code": declined.code, "said": words.refusal(declined)}, status=409)
    return JsonResponse(as_json(stands))


@require_POST
@needs(May.DRAFT)
def check(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    """Keeps the post and shows the page anew: for those without a script."""
    try:
        kept(request, who, public_id)
    except Declined as declined:
        return declined_page(request, who, public_id, declined)
    return redirect("post", public_id)


@require_POST
@needs(May.DRAFT)
def discard(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    try:
        writing.discard(who, public_id)
    except Declined as declined:
        messages.error(request, words.refusal(declined))
    else:
        messages.success(request, _("Thrown away."), extra_tags="done")
    return redirect("posts")


def kept(request: HttpRequest, who: Who, public_id: str) -> Standing:
    """What the form says is saved; how it stands then. Declined: as flow.post.write."""
    text, to = request.POST.get("text", ""), request.POST.getlist("to")
    return writing.write(who, public_id, text, to, language=reply_words.language(), **given(request))


def _send(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    text, to = request.POST.get("text", ""), request.POST.getlist("to")
    read = None if by_script(request) else request.POST.get("told", "")
    try:
        sent = post_off.send(who, public_id, text, to, told=read, **given(request))
    except Declined as declined:
        return declined_page(request, who, public_id, declined)
    asked = next((one.deadline for one in sent if one.deadline), None)
    if asked:
        told = _("With the second pair of eyes until %(time)s.") % {"time": reply_words.clock(asked)}
        messages.success(request, told, extra_tags="done")
    if by_script(request):
        return JsonResponse({"go": reverse("posts")})
    return redirect("posts")


def declined_page(request: HttpRequest, who: Who, public_id: str, declined: Declined) -> HttpResponse:
    """Says why not, beside the field; what was typed is kept."""
    said = {"declined": declined, "said": words.refusal(declined)}
    if by_script(request):
        told = render_to_string("reply/declined.html", said, request)
        return JsonResponse({"code": declined.code, "told": told}, status=409)
    text, to = request.POST.get("text"), request.POST.getlist("to")
    try:
        stands = writing.standing(who, public_id, text=text, to=to, language=reply_words.language())
    except Declined:
        messages.error(request, str(said["said"]))
        return redirect("posts")
    return render(request, "post/write.html", {**context_of(stands), **said}, status=409)


def context_of(stands: Standing) -> Mapping[str, object]:
    """What post/write.html and its parts need."""
    now, text = clock(), stands.written.text
    return {
        "here": "posts",
        "stands": stands,
        "post": stands.written,
        "judged": stands.first.judged if stands.first else None,
        "face": words.face(stands),
        "accounts": [(one, words.account(one, text)) for one in stands.on],
        "attached": stands.attached,
        "alt_longest": stands.alt_longest or "",
        "hour": when(stands.hour.at) if stands.hour else "",
        "later": later(stands.hour, now, str(zone())),
        "now": now,
    }


def as_json(stands: Standing) -> dict[str, object]:
    """A verdict for the script, as `web.reply.as_json`; with each account's."""
    about = context_of(stands)
    face = words.face(stands)
    found = [words.account(one, stands.written.text) for one in stands.on]
    return {
        "state": face.state,
        "label": face.label,
        "left": "",
        "over": False,
        "marks": face.marks,
        "why": render_to_string("post/why.html", dict(about)),
        "hour": about["hour"],
        "parts": face.parts,
        "list": render_to_string("reply/parts.html", dict(about)) if face.parts else "",
        "saved": _("saved %(time)s") % {"time": reply_words.clock(stands.written.saved_at)},
        "accounts": [
            {"id": a.public_id, "state": a.state, "word": a.word, "left": a.left, "over": a.over}
            for a in found
        ],
    }


urlpatterns: list[URLPattern | URLResolver] = [
    path("posts/", posts, name="posts"),
    path("posts/begin/", begin, name="post_begin"),
    path("posts/<slug:public_id>/", post, name="post"),
    path("posts/<slug:public_id>/verdict/", verdict, name="post_verdict"),
    path("posts/<slug:public_id>/check/", check, name="post_check"),
    path("posts/<slug:public_id>/discard/", discard, name="post_discard"),
]
