"""`make bench-understanding ONLY=listening`: how many posts a second one process matches with 10,000 terms, from the frame of the stream
to the hit with its places; and the same texts through a bare Aho-Corasick automaton with the same terms."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from bench import listening_posts as posts
from zuruf.channels.jetstream import Jetstream
from zuruf.classifiers.facts import stems
from zuruf.classifiers.needles import Needles
from zuruf.core.listening import Query
from zuruf.core.listening_parse import parse

POSTS, TERMS, EACH = 20_000, 10_000, 10
ROUNDS = 6  # each with posts that were not seen before; the first one is to get warm
AT_ONCE = 1000  # frames, as `flow.following` reads them


def figures() -> Iterator[dict[str, Any]]:
    rounds = [list(posts.texts(POSTS, seed)) for seed in range(ROUNDS)]
    for name, rare in (("very rare words, as names are", True), ("words of every rank", False)):
        yield figure(name, rare, rounds)


def figure(name: str, rare: bool, rounds: Sequence[list[tuple[str, str]]]) -> dict[str, Any]:
    """Whole path and bare scan, turn by turn, in seconds of the processor; the figures are medians."""
    listened = posts.terms(TERMS, rare)
    stems.cache_clear()  # of the words of the other figure
    began = time.process_time()
    needles = Needles.build(searches(listened))
    built = time.process_time() - began
    bare = AhoCorasick([t.strip('"').lower() for t in listened], implementation=Implementation.ContiguousNFA)
    stream = Jetstream("wss://stream.example.org")
    ours, again, theirs, hits, fitting, characters, size = [], [], [], 0, 0, 0, 0
    for said in rounds:
        frames, small = posts.frames(said), [text.lower() for text, _ in said]
        seconds, found = spent(lambda frames=frames: whole(stream, needles, frames))
        ours.append(seconds)
        theirs.append(spent(lambda small=small: scan(bare, small))[0])
        again.append(spent(lambda frames=frames: whole(stream, needles, frames))[0])
        hits, fitting = hits + found[0], fitting + found[1]
        characters, size = characters + sum(map(len, small)), size + sum(map(len, frames))
    ratios = [b / a for a, b in zip(ours, theirs, strict=True)][1:]
    known = [b / a for a, b in zip(again, theirs, strict=True)][1:]
    n = sum(map(len, rounds))
    return {
        "name": "listening",
        "terms": f"{TERMS} of {name}, in {TERMS // EACH} searches",
        "posts_per_second": round(POSTS / statistics.median(ours[1:])),
        "bare_scan_per_second": round(POSTS / statistics.median(theirs[1:])),
        "ratio": round(statistics.median(ratios), 2),
        "ratio_lowest_highest": [round(min(ratios), 2), round(max(ratios), 2)],
        "posts_per_second_all_words_known": round(POSTS / statistics.median(again[1:])),
        "ratio_all_words_known": round(statistics.median(known), 2),
        "aim": 0.5,
        "posts": n,
        "bytes_a_frame": round(size / n),
        "characters_a_post": round(characters / n),
        "posts_with_a_hit": round(fitting / n, 3),
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


def spent(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of this core, and what came of it."""
    began = time.process_time()
    made = work()
    return time.process_time() - began, made
