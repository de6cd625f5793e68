"""Who else asks the same: conversations that wait, in the same language, found by their words and topics in the index, and those that
belong to the same incident."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from zuruf.classifiers import facts, terms
from zuruf.core.library_similar import MOST_STEMS, STOP, stems_of
from zuruf.core.many import MOST, SURE, likeness
from zuruf.core.people import May, Who
from zuruf.core.search import Is, Kind
from zuruf.core.search_match import Alternative, Wanted
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import many as reading
from zuruf.store.queries import search
from zuruf.store.queries.many import Asker

LOOKED_THROUGH = 4  # pages of the newest 500 hits
LATE = 200  # of the most alike are looked up
MOST_WORDS = 4  # that are named


@dataclass(frozen=True, slots=True)
class Alike:
    """`likeness` from 0 to 1; `sure`: it is most likely the same question, so it is chosen from the start. Why it is offered:
    `words` of theirs that stand in both, `topics` (slugs) of both, `incident`: the name of the one to which both belong."""

    asker: Asker
    likeness: float
    sure: bool
    words: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    incident: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """`first`: the conversation from which it was looked for; `alike`: the surest first; `more`: how many besides."""

    first: Asker
    alike: tuple[Alike, ...]
    more: int = 0


def find(who: Who, conversation: str, *, now: datetime | None = None) -> Found:
    """Those who wait and ask what is asked in *conversation*. Twelve statements at most on SQLite. Declined: "may_not" ·
    "gone"."""
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("may_not")
    first = next(iter(reading.askers(who, [conversation], now)), None)
    if first is None:
        raise Declined("gone")
    asked = _stems(first.here.asked, first.here.language)
    scores = _scores(who, first, asked)
    best = sorted(scores, key=lambda c: -scores[c])[:LATE]
    ids = search.talks(who, best)
    incident, mates = reading.of_incident(first.pk, LATE)
    named = [*(ids[c].public_id for c in best if c in ids), *mates.values()]
    askers = reading.askers(who, named, now)
    tongues = (
        ("", first.here.language) if first.here.language else None
    )  # one that nobody could tell is no other one
    fit = [a for a in askers if not (a.why or a.veiled) and (tongues is None or a.here.language in tongues)]
    found = [_alike(first, asked, a, scores.get(a.pk, 0.0), incident if a.pk in mates else "") for a in fit]
    found.sort(key=lambda one: -one.likeness)
    return Found(first, tuple(found[: MOST - 1]), max(0, len(found) - MOST + 1))


def _alike(first: Asker, asked: frozenset[str], a: Asker, likely: float, incident: str) -> Alike:
    said = (w.text for w in facts.words(a.here.asked[:4000]))
    words = {w.casefold(): w for w in said if asked & set(terms.indexed(w, a.here.language)[:1])}
    topics = tuple(t for t in first.here.topics if t in a.here.topics)
    return Alike(a, likely, likely >= SURE, tuple(words.values())[:MOST_WORDS], topics, incident)


def _scores(who: Who, first: Asker, asked: frozenset[str]) -> dict[int, float]:
    """conversation (key) → how surely it asks the same."""
    topics = [f"_t{slug.lower()}" for slug in first.here.topics]
    group = (
        *(Alternative((stem,)) for stem in sorted(asked)[:MOST_STEMS]),
        *(Alternative((mark,), who=True) for mark in topics),
    )
    if not group:
        return {}
    wanted = Wanted((group, (Alternative(("_them",), who=True),)), states=((Is.OPEN, False),))
    scores: dict[int, float] = {}
    before: int | None = None
    for _page in range(LOOKED_THROUGH):
        page = search.hits(who, wanted, before=before, ranked=True)
        for hit in page.hits:
            if hit.kind is not Kind.MESSAGE or hit.conversation_id == first.pk:
                continue
            said = asked & (words := frozenset(hit.words.split())) | {w for w in words if _says(w)}
            likely = likeness(asked, said, same_topic=bool(set(topics) & set(hit.who.split())))
            if likely is not None:
                scores[hit.conversation_id] = max(likely, scores.get(hit.conversation_id, 0.0))
        before = page.looked
        if before is None:
            break
    return scores


def _stems(text: str, language: str) -> frozenset[str]:
    """The words of *text* that say something, as the index has them."""
    pairs = ((w.text, stem) for w in facts.words(text[:4000]) for stem in terms.indexed(w.text, language)[:1])
    return frozenset(stems_of(pairs))


def _says(term: str) -> bool:
    """Does a term of the index say anything about what it is about?"""
    return len(term) > 2 and not term.isdecimal() and term not in _stopped()


@lru_cache(maxsize=1)
def _stopped() -> frozenset[str]:
    return frozenset(t for word in STOP for form in terms.sought(word) for t in form)
