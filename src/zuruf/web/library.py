"""The library: text blocks, facts and links, each with its list and its page."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zuruf.core.library import LANGUAGES, PLACEHOLDERS, Kind
from zuruf.core.people import May, Who
from zuruf.flow import library as flow
from zuruf.flow import library_facts, library_file
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import accounts, library_uses, topics
from zuruf.store.queries import library as reading
from zuruf.web import library_words as words
from zuruf.web import triage_words
from zuruf.web.access import needs

LARGEST = 2_000_000  # bytes of a file


@needs(May.DRAFT)
@require_GET
def blocks(request: HttpRequest, who: Who) -> HttpResponse:
    """All text blocks, with what they led to."""
    led = library_uses.led_to(Kind.BLOCK)
    shown = [(b, *words.own(b.texts), words.led_to(led.get(b.public_id))) for b in reading.blocks()]
    retired = [(b, *words.own(b.texts)) for b in reading.blocks(retired=True)]
    context = {"blocks": shown, "retired": retired, "names": _names(), "tab": "blocks", "here": "library"}
    return render(request, "library/blocks.html", context)


@needs(May.DRAFT)
@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, who: Who, public_id: str = "") -> HttpResponse:
    """One block, or a new one. POST `do`: keep, retire, back, or version-N."""
    found = reading.block(public_id) if public_id else None
    if public_id and found is None:
        raise Http404
    written: dict[str, object] = {
        "title": found.title if found else "",
        "texts": found.texts if found else {},
        "topics": found.topics if found else (),
        "accounts": found.accounts if found else (),
    }
    context: dict[str, object] = {"wrong": ""}
    if request.method == "POST":
        written = {
            "title": request.POST.get("title", ""),
            "texts": _texts(request),
            "topics": request.POST.getlist("topic"),
            "accounts": request.POST.getlist("account"),
        }
        try:
            return _block_done(request, who, public_id)
        except Declined as declined:
            context["wrong"] = words.declined(declined)
    led = library_uses.led_to(Kind.BLOCK).get(public_id) if public_id else None
    context |= {
        "b": found,
        "written": written,
        "versions": reading.versions(public_id) if public_id else (),
        "accounts": [(a.public_id, a.name) for a in accounts.all_accounts()],
        "placeholders": [f"{{{p}}}" for p in PLACEHOLDERS] + ["{link:…}"],
        "led": words.led_to(led),
        **_around("blocks"),
    }
    return render(request, "library/block.html", context, status=400 if context["wrong"] else 200)


def _block_done(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    do = request.POST.get("do", "keep")
    if do in ("retire", "back"):
        flow.retire(who, public_id, back=do == "back")
        return _told(request, _retired(do), "library")
    if do.startswith("version-") and do[8:].isdecimal() and len(do) < 16:
        flow.restore(who, public_id, int(do[8:]))
        return _told(request, _("These words hold again."), "library_block", public_id)
    flow.save(
        who,
        public_id,
        request.POST.get("title", ""),
        _texts(request),
        request.POST.getlist("topic"),
        request.POST.getlist("account"),
    )
    return _told(request, _("Kept."), "library")


@needs(May.DRAFT)
@require_GET
def facts(request: HttpRequest, who: Who) -> HttpResponse:
    """All facts: first hers that are to be checked, then the others by the day on which they expire."""
    today = library_facts.today(clock())
    led = library_uses.led_to(Kind.FACT)
    shown = [
        (f, *words.own(f.claims), words.stands(f), words.led_to(led.get(f.public_id)))
        for f in reading.facts(today)
    ]
    hers = [row for row in shown if row[0].owner[0] == who.public_id and row[3]]
    others = [row for row in shown if row not in hers]
    retired = [(f, *words.own(f.claims)) for f in reading.facts(today, retired=True)]
    context = {"hers": hers, "facts": others, "retired": retired, "tab": "facts", "here": "library"}
    return render(request, "library/facts.html", context)


@needs(May.DRAFT)
@require_http_methods(["GET", "POST"])
def fact(request: HttpRequest, who: Who, public_id: str = "") -> HttpResponse:
    """One fact, or a new one. POST `do`: keep, check, retire, back."""
    found = reading.fact(public_id, library_facts.today(clock())) if public_id else None
    if public_id and found is None:
        raise Http404
    written: dict[str, object] = {
        "texts": found.claims if found else {words.language(): request.GET.get("claim", "")[:3000]},
        "source": found.source if found else "",
        "source_url": found.source_url if found else "",
        "topics": found.topics if found else (),
        "owner": found.owner[0] if found else who.public_id,
        "expires_on": found.expires_on.isoformat() if found else "",
    }
    wrong = ""
    if request.method == "POST":
        fields = ("source", "source_url", "owner", "expires_on")
        written = {name: request.POST.get(name, "") for name in fields}
        written |= {"texts": _texts(request), "topics": request.POST.getlist("topic")}
        try:
            return _fact_done(request, who, public_id)
        except Declined as declined:
            wrong = words.declined(declined)
    context = {
        "fact": found,
        "stands": words.stands(found) if found else "",
        "written": written,
        "wrong": wrong,
        "owners": reading.owners(),
        **_around("facts"),
    }
    return render(request, "library/fact.html", context, status=400 if wrong else 200)


def _fact_done(request: HttpRequest, who: Who, public_id: str) -> HttpResponse:
    do = request.POST.get("do", "keep")
    if do in ("retire", "back"):
        library_facts.retire(who, public_id, back=do == "back")
        return _told(request, _retired(do), "library_facts")
    until = _day(request.POST.get("expires_on", ""))
    if until is None:
        raise Declined("bad_day")
    if do == "check":
        library_facts.check(who, public_id, until)
        return _told(request, _("Checked. It is yours to quote again."), "library_facts")
    said = library_facts.Said(
        _texts(request),
        until,
        request.POST.get("owner", ""),
        request.POST.get("source", ""),
        request.POST.get("source_url", ""),
        request.POST.getlist("topic"),
    )
    library_facts.save(who, public_id, said)
    return _told(request, _("Kept, and checked by you today."), "library_facts")


@needs(May.DRAFT)
@require_GET
def links(request: HttpRequest, who: Who) -> HttpResponse:
    """Press releases and other pages that answers link to."""
    led = library_uses.led_to(Kind.LINK)
    shown = [(r, *words.own(r.titles), words.led_to(led.get(r.name))) for r in reading.links()]
    retired = [(r, *words.own(r.titles)) for r in reading.links(retired=True)]
    context = {"links": shown, "retired": retired, "tab": "links", "here": "library"}
    return render(request, "library/links.html", context)


@needs(May.DRAFT)
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, who: Who, name: str = "") -> HttpResponse:
    """One link, or a new one. POST `do`: keep, retire, back."""
    found = reading.link(name) if name else None
    if name and found is None:
        raise Http404
    written: dict[str, object] = {
        "texts": found.titles if found else {},
        "url": found.url if found else "",
        "topics": found.topics if found else (),
        "released_on": found.released_on.isoformat() if found and found.released_on else "",
    }
    wrong = ""
    if request.method == "POST":
        written = {field: request.POST.get(field, "") for field in ("url", "released_on")}
        written |= {"texts": _texts(request), "topics": request.POST.getlist("topic")}
        do = request.POST.get("do", "keep")
        try:
            if do in ("retire", "back"):
                library_facts.retire_link(who, name, back=do == "back")
                return _told(request, _retired(do), "library_links")
            day = _day(request.POST.get("released_on", ""))
            about = request.POST.getlist("topic")
            library_facts.save_link(who, name, _texts(request), request.POST.get("url", ""), about, day)
            return _told(request, _("Kept."), "library_links")
        except Declined as declined:
            wrong = words.declined(declined)
    context = {"link": found, "written": written, "wrong": wrong, **_around("links")}
    return render(request, "library/link.html", context, status=400 if wrong else 200)


@needs(May.DRAFT)
@require_GET
def export(request: HttpRequest, who: Who, form: str) -> HttpResponse:
    """The text blocks as a file: json or csv."""
    content = library_file.written(form)
    kind = "application/json" if form == "json" else "text/csv; charset=utf-8"
    heads = {"Content-Disposition": f'attachment; filename="text-blocks.{form}"'}
    return HttpResponse(content, content_type=kind, headers=heads)


@needs(May.ANSWER)
@require_POST
def take_over(request: HttpRequest, who: Who) -> HttpResponse:
    """Text blocks from a `file`: those with a title that is there already are changed, the others are new."""
    file = request.FILES.get("file")
    try:
        if file is None or (file.size or 0) > LARGEST:
            raise Declined("file_unreadable")
        taken = library_file.take_over(who, file.read())
    except Declined as declined:
        messages.error(request, words.declined(declined), extra_tags="error")
    else:
        said = _("%(new)s new, %(changed)s changed, %(same)s as they were.")
        told = said % {"new": taken.new, "changed": taken.changed, "same": taken.same}
        messages.success(request, told, extra_tags="done")
    return redirect("library")


def _texts(request: HttpRequest) -> dict[str, str]:
    return {k: request.POST.get(f"text-{k}", "") for k in LANGUAGES}


def _day(written: str) -> date | None:
    """A day as a field writes it; None for none. Declined("bad_day")."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise Declined("bad_day") from None


def _names() -> dict[str, str]:
    return {slug: triage_words.named(name) for slug, name in topics.names().items()}


def _around(tab: str) -> dict[str, object]:
    names = _names()
    return {
        "topics": [(slug, names.get(slug, slug)) for slug, _known in topics.words()],
        "languages": LANGUAGES,
        "tab": tab,
        "here": "library",
    }


def _retired(do: str) -> str:
    return _("In use again.") if do == "back" else _("Retired. Where it was sent it stays.")


def _told(request: HttpRequest, said: str, to: str, *args: str) -> HttpResponse:
    messages.success(request, said, extra_tags="done")
    return redirect(to, *args)


urlpatterns: list[URLPattern | URLResolver] = [
    path("library/", blocks, name="library"),
    path("library/new/", block, name="library_new"),
    path("library/b/<slug:public_id>/", block, name="library_block"),
    path("library/facts/", facts, name="library_facts"),
    path("library/facts/new/", fact, name="library_fact_new"),
    path("library/facts/<slug:public_id>/", fact, name="library_fact"),
    path("library/links/", links, name="library_links"),
    path("library/links/new/", link, name="library_link_new"),
    path("library/links/<slug:name>/", link, name="library_link"),
    path("library/text-blocks.<slug:form>", export, name="library_export"),
    path("library/import/", take_over, name="library_import"),
]
