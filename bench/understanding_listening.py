"""`make bench-understanding ONLY=listening`: how many posts a second one process matches with 10,000 terms, from the frame of the stream
to the hit with its places; and the same texts through a bare Aho-Corasick automaton with the same terms."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from bench import listening_posts as posts
from zuruf.channels.jetstream import Jetstream
from zuruf.classifiers.needles import Needles
from zuruf.core.listening import Query
from zuruf.core.listening_parse import parse

POSTS, TERMS, EACH = 40_000, 10_000, 10
ROUNDS = 7
AT_ONCE = 1000  # frames, as `flow.following` reads them


def figures() -> Iterator[dict[str, Any]]:
    said = list(posts.texts(POSTS))
    frames = posts.frames(said)
    for name, rare in (("rare words, as names are", True), ("words of every rank", False)):
        yield figure(name, rare, [text for text, _ in said], frames)


def figure(name: str, rare: bool, texts: Sequence[str], frames: Sequence[bytes]) -> dict[str, Any]:
    """Whole path and bare scan, turn by turn; the figures are medians of `ROUNDS`."""
    listened = posts.terms(TERMS, rare)
    began = time.perf_counter()
    needles = Needles.build(searches(listened))
    built = time.perf_counter() - began
    bare = AhoCorasick([t.strip('"').lower() for t in listened], implementation=Implementation.ContiguousNFA)
    small = [t.lower() for t in texts]
    stream = Jetstream("wss://stream.example.org")
    hits, fitting = whole(stream, needles, frames)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(spent(lambda: whole(stream, needles, frames)))
        theirs.append(spent(lambda: scan(bare, small)))
    ratios = [b / a for a, b in zip(ours, theirs, strict=True)]
    return {
        "name": "listening",
        "terms": f"{TERMS} of {name}, in {TERMS // EACH} searches",
        "posts_per_second": round(len(frames) / statistics.median(ours)),
        "bare_scan_per_second": round(len(frames) / statistics.median(theirs)),
        "ratio": round(statistics.median(ratios), 2),
        "ratio_lowest_highest": [round(min(ratios), 2), round(max(ratios), 2)],
        "aim": 0.5,
        "posts": len(frames),
        "bytes_a_frame": round(sum(map(len, frames)) / len(frames)),
        "characters_a_post": round(sum(map(len, texts)) / len(texts)),
        "posts_with_a_hit": round(fitting / len(frames), 3),
        "hits": hits,
        "build_seconds": round(built, 1),
    }


def searches(listened: Sequence[str]) -> Iterator[tuple[int, Query]]:
    """`EACH` terms a search, as somebody would write them; every fifth excludes something, every fifth asks for a language."""
    for number, first in enumerate(range(0, len(listened), EACH)):
        text = " OR ".join(listened[first : first + EACH])
        text = (
            f"({text}) -gewinnspiel" if number % 5 == 1 else f"({text}) lang:de" if number % 5 == 2 else text
        )
        query = parse(text)
        assert isinstance(query, Query), query
        yield number, query


def whole(stream: Jetstream, needles: Needles, frames: Sequence[bytes]) -> tuple[int, int]:
    """Frame to hit; (hits, posts with one)."""
    hits = fitting = 0
    for first in range(0, len(frames), AT_ONCE):
        chunk = stream.read(frames[first : first + AT_ONCE])
        found = list(needles.find_each(chunk.texts, chunk.about))
        hits += len(found)
        fitting += len({number for number, _, _ in found})
    return hits, fitting


def scan(bare: AhoCorasick, texts: Sequence[str]) -> int:
    return sum(len(bare.find_matches_as_indexes(text, overlapping=True)) for text in texts)


def spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
