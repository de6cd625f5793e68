"""Bringing what is kept ready into an answer: what is offered, what is put in, and whether it was still there when it went out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from zuruf.classifiers import personal
from zuruf.core import library as rules
from zuruf.core.library import GAP, Candidate, Freshness, Kind
from zuruf.core.people import Who
from zuruf.flow import library_earlier, writing
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.library_facts import today
from zuruf.flow.library_fit import fits
from zuruf.store.models import Draft, LibraryUse
from zuruf.store.queries import library as reading
from zuruf.store.queries.desk import zone
from zuruf.store.queries.library_earlier import Earlier
from zuruf.store.queries.library_earlier import one as earlier
from zuruf.store.queries.library_here import Here, here, used
from zuruf.store.queries.understood import topic_name

SHOWN = {Kind.BLOCK: 6, Kind.FACT: 4, Kind.ANSWER: 3, Kind.LINK: 3}
FOUND = 8  # of each kind, when somebody looks for it


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be brought in. `text`: as it would stand there; `language` of it where it is not the conversation's;
    `fact`, `earlier`: what is to be known about it."""

    kind: Kind
    thing: str
    title: str
    text: str
    language: str = ""
    fact: reading.FactView | None = None
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What was put in. `left_open`: placeholders that somebody has to type."""

    text: str
    left_open: tuple[str, ...]


def offers(who: Who, conversation: str, typed: str = "", *, now: datetime | None = None) -> tuple[Offer, ...]:
    """What fits this conversation, or what was *typed*: blocks, facts, earlier answers, links, the best of each first.
    Declined("gone")."""
    now = now or clock()
    at = _here(conversation)
    parts = tuple(typed.casefold().split())[:8]
    words = _Words(at, now)
    counts = used()
    made: list[tuple[float, Offer]] = []
    asked = library_earlier.stems(at.asked) if not parts else {}
    for found, offer in (*_blocks(words), *_facts(words, now), *_links(words)):
        shares = len(asked.keys() & library_earlier.stems(f"{found.title} {found.text}")) if asked else 0
        candidate = replace(found, used=counts.get((offer.kind, offer.thing), 0), shares=shares)
        score = rules.wanted(candidate, parts, at.topics, at.account)
        if score is None or not (parts or score >= 1 or offer.kind is Kind.BLOCK):
            continue
        if parts or fits(at, found.title, found.text):
            made.append((score, offer))
    made += [
        (e.likeness, Offer(Kind.ANSWER, e.delivery, e.asked, _cleaned(e, words), earlier=e))
        for e in library_earlier.find(who, at, typed if parts else "")
        if parts or fits(at, e.asked, e.text)
    ]
    made.sort(key=lambda m: -m[0])
    most = dict.fromkeys(Kind, FOUND) if parts else SHOWN
    return tuple(o for kind in SHOWN for o in [o for _s, o in made if o.kind == kind][: most[kind]])


def best_in(conversation: str) -> str:
    """The title of the block that is meant for what is asked there; "" when none is. Three statements."""
    at = here(conversation)
    if at is None or not at.topics:
        return ""
    found = [(_as_block(b), rules.wanted(_as_block(b), (), at.topics, at.account)) for b in reading.blocks()]
    meant = [(s, b) for b, s in found if s is not None and s >= 4 and fits(at, b.title, b.text)]
    return max(meant, key=lambda m: m[0])[1].title if meant else ""


def bring_in(
    who: Who,
    conversation: str,
    kind: str,
    thing: str,
    written: str,
    *,
    anyway: bool = False,
    source: bool = False,
    now: datetime | None = None,
) -> Taken:
    """The words of something, ready to be put into her draft, which is kept with what was *written* so far; and a note that they
    were. *source*: a fact with its link. Declined: as `writing.begin`; "not_there"; "fact_expired" (on) unless *anyway*."""
    now = now or clock()
    at = _here(conversation)
    words = _Words(at, now)
    offer, version = _find(who, at, words, kind, thing, now)
    if offer.fact and offer.fact.freshness is Freshness.EXPIRED and not anyway:
        raise Declined("fact_expired", on=offer.fact.expires_on)
    text = offer.text
    if source and offer.fact and offer.fact.source_url:
        text = f"{text} {offer.fact.source_url}"
    draft = writing.begin(who, conversation, written, now=now)
    kept = {"version": version, "text": text, "at": now, "sent": None}
    with transaction.atomic():
        row = Draft.objects.get(public_id=draft)
        LibraryUse.objects.update_or_create(draft=row, kind=offer.kind, thing=offer.thing, defaults=kept)
    return Taken(text, rules.left_open(text))


def filled(at: Here, text: str, now: datetime) -> str:
    """*text* with its placeholders filled as in this conversation; what nobody knows there stays open."""
    return _Words(at, now).filled(text)


def settle(draft: Draft, text: str) -> None:
    """Notes which of what was brought in is still in *text*, which is sent. In the caller's transaction. Raises
    Declined("placeholder_left", what) when something that was left open in it still is."""
    rows = list(LibraryUse.objects.filter(draft=draft))
    brought = {p for row in rows for p in rules.left_open(row.text)}
    left = [p for p in rules.left_open(text) if p in brought]
    if left:
        raise Declined("placeholder_left", what=", ".join(left))
    for row in rows:
        row.sent = rules.still_there(row.text, text)
    LibraryUse.objects.bulk_update(rows, ["sent"])


class _Words:
    """What placeholders stand for in one conversation; links are read when a text first asks for one."""

    def __init__(self, at: Here, now: datetime) -> None:
        self.at = at
        self.language = at.language or "de"
        there = zone()
        due = at.due_at.astimezone(there) if at.due_at else None
        self._known = {
            "name": at.name,
            "handle": at.handle,
            "topic": topic_name(at.topics[0], self.language) if at.topics else "",
            "due": rules.due_words(due, now.astimezone(there), self.language),
        }
        self._links: Sequence[reading.LinkView] | None = None

    @property
    def links(self) -> Sequence[reading.LinkView]:
        if self._links is None:
            self._links = reading.links()
        return self._links

    def filled(self, text: str) -> str:
        known = self._known
        if rules.links_in(text):
            known = {**known, **{f"link:{link.name}": self.linked(link) for link in self.links}}
        return rules.fill(text, known)

    def linked(self, link: reading.LinkView) -> str:
        """A link with its title, as an answer quotes it."""
        return f"{rules.in_language(link.titles, self.language)[1]}: {link.url}"

    def chosen(self, texts: Mapping[str, str]) -> tuple[str, str]:
        """(the language where it is another one, the filled text)."""
        language, text = rules.in_language(texts, self.language)
        return ("" if language == self.language else language), self.filled(text)


def _here(conversation: str) -> Here:
    at = here(conversation)
    if at is None:
        raise Declined("gone")
    return at


def _as_block(b: reading.BlockView) -> Candidate:
    return Candidate(b.title, " ".join(b.texts.values()), b.topics, b.accounts)


def _blocks(words: _Words) -> list[tuple[Candidate, Offer]]:
    made = []
    for b in reading.blocks():
        language, text = words.chosen(b.texts)
        made.append((_as_block(b), Offer(Kind.BLOCK, b.public_id, b.title, text, language)))
    return made


def _facts(words: _Words, now: datetime) -> list[tuple[Candidate, Offer]]:
    made = []
    for f in reading.facts(today(now)):
        language, text = words.chosen(f.claims)
        found = Candidate(f.source, " ".join(f.claims.values()), f.topics)
        made.append((found, Offer(Kind.FACT, f.public_id, text, text, language, fact=f)))
    return made


def _links(words: _Words) -> list[tuple[Candidate, Offer]]:
    made = []
    for link in words.links:
        title = rules.in_language(link.titles, words.language)[1]
        found = Candidate(" ".join(link.titles.values()), link.name, link.topics)
        made.append((found, Offer(Kind.LINK, link.name, title, words.linked(link))))
    return made


def _cleaned(e: Earlier, words: _Words) -> str:
    """An earlier answer without what belonged to whoever it was written to: her name is this one's, all else is a gap."""
    text = rules.bare(e.text)
    made, at = [], 0
    hers = {p.casefold() for n in e.asker for p in (n, *n.split())}
    for span in sorted(personal.spans(text, e.asker), key=lambda s: (s.start, -s.end)):
        if span.start < at:
            continue
        is_hers = text[span.start : span.end].casefold() in hers
        made += [text[at : span.start], "{name}" if is_hers else GAP]
        at = span.end
    return words.filled("".join([*made, text[at:]]))


def _find(who: Who, at: Here, words: _Words, kind: str, thing: str, now: datetime) -> tuple[Offer, int]:
    """What is meant by *kind* and *thing*, with its version. Declined("not_there")."""
    match kind:
        case Kind.BLOCK:
            b = reading.block(thing)
            if b and not b.retired_at:
                return Offer(Kind.BLOCK, thing, b.title, words.chosen(b.texts)[1]), b.version
        case Kind.FACT:
            f = reading.fact(thing, today(now))
            if f and not f.retired_at:
                return Offer(Kind.FACT, thing, "", words.chosen(f.claims)[1], fact=f), f.version
        case Kind.LINK:
            link = reading.link(thing)
            if link and not link.retired_at:
                return Offer(Kind.LINK, thing, "", words.linked(link)), 1
        case Kind.ANSWER:
            e = earlier(thing, who.id, public=at.public)
            if e:
                return Offer(Kind.ANSWER, thing, "", _cleaned(e, words), earlier=e), 1
    raise Declined("not_there")
