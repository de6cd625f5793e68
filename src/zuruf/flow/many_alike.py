"""Who else asks the same: conversations that wait, in the same language, found by their words and topics in the index."""

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


@dataclass(frozen=True, slots=True)
class Alike:
    """`likeness` from 0 to 1; `sure`: it is most likely the same question, so it is chosen from the start."""

    asker: Asker
    likeness: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Found:
    """`first`: the conversation from which it was looked for; `alike`: the surest first; `more`: how many besides."""

    first: Asker
    alike: tuple[Alike, ...]
    more: int = 0


def find(who: Who, conversation: str, *, now: datetime | None = None) -> Found:
    """Those who wait and ask what is asked in *conversation*. Eleven statements at most on SQLite. Declined: "may_not" ·
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
    askers = reading.askers(who, [ids[c].public_id for c in best if c in ids], now)
    fit = [a for a in askers if not (a.why or a.veiled) and a.here.language == first.here.language]
    found = [Alike(a, scores[a.pk], scores[a.pk] >= SURE) for a in fit]
    return Found(first, tuple(found[: MOST - 1]), max(0, len(found) - MOST + 1))


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
