"""Entries of the audit in words, for a page. The words themselves are in verb_words.py."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zuruf.store.queries import guideline
from zuruf.store.queries.audit import Entry
from zuruf.web import mandate_words, talk_words
from zuruf.web.verb_whys import WHYS
from zuruf.web.verb_words import ARRIVED, OF, THINGS, VERBS


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words. `url` leads to the thing, "" where it has no page; `history` to its own audit."""

    entry: Entry
    verb: str
    thing: str
    why: str
    url: str
    history: str


def verb(code: str) -> str:
    """The words of a verb; the code itself where a third party's verb is unknown."""
    return _(VERBS[code]) if code in VERBS else code


def thing(code: str) -> str:
    return _(THINGS[code]) if code in THINGS else code


def kind(code: str) -> str:
    """A verb with what it happens to, to choose by: "Account: paused"."""
    of = code.split(".")[0]
    return f"{thing(OF.get(of, of))}: {verb(code)}"


def happened(entry: Entry) -> str:
    """The words of an entry's verb; an arrival says what arrived."""
    if entry.verb == "intake.received" and entry.arrived and "new" not in entry.arrived:
        return ", ".join(_(ARRIVED[what]) for what in entry.arrived)
    return verb(entry.verb)


def why(code: str, titles: Mapping[str, str] | None = None) -> str:
    """A reason in words; a code that we do not know stays as it is. *titles*: guidelines' titles by slug."""
    if code in WHYS:
        return _(WHYS[code])
    kind, _colon, name = code.partition(":")
    if kind == "guideline":
        return "; ".join(_guideline(one, titles or {}) for one in name.split(","))
    if kind == "mandate":
        if "none" in name.split(","):
            return _("no mandate")
        gaps = ", ".join(mandate_words.gap(one) for one in name.split(","))
        return _("no mandate reaches: %(gaps)s") % {"gaps": gaps}
    if kind == "kind":
        return dict(talk_words.report_kinds()).get(name, code)
    return ", ".join(talk_words.doubt(one) for one in code.split(","))


def _guideline(name: str, titles: Mapping[str, str]) -> str:
    slug, at, version = name.partition("@")
    if not at:
        return name
    if slug in titles:
        return _("guideline “%(title)s”, version %(version)s") % {"title": titles[slug], "version": version}
    return _("guideline %(slug)s, version %(version)s") % {"slug": slug, "version": version}


def _titles(entries: Iterable[Entry]) -> Mapping[str, str]:
    """The titles of the guidelines that these entries name. One statement, none where none is named."""
    named = [e.why.removeprefix("guideline:") for e in entries if e.why.startswith("guideline:")]
    slugs = {one.partition("@")[0] for names in named for one in names.split(",")}
    return guideline.titles(slugs, get_language() or "en") if slugs else {}


def before(given: Mapping[str, str]) -> int | None:
    """Where the next page of an audit begins, from an address; None for the first page or for anything odd."""
    text = given.get("before", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def lines(entries: Sequence[Entry]) -> list[Line]:
    """Entries as lines for a page."""
    titles = _titles(entries)
    return [Line(e, happened(e), thing(e.thing), why(e.why, titles), _url(e), _history(e)) for e in entries]


def _url(entry: Entry) -> str:
    pages = {"account": "account", "guideline": "guideline", "organisation": "organisation", "team": "team"}
    pages |= {"incident": "incident", "mandate": "mandate", "listening": "listening_search"}
    name = pages.get(entry.thing, "")
    if not name and entry.conversation:
        return _reverse("conversation", queue="us", public_id=entry.conversation)
    if name == "organisation":
        return _reverse(name)
    if name == "guideline":
        return _reverse(name, slug=entry.thing_id) if entry.thing_id else ""
    return _reverse(name, public_id=entry.thing_id) if name and entry.thing_id else ""


def _history(entry: Entry) -> str:
    if entry.conversation and entry.thing != "account":
        return f"?thing=conversation&id={entry.conversation}"
    return f"?thing={entry.thing}&id={entry.thing_id}" if entry.thing_id else ""


def _reverse(name: str, **kwargs: str) -> str:
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
