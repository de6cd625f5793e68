"""Our own public page: anyone writes, reads the answers, keeps a secret link, reports. The desk's side is moderation.py.

No view here uses Django's CSRF cookie, and that is safe: a forged request can only make a browser do what its own
authority allows, and these views know no authority but what is in the request itself. Nobody is signed in here, the
desk's session is never looked at to change something; a post forged from elsewhere is worth exactly as much as one
sent from there directly. What needs authority (deleting, objecting) hangs on the secret in the address, which a
forger does not have. In return the page works where browsers block cookies of embedded pages. A signed key in each
form (flow.talk.open_form) still ties every post to a page of ours that was really rendered within the last day.
"""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zuruf.core.colour import ink_on, readable
from zuruf.core.talk import LONGEST, LONGEST_NAME, ReportKind
from zuruf.flow import talk as flow
from zuruf.flow import talk_guard, talk_help
from zuruf.flow.errors import Declined
from zuruf.store.queries import talk as queries
from zuruf.store.queries.talk import Face
from zuruf.store.queries.talk_thread import Item
from zuruf.web import help_words, moderation, talk_words
from zuruf.web.talk_frame import asked, page, public

NIGHT_INK = "#f1f0ee"  # on the head of the page where it is dark: the colour is dimmed, not the words


@public("anyone may write to the organisation and read its answers", index=True)
def talk(request: HttpRequest, face: Face) -> HttpResponse:
    """The page itself: a form, and the newest conversations."""
    if request.method == "POST":
        return _post(request, face, "talk/talk.html", _list(request))
    return page(request, face, "talk/talk.html", {**_list(request), "form": _form(request)})


@public("anyone may read a thread and add to it", index=True)
def thread(request: HttpRequest, face: Face, public_id: str) -> HttpResponse:
    """One conversation under its permanent link."""
    found = queries.thread(public_id, asked(request, "after"))
    if found is None:
        canonical = queries.address_of(public_id)
        if not canonical:
            raise Http404
        return redirect("talk_thread", canonical, permanent=True)
    if found.gone:
        return page(request, face, "talk/gone.html", {"thread": found}, status=410)
    if request.method == "POST":
        return _post(request, face, "talk/thread.html", {"thread": found}, thread=public_id)
    return page(request, face, "talk/thread.html", {"thread": found, "form": _form(request)})


@public("whoever has the secret link sees and deletes her own words", private=True)
def mine(request: HttpRequest, face: Face, secret: str) -> HttpResponse:
    """What one wrote, with its answers; right after writing, the page that says thank you."""
    found = queries.mine(secret)
    if found is None:
        return page(request, face, "talk/lost.html", {}, status=404)
    about: dict[str, object] = {
        "thread": found[0],
        "own": next((item for item in reversed(found[0].items) if item.mine), None),
        "new": "new" in request.GET,
        "secret": secret,
        "link": settings.URL + reverse("talk_mine", args=[secret]),
    }
    if request.method == "POST":
        return _post(request, face, "talk/mine.html", about, secret=secret)
    if about["new"]:
        about["numbers"] = _numbers(face, about["own"])
    return page(request, face, "talk/mine.html", {**about, "form": _form(request)})


@require_POST
@public("whoever has the secret link deletes her own words", private=True)
def delete(request: HttpRequest, face: Face, secret: str, public_id: str) -> HttpResponse:
    try:
        flow.delete_own(secret, public_id)
    except Declined:
        return page(request, face, "talk/lost.html", {}, status=404)
    return redirect("talk_mine", secret)


@public("whoever has the secret link objects to the removal of her words", private=True)
def objection(request: HttpRequest, face: Face, secret: str, public_id: str) -> HttpResponse:
    """A form of its own, so that a long objection has room and is kept when something is wrong with it."""
    found = queries.mine(secret)
    own = found and next((i for i in found[0].items if i.mine and i.public_id == public_id), None)
    if own is None:
        return page(request, face, "talk/lost.html", {}, status=404)
    about: dict[str, object] = {"own": own, "secret": secret, "form": {"text": ""}}
    if request.method != "POST":
        return page(request, face, "talk/objection.html", about)
    text = request.POST.get("text", "")
    try:
        flow.object_to_removal(secret, public_id, text)
    except Declined as declined:
        form = {"text": text, "error": talk_words.declined(declined), "field": "text"}
        return page(request, face, "talk/objection.html", {**about, "form": form}, status=422)
    return redirect("talk_mine", secret)


@public("anyone may report words of the public", private=True)
def report(request: HttpRequest, face: Face, public_id: str) -> HttpResponse:
    """Report somebody's words; a person decides."""
    item = queries.shown_post(public_id)
    if item is None:
        return page(request, face, "talk/gone.html", {}, status=404)
    about: dict[str, object] = {"item": item, "kinds": talk_words.report_kinds()}
    if request.method != "POST":
        form = {"token": talk_guard.open_form(), "kind": ""}
        return page(request, face, "talk/report.html", {**about, "form": form})
    given = {name: request.POST.get(name, "") for name in ("text", "kind", "contact", "token")}
    try:
        secret = flow.report(_words(request), public_id, ReportKind(given["kind"]), contact=given["contact"])
    except (Declined, ValueError) as wrong:
        declined = wrong if isinstance(wrong, Declined) else Declined("no_kind")
        return page(
            request,
            face,
            "talk/report.html",
            {**about, "form": {**given, **_problem(declined)}},
            declined=declined,
        )
    return redirect("talk_report_status", secret)


@require_safe
@public("whoever reported something reads there what was decided", private=True)
def report_status(request: HttpRequest, face: Face, secret: str) -> HttpResponse:
    found = queries.report_seen(secret)
    if found is None:
        return page(request, face, "talk/lost.html", {}, status=404)
    link = settings.URL + reverse("talk_report_status", args=[secret])
    kind = dict(talk_words.report_kinds()).get(found.kind, "")
    return page(request, face, "talk/report_status.html", {"report": found, "link": link, "kind": kind})


@require_safe
@public("everybody reads the house rules before writing", index=True)
def rules(request: HttpRequest, face: Face) -> HttpResponse:
    return page(
        request, face, "talk/rules.html", {"rules": talk_words.house_rules(face, translation.get_language())}
    )


@public("the same form inside other websites", private=True, framed=True)
def embed(request: HttpRequest, face: Face) -> HttpResponse:
    """The form and the newest answers, to be shown in a frame anywhere. It changes nothing but by posting."""
    about = {"latest": queries.latest(size=3), "framed": True}
    if request.method == "POST":
        return _post(request, face, "talk/embed.html", about)
    thanks = request.GET.get("thanks", "")
    found = queries.mine(thanks) if thanks else None
    if found is not None:
        about["own"] = next((item for item in reversed(found[0].items) if item.mine), None)
        about["link"] = settings.URL + reverse("talk_mine", args=[thanks])
        about["numbers"] = _numbers(face, about["own"])
    return page(request, face, "talk/embed.html", {**about, "form": _form(request)})


@require_safe
@public("the one line that websites embed", private=True)
def embed_script(request: HttpRequest, face: Face) -> HttpResponse:
    title = _("Write to %(name)s") % {"name": face.name}
    about = {"address": settings.URL + reverse("talk_embed"), "title": title, "framed": True}
    answer = page(request, face, "talk/embed.js", about)
    answer["Content-Type"] = "text/javascript; charset=utf-8"
    answer["Cache-Control"] = "public, max-age=600"
    return answer


@require_safe
@public("the organisation's colour, for the public page", private=True)
def colour(request: HttpRequest, face: Face) -> HttpResponse:
    """The organisation's colour with inks that can be read on it, light and dark. Its address changes with the colour."""
    brand = face.colour.lower()
    sheet = (
        f":root{{--brand:{brand};--brand-ink:{ink_on(brand)};--band:{brand};--band-ink:{ink_on(brand)};"
        f"--brand-text:{readable(brand, '#f1f0ee')};"
        f"--brand-line:{readable(brand, '#fdfcfa', 3)}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--brand-text:{readable(brand, '#2b2823', 5)};"
        f"--brand-line:{readable(brand, '#211e1a', 3)};--band:{readable(brand, NIGHT_INK, 11)};--band-ink:{NIGHT_INK}}}}}"
    )
    answer = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@require_safe
@public("the organisation's initial as an icon", private=True)
def icon(request: HttpRequest, face: Face) -> HttpResponse:
    answer = page(request, face, "talk/icon.svg", {"ink": ink_on(face.colour.lower())})
    answer["Content-Type"] = "image/svg+xml"
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


def _list(request: HttpRequest) -> dict[str, object]:
    before = asked(request, "before")
    return {"latest": queries.latest(before), "before": before}


def _numbers(face: Face, own: object) -> tuple[tuple[str, str], ...]:
    """Where there is help, for whoever has just written of harming herself; () else. Nothing of it is kept, and the address does not
    say it: it is looked at anew on the page that says thank you, which goes to nobody else."""
    if isinstance(own, Item) and talk_help.needed(own.text, own.at):
        return help_words.numbers(face.place)
    return ()


def _form(request: HttpRequest) -> dict[str, object]:
    return {"token": talk_guard.open_form(), "limit": LONGEST, "name_limit": LONGEST_NAME}


def _words(request: HttpRequest) -> flow.Words:
    given = request.POST
    return flow.Words(
        form=given.get("token", ""),
        text=given.get("text", ""),
        name=given.get("name", ""),
        trap=bool(given.get("homepage", "")),
        sender=request.META.get("REMOTE_ADDR", ""),
    )


def _problem(declined: Declined) -> dict[str, object]:
    """What a form shows after it was declined: the words for it, and a key that works."""
    stale = declined.code in ("form_old", "form_broken")
    found: dict[str, object] = {
        "error": talk_words.declined(declined),
        "field": talk_words.field_of(declined),
    }
    return {**found, "token": talk_guard.open_form()} if stale else found


def _post(
    request: HttpRequest,
    face: Face,
    template: str,
    about: Mapping[str, object],
    thread: str = "",
    secret: str = "",
) -> HttpResponse:
    """Take the words, or show the form again with everything that was in it."""
    try:
        words = _words(request)
        posted = flow.post(words, base=settings.URL, thread=thread, secret=secret)
    except RequestDataTooBig:
        declined = Declined("far_too_long")
        form = {**_form(request), "error": talk_words.declined(declined), "field": "text"}
        return page(request, face, template, {**about, "form": form}, declined=declined)
    except Declined as declined:
        kept = {"token": words.form, "text": words.text, "name": words.name}
        form = {**_form(request), **kept, **_problem(declined)}
        return page(request, face, template, {**about, "form": form}, declined=declined)
    if about.get("framed"):
        query = f"?thanks={posted.secret}&lang={translation.get_language()}#talk-thanks"
        return redirect(reverse("talk_embed") + query)
    return redirect(reverse("talk_mine", args=[posted.secret]) + "?new")


urlpatterns = [
    path("talk/", talk, name="talk"),
    path("talk/rules/", rules, name="talk_rules"),
    path("talk/colour.css", colour, name="talk_colour"),
    path("talk/icon.svg", icon, name="talk_icon"),
    path("talk/embed.js", embed_script, name="talk_embed_script"),
    path("talk/embed/", embed, name="talk_embed"),
    path("talk/mine/<talksecret:secret>/", mine, name="talk_mine"),
    path("talk/mine/<talksecret:secret>/delete/<talkid:public_id>/", delete, name="talk_delete"),
    path("talk/mine/<talksecret:secret>/objection/<talkid:public_id>/", objection, name="talk_objection"),
    path("talk/report/status/<talksecret:secret>/", report_status, name="talk_report_status"),
    path("talk/report/<talkid:public_id>/", report, name="talk_report"),
    path("talk/<talkid:public_id>/", thread, name="talk_thread"),
    *moderation.urlpatterns,
]
